import { accountTreeProjector } from '../account-tree/account-tree.projector';
import { accountsProjector } from '../accounts/accounts.projector';
import { balancesProjector } from '../balances/balances.projector';
import { ledgersProjector } from '../ledgers/ledgers.projector';
import { holdsProjector } from '../holds/holds.projector';
import { issuedStatementsProjector } from '../issued-statements/issued-statements.projector';
import { periodsProjector } from '../periods/periods.projector';
import { proposalsProjector } from '../proposals/proposals.projector';
import type { ReadModel } from '../batch/read-model';
import { rateSetsProjector } from '../rates/rate-sets.projector';
import { recordedTimesProjector } from '../recorded-times/recorded-times.projector';
import { statementsProjector } from '../statements/statements.projector';
import { transactionsProjector } from '../transactions/transactions.projector';
import { velocityLimitsProjector } from '../velocity-limits/velocity-limits.projector';

/** Every read model, in the order in which a batch writes them. */
export const projectors: readonly ReadModel[] = [
  ledgersProjector,
  recordedTimesProjector,
  accountTreeProjector,
  accountsProjector,
  transactionsProjector,
  statementsProjector,
  balancesProjector,
  holdsProjector,
  periodsProjector,
  issuedStatementsProjector,
  velocityLimitsProjector,
  proposalsProjector,
  rateSetsProjector,
];

/** Every table that is made of journals alone. */
export const projectedTables = projectors.flatMap(({ keyedTables, addedTables }) => [
  ...keyedTables,
  ...addedTables,
]);
