import type { Fields } from '@files/fields';
import { FileRefused } from '@files/file-refused';
import { layoutOf, readRows } from '@files/rows';
import { Unreadable } from '@files/unreadable';
import type { FeedRate, FeedRecord } from './rate-feed';
import { rateIn, requireOrder, shown } from './rate-text';
import { SetInProgress } from './set-in-progress';

const needed = ['observedAt', 'base', 'counter', 'mid'];
const columns = [...needed, 'bid', 'ask'];

/**
 * Rates in CSV by RFC 4180, in UTF-8, under a header: `observedAt`, `base`, `counter` and `mid`, and perhaps `bid` and
 * `ask`, whose cells may be empty. Rows of one time that stand together are a set.
 * @throws FileRefused where the header lacks a column or has another one
 */
export async function* readCsvRates(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FeedRecord> {
  const sets = new SetInProgress();
  let isFirst = true;
  for await (const { line, fields } of readRows(chunks, { ...layoutOf('csv'), headerLine: 1 }, needed)) {
    try {
      if (fields instanceof Unreadable) throw fields;
      if (isFirst) requireKnownColumns(fields);
      isFirst = false;
      yield* sets.add(timeIn(fields['observedAt']!), line, rateOf(fields));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      yield { kind: 'flaw', line, reason: error.message };
    }
  }
  yield* sets.end();
}

/** A misspelt column would be passed over: no rate would say that its bid is missing. @throws FileRefused */
function requireKnownColumns(fields: Fields): void {
  const unknown = Object.keys(fields).find((name) => !columns.includes(name));
  if (unknown === undefined) return;
  throw new FileRefused(
    `The header has the column ${shown(unknown) || 'without a name'}; a file of rates has ${columns.join(', ')}.`,
  );
}

function rateOf(fields: Fields): FeedRate {
  const [base, counter] = [codeIn(fields['base']!), codeIn(fields['counter']!)];
  if (base === counter) throw new Unreadable(`${base} has no rate in itself.`);
  const mid = rateIn(fields['mid']!);
  const [bid, ask] = [ifAny(fields['bid']), ifAny(fields['ask'])];
  requireOrder(bid, mid, ask);
  return { base, counter, mid, ...(bid !== undefined && { bid }), ...(ask !== undefined && { ask }) };
}

function ifAny(cell: string | undefined): string | undefined {
  return cell === undefined || cell.trim() === '' ? undefined : rateIn(cell);
}

function codeIn(cell: string): string {
  const code = cell.trim();
  if (/^[A-Z][A-Z0-9._-]{1,31}$/.test(code)) return code;
  throw new Unreadable(`"${shown(code)}" is not a currency code, such as EUR.`);
}

const timeForm = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** A day alone would leave open when on that day the rate was known. */
function timeIn(cell: string): string {
  const text = cell.trim();
  const time = timeForm.test(text) ? Date.parse(text.replace(' ', 'T').toUpperCase()) : NaN;
  if (!Number.isNaN(time) && isRealDay(text)) return new Date(time).toISOString();
  throw new Unreadable(
    `"${shown(text)}" is not a time with its offset in RFC 3339, such as 2026-11-22T15:00:00Z.`,
  );
}

/** JavaScript takes 30 February for 2 March. */
function isRealDay(text: string): boolean {
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
