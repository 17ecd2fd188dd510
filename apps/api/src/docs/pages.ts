/** A page of the documentation that is served as HTML. */
export interface DocsPage {
  /** Where it is served. */
  readonly address: string;
  readonly title: string;
  /** The Markdown it is made from, from the root of the project. */
  readonly file: string;
}

export interface DocsGroup {
  readonly title: string;
  readonly pages: readonly (DocsPage | { readonly address: string; readonly title: string })[];
}

/** Where the API can be read and tried; it is made from /openapi.json in the browser. */
const apiPage = { address: '/docs/api', title: 'API' };

const page = (address: string, title: string, file: string): DocsPage => ({
  address: `/docs${address}`,
  title,
  file: `docs/${file}`,
});

/** Everything that is served below /docs, as the navigation shows it. */
export const docsGroups: readonly DocsGroup[] = [
  { title: 'Start', pages: [page('', 'Overview', 'README.md')] },
  {
    title: 'Guides',
    pages: [
      page('/guides/wallet', 'Wallet', 'guides/wallet.md'),
      page('/guides/marketplace', 'Marketplace', 'guides/marketplace.md'),
      page('/guides/card-programme', 'Card programme', 'guides/card-programme.md'),
      page('/guides/crypto-custody', 'Crypto custody', 'guides/crypto-custody.md'),
    ],
  },
  {
    title: 'Reference',
    pages: [
      apiPage,
      page('/errors', 'Errors', 'ERRORS.md'),
      page('/events', 'Events', 'EVENTS.md'),
      page('/glossary', 'Glossary', 'GLOSSARY.md'),
    ],
  },
  {
    title: 'Running it',
    pages: [
      page('/access', 'Access', 'ACCESS.md'),
      page('/security', 'Security', 'SECURITY.md'),
      page('/operations', 'Operations', 'OPERATIONS.md'),
      page('/sql', 'SQL', 'SQL.md'),
      page('/personal', 'Personal text', 'PERSONAL.md'),
      page('/exchange', 'Exchange', 'EXCHANGE.md'),
      page('/import', 'Import', 'IMPORT.md'),
      page('/reconciliation', 'Reconciliation', 'RECONCILIATION.md'),
      page('/performance', 'Performance', 'PERFORMANCE.md'),
    ],
  },
  {
    title: 'Proving it',
    pages: [
      page('/audit', 'Audit', 'AUDIT.md'),
      page('/verifier', 'Verifier', 'VERIFIER.md'),
      page('/export', 'Exports', 'EXPORT.md'),
    ],
  },
  { title: 'How it is made', pages: [page('/architecture', 'Architecture', 'ARCHITECTURE.md')] },
];

const pages = docsGroups.flatMap(({ pages: inGroup }) => inGroup.filter((each) => 'file' in each));

export function pageAt(address: string): DocsPage | undefined {
  return pages.find((each) => each.address === address);
}

export function pageOfFile(file: string): DocsPage | undefined {
  return pages.find((each) => each.file === file);
}
