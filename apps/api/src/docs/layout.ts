import { escaped, type Rendered } from './markdown';
import { docsGroups, type DocsPage } from './pages';

/** Everything the pages load comes from this process: they work without a network. */
export const addresses = {
  style: '/docs/style.css',
  icon: '/docs/icon.svg',
  swagger: '/docs/assets/',
  swaggerStart: '/docs/start.js',
} as const;

const head = (title: string, styles: readonly string[]) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)}</title>
    ${styles.map((address) => `<link rel="stylesheet" href="${address}">`).join('\n    ')}
    <link rel="icon" href="${addresses.icon}" type="image/svg+xml">
  </head>`;

const brand = `<a class="brand" href="/docs"><img src="${addresses.icon}" alt="" width="24" height="24">Ledger</a>`;

/** A page of the documentation as it is sent. */
export function documentOf(page: DocsPage, { html, headings }: Rendered): string {
  return `${head(`${page.title} · Ledger`, [addresses.style])}
  <body>
    <header>${brand}</header>
    <div class="frame">
      <nav class="pages" aria-label="Documentation">${navigation(page.address)}</nav>
      <main>
${html}      </main>
      <nav class="contents" aria-label="On this page">${contents(headings)}</nav>
    </div>
  </body>
</html>
`;
}

/** The API, to be read and tried: made from /openapi.json by Swagger UI. */
export const apiDocument = `${head('API · Ledger', [`${addresses.swagger}swagger-ui.css`, addresses.style])}
  <body class="api">
    <header>${brand}<a href="/docs/errors">Errors</a><a href="/docs/glossary">Glossary</a></header>
    <div id="swagger-ui"></div>
    <script src="${addresses.swagger}swagger-ui-bundle.js"></script>
    <script src="${addresses.swaggerStart}"></script>
  </body>
</html>
`;

function navigation(current: string): string {
  return docsGroups
    .map(
      ({ title, pages }) => `<h2>${title}</h2><ul>${pages.map((page) => item(page, current)).join('')}</ul>`,
    )
    .join('');
}

function item({ address, title }: { address: string; title: string }, current: string): string {
  const isHere = address === current ? ' aria-current="page"' : '';
  return `<li><a href="${address}"${isHere}>${escaped(title)}</a></li>`;
}

function contents(headings: Rendered['headings']): string {
  if (headings.length < 2) return '';
  const items = headings.map(({ id, title }) => `<li><a href="#${id}">${escaped(title)}</a></li>`);
  return `<h2>On this page</h2><ul>${items.join('')}</ul>`;
}
