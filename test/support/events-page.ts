import { isDeepStrictEqual } from 'node:util';
import { accessJournalId } from '@access/access-book';
import { accessEvents } from '@entries/access-events/access-events';
import { actor, envelope } from '@entries/entry-shape';
import { pattern } from '@entries/events/account-events';
import { proposalPointer } from '@entries/events/approval-events';
import { approvalRule } from '@entries/events/approval-rule-shape';
import { limit, personalCipher, posting } from '@entries/events/common-shapes';
import { events } from '@entries/events/events';
import { quotePointer } from '@entries/events/exchange-shapes';
import { holdPointer } from '@entries/events/hold-events';
import { statementFigure } from '@entries/events/period-events';
import { captures, exchange, positionMove, reverses } from '@entries/events/transaction-events';
import { velocityLimit } from '@entries/events/velocity-events';
import type { Entry } from '@entries/entry';

/** What a page needs to know of the field of an object. */
type PageFields = Readonly<Record<string, { readonly meaning?: string; readonly isOptional?: true }>>;

/** Shapes that have a heading and a table of their own; what else the page says of them is written by hand. */
const shapes: Readonly<Record<string, { readonly fields: object }>> = {
  'The envelope': envelope,
  Actor: actor,
  Posting: posting,
  'Personal text': personalCipher,
  Captures: captures,
  Reverses: reverses,
  Exchange: exchange,
  'Position move': positionMove,
  'Quote pointer': quotePointer,
  'Hold pointer': holdPointer,
  Figure: statementFigure,
  'Velocity limit': velocityLimit,
  Limit: limit,
  Pattern: pattern,
  'Approval rule': approvalRule,
  'Proposal pointer': proposalPointer,
};

/** The golden journals of one version of the entries. */
export interface GoldenJournals {
  readonly version: number;
  readonly entries: readonly Entry[];
}

/** Its section begins with this heading; what stands before its first type is written by hand. */
const ofAccess = '## The access journal';

/**
 * docs/EVENTS.md as the declarations of the events make it: one section for each event, and the table of every shape.
 * @param page as it is
 * @param golden from the oldest version on
 */
export function eventsPage(page: string, golden: readonly GoldenJournals[]): string {
  const first = page.indexOf('\n## ', page.indexOf('## The envelope')) + 1;
  const [before, after] = [page.slice(0, first), page.slice(page.indexOf('## Shapes'))].map(withTables);
  const ledgers = golden.map((each) => ofBook(each, (ledger) => ledger !== accessJournalId));
  const sections = Object.entries(events).map(([type, { meaning, body, example }]) =>
    sectionOf(`## ${type}`, { type, meaning, fields: body, example }, ledgers),
  );
  const access = golden.map((each) => ofBook(each, (ledger) => ledger === accessJournalId));
  const accessSections = Object.entries(accessEvents).map(([type, declared]) =>
    sectionOf(`### ${type in events ? `${type} of access` : type}`, { type, ...declared }, access),
  );
  const begin = page.indexOf(ofAccess);
  const introduction = page.slice(begin, page.indexOf('\n### ', begin) + 1);
  return [before, ...sections, introduction, ...accessSections, after].join('');
}

function ofBook({ version, entries }: GoldenJournals, isOfIt: (ledger: string) => boolean): GoldenJournals {
  return { version, entries: entries.filter(({ ledger }) => isOfIt(ledger)) };
}

interface Declared {
  readonly type: string;
  readonly meaning: string;
  readonly fields: object;
  readonly example: object;
}

/** @throws Error where no golden journal has the example */
function sectionOf(
  heading: string,
  { type, meaning, fields, example }: Declared,
  golden: readonly GoldenJournals[],
): string {
  const since = golden.find(({ entries }) => entries.some((entry) => entry.type === type));
  const shown = since?.entries.find((entry) => entry.type === type && isDeepStrictEqual(entry.body, example));
  if (!since || !shown) throw new Error(`no golden journal has the example of ${type}`);
  const json = JSON.stringify(shown, null, 2);
  return `${heading}

Since version ${since.version}. ${meaning}

${tableOf(fields)}

Example:

\`\`\`json
${json}
\`\`\`

`;
}

/** The part of the page with the tables of its shapes made again. */
function withTables(part: string): string {
  return Object.entries(shapes).reduce((text, [heading, { fields }]) => {
    const table = new RegExp(`(^##+ ${heading}\\n[^#]*?)^\\|[^#]*?\\|$(?!\\n\\|)`, 'm');
    return text.replace(table, (_, above: string) => `${above}${tableOf(fields)}`);
  }, part);
}

function tableOf(fields: object): string {
  const rows = Object.entries(fields as PageFields).map(
    ([name, { isOptional, meaning }]) =>
      `| \`${name}\` | ${isOptional ? 'optional' : 'always'} | ${meaning} |`,
  );
  return ['| Field | Present | Meaning |', '|---|---|---|', ...rows].join('\n');
}
