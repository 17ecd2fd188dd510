import type { Request } from './request';

const asked = { needs: 'public', of: 'every ledger', answer: '200' } as const;

/** What is answered to anybody, with or without a credential. */
export const publicRequests: Record<string, Request> = {
  home: asked,
  docs: asked,
  docsApi: asked,
  docsGuide: { ...asked, params: { guide: 'wallet' } },
  docsPage: { ...asked, params: { page: 'errors' } },
  livez: asked,
  openapi: asked,
  readyz: asked,
};
