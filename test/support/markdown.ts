/** A fenced block of a Markdown page. */
export interface Block {
  /** The word after the opening fence; empty where there is none. */
  readonly language: string;
  readonly text: string;
}

const fence = /^```(\w*)\n([\s\S]*?)^```$/gm;

/** The fenced blocks of a page, in order. */
export function blocksIn(page: string): Block[] {
  return [...page.matchAll(fence)].map(([, language, text]) => ({ language: language!, text: text! }));
}

/** What stands between backticks in running text. */
export function spansIn(page: string): string[] {
  return [...page.replace(fence, '').matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!);
}

/** Targets of the links in running text. */
export function linksIn(page: string): string[] {
  return [...page.replace(fence, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
}

/** The text below a heading, up to the next heading of its level or above. */
export function sectionOf(page: string, heading: string): string {
  const lines = page.split('\n');
  const begin = lines.findIndex((line) => line.replace(/^#+ /, '') === heading && line.startsWith('#'));
  if (begin === -1) throw new Error(`the page has no heading ${heading}`);
  const level = lines[begin]!.indexOf(' ');
  const rest = lines.slice(begin + 1);
  const end = rest.findIndex((line) => new RegExp(`^#{1,${level}} `).test(line));
  return rest.slice(0, end === -1 ? undefined : end).join('\n');
}

/** The rows of the tables in a piece of a page, without their heads; cells are trimmed. */
export function rowsIn(part: string): string[][] {
  const rows = part.split('\n').filter((line) => line.startsWith('|'));
  const isRule = (row: string | undefined) => row !== undefined && /^\|[\s|:-]+\|$/.test(row);
  return rows
    .filter((row, i) => !isRule(row) && !isRule(rows[i + 1]))
    .map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}
