import type { ReportingView } from './reporting-view';
import { about } from './views/about';
import { accounts } from './views/accounts';
import { balances } from './views/balances';
import { heldAmounts } from './views/held-amounts';
import { holdLines } from './views/hold-lines';
import { holds } from './views/holds';
import { ledgers } from './views/ledgers';
import { postings } from './views/postings';
import { proposalApprovals } from './views/proposal-approvals';
import { proposals } from './views/proposals';
import { rateSets } from './views/rate-sets';
import { rates } from './views/rates';
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
  heldAmounts,
  holds,
  holdLines,
  rateSets,
  rates,
  proposals,
  proposalApprovals,
];
