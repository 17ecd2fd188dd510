import { posix } from 'node:path';
import { Marked, type RendererObject, type Tokens } from 'marked';
import { pageOfFile } from './pages';

export interface Rendered {
  readonly html: string;
  /** The headings below the title, for the list of what is on the page. */
  readonly headings: readonly { readonly id: string; readonly title: string }[];
}

/**
 * HTML of a page of our own. HTML within the Markdown is shown as text, so nothing a page says can become markup.
 * @param file the page's path from the root of the project; links are resolved from there
 */
export function render(markdown: string, file: string): Rendered {
  const headings: { id: string; title: string }[] = [];
  const ids = new Map<string, number>();
  const renderer: RendererObject = {
    heading({ tokens, depth, text }) {
      const id = uniqueId(text, ids);
      if (depth === 2) headings.push({ id, title: text.replaceAll('`', '') });
      const inner = this.parser.parseInline(tokens);
      return depth === 1
        ? `<h1>${inner}</h1>\n`
        : `<h${depth} id="${id}"><a href="#${id}">${inner}</a></h${depth}>\n`;
    },
    link({ href, tokens }) {
      const inner = this.parser.parseInline(tokens);
      const address = addressOf(href, file);
      return address === undefined ? inner : `<a href="${escaped(address)}">${inner}</a>`;
    },
    html: ({ text }) => escaped(text),
    image: ({ text }) => escaped(text),
    code: ({ text, lang = '' }) =>
      `<pre class="${escaped(lang || 'text')}"><code>${escaped(text)}</code></pre>\n`,
    table(token) {
      const cells = (row: Tokens.TableCell[]) => row.map(({ tokens }) => this.parser.parseInline(tokens));
      const head = token.header.map(({ text }) => text);
      const rows = token.rows.map((row) => ({ id: codeIn(row[0]), cells: cells(row) }));
      return head.join() === problemColumns ? problems(rows) : table(cells(token.header), rows);
    },
  };
  const html = new Marked({ renderer, gfm: true }).parse(markdown, { async: false });
  return { html, headings };
}

interface Row {
  /** The code that the first cell consists of. */
  readonly id: string | undefined;
  readonly cells: readonly string[];
}

const problemColumns = 'Code,Status,Title,When,What to do';

/** The problems each get a section, which the `type` of a problem document points to. */
function problems(rows: readonly Row[]): string {
  const sections = rows.map(
    ({ id, cells: [code, status, title, when, remedy] }) =>
      `<section class="problem" id="${id}"><h3><a href="#${id}">${code}</a> <span class="status">${status}</span></h3>` +
      `<p><strong>${title}.</strong> ${when}</p><p>${remedy}</p></section>`,
  );
  return `${sections.join('\n')}\n`;
}

function table(head: readonly string[], rows: readonly Row[]): string {
  const row = (cells: readonly string[], tag: 'th' | 'td') =>
    cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('');
  const body = rows.map(({ cells }) => `<tr>${row(cells, 'td')}</tr>`).join('\n');
  const header = head.some((cell) => cell !== '') ? `<thead><tr>${row(head, 'th')}</tr></thead>` : '';
  return `<div class="table"><table>${header}<tbody>${body}</tbody></table></div>\n`;
}

function codeIn(cell: Tokens.TableCell | undefined): string | undefined {
  return cell && /^`(\w+)`$/.exec(cell.text)?.[1];
}

/** As GitHub makes them, so that a link leads to the same place here and there. */
function uniqueId(text: string, ids: Map<string, number>): string {
  const id = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
  const before = ids.get(id) ?? 0;
  ids.set(id, before + 1);
  return before === 0 ? id : `${id}-${before}`;
}

/** Where a link of a page leads to as it is served; undefined where that is not served. */
function addressOf(href: string, file: string): string | undefined {
  if (/^(?:https?:|#)/.test(href)) return href;
  const [path = '', hash] = href.split('#');
  const page = pageOfFile(posix.normalize(posix.join(posix.dirname(file), path)));
  return page && (hash === undefined ? page.address : `${page.address}#${hash}`);
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
