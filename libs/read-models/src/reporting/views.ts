import type { ReportingView } from './reporting-view';
import { about } from './views/about';
import { accounts } from './views/accounts';
import { balances } from './views/balances';
import { ledgers } from './views/ledgers';
import { postings } from './views/postings';
import { scopes } from './views/scopes';
import { transactions } from './views/transactions';

/** Every view of the schema `reporting`, in the order in which docs/SQL.md shows them. */
export const views: readonly ReportingView[] = [
  about,
  scopes,
  ledgers,
  accounts,
  balances,
  transactions,
  postings,
];
