import { journalIncompleteTitles } from '@verifier/journal/fault';

/** What can be missing of a running ledger, so that nothing can be said of the whole. The list is closed. */
export const incompleteTitles = {
  ...journalIncompleteTitles,
  ReadModelsBehind: 'The read models have not applied all entries',
} as const;

export type LedgerIncompleteClass = keyof typeof incompleteTitles;
