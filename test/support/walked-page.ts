import { rowsIn } from './markdown';

/** A command of a page, with the answer printed below it. */
export interface WalkedCommand {
  readonly command: string;
  /** What it asks for, for the name of a test: the path, or the first line. */
  readonly title: string;
  readonly answer: { readonly language: string; readonly text: string } | undefined;
}

/** A balance that a table of a page claims, at its place among the commands. */
export interface ClaimedBalance {
  readonly account: string;
  readonly currency: string;
  readonly posted: string;
  /** Where the table has a column for it. */
  readonly available: string | undefined;
}

export type WalkedStep =
  WalkedCommand | { readonly title: string; readonly balances: readonly ClaimedBalance[] };

const fenced = /^```\w*\n[\s\S]*?^```$/m;
const apiOnPage = 'http://127.0.0.1:3000';
const filesOnPage = /(?<=[\s@'"])\.data\//g;

/** What a reader of a page does and sees, in order: its `sh` blocks, and its tables of accounts and balances. */
export function stepsOf(page: string): WalkedStep[] {
  const parts = page.split(new RegExp(`(${fenced.source})`, 'm'));
  return parts.flatMap((part, at): WalkedStep[] => {
    if (!fenced.test(part)) return balancesIn(part);
    const { language, text } = opened(part);
    return language === 'sh' ? [{ command: text, title: titleOf(text), answer: answerIn(parts, at) }] : [];
  });
}

/** Runs against another API, and another folder of data, than those that pages name. */
export function against(
  { api, dataDir }: { readonly api: string; readonly dataDir: string },
  command: string,
): string {
  return command.replaceAll(apiOnPage, api).replaceAll(filesOnPage, `${dataDir}/`);
}

/** What an answer says, without what is another one at every run; JSON as a value. */
export function comparable(language: string, text: string): unknown {
  return language === 'json' ? (JSON.parse(masked(text)) as unknown) : masked(text).trim();
}

function masked(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, 'an id')
    .replace(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g, 'a time')
    .replace(/\bin [\d.]+ s \([\d,]+ a second\)/g, 'in a while');
}

function opened(block: string): { language: string; text: string } {
  const [, language, text] = /^```(\w*)\n([\s\S]*)^```$/m.exec(block)!;
  return { language: language!, text: text! };
}

/** The next block after a command, unless that is a command too. */
function answerIn(parts: readonly string[], at: number): WalkedCommand['answer'] {
  const next = parts.slice(at + 1).find((part) => fenced.test(part));
  const answer = next === undefined ? undefined : opened(next);
  return answer?.language === 'sh' ? undefined : answer;
}

function titleOf(command: string): string {
  const [first] = command.split('\n').filter((line) => /curl|npx/.test(line));
  return /(?:127\.0\.0\.1:3000|\$LEDGER)([^\s"']+)/.exec(command)?.[1] ?? first ?? command;
}

function balancesIn(prose: string): WalkedStep[] {
  const tables = prose.split(/\n\n+/).filter((part) => /^\|\s*Account\s*\|\s*Balance\s*\|/.test(part));
  return tables.map((table) => {
    const hasAvailable = /^\|[^|]+\|[^|]+\|\s*Available\s*\|/.test(table);
    const balances = rowsIn(table).map(([account = '', balance = '', third = '']) => {
      const [posted = '', currency = ''] = balance.split(' ');
      return {
        account: account.replaceAll('`', ''),
        currency,
        posted,
        available: hasAvailable ? third.split(' ')[0] : undefined,
      };
    });
    return { title: `the balances ${balances.map(({ posted }) => posted).join(', ')}`, balances };
  });
}
