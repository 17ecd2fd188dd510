import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { GetTreeHandler } from '@read-models/account-tree/account-tree.queries';
import { GetAccountTextHandler } from '@read-models/accounts/account-text.queries';
import { GetAccountHandler, ListAccountsHandler } from '@read-models/accounts/accounts.queries';
import { GetBalancesHandler } from '@read-models/balances/balances.queries';
import { GetHoldHandler, ListHoldsHandler } from '@read-models/holds/holds.queries';
import {
  GetIssuedStatementHandler,
  ListIssuedStatementsHandler,
} from '@read-models/issued-statements/issued-statements.queries';
import {
  GetLedgerHandler,
  ListCurrenciesHandler,
  ListLedgersHandler,
} from '@read-models/ledgers/ledgers.queries';
import { ListPeriodsHandler } from '@read-models/periods/periods.queries';
import { ListRateSetsHandler } from '@read-models/rates/rate-sets.queries';
import { GetProposalHandler, ListProposalsHandler } from '@read-models/proposals/proposals.queries';
import { GetStatementHandler } from '@read-models/statements/statements.queries';
import { ListSubjectEntriesHandler } from '@read-models/personal/subject-entries.queries';
import { Tables } from '@read-models/queries/tables';
import {
  GetLimitsHandler,
  ListVelocityLimitsHandler,
} from '@read-models/velocity-limits/velocity-limits.queries';
import { ListChangesHandler } from '@read-models/transactions/changes.queries';
import {
  GetTransactionHandler,
  ListTransactionsHandler,
} from '@read-models/transactions/transactions.queries';

const queryHandlers = [
  ListSubjectEntriesHandler,
  GetAccountTextHandler,
  GetHoldHandler,
  ListHoldsHandler,
  ListPeriodsHandler,
  GetIssuedStatementHandler,
  ListIssuedStatementsHandler,
  GetLedgerHandler,
  ListLedgersHandler,
  ListCurrenciesHandler,
  GetAccountHandler,
  ListAccountsHandler,
  ListVelocityLimitsHandler,
  GetLimitsHandler,
  GetBalancesHandler,
  GetStatementHandler,
  GetTreeHandler,
  GetTransactionHandler,
  ListTransactionsHandler,
  ListChangesHandler,
  GetProposalHandler,
  ListProposalsHandler,
  ListRateSetsHandler,
];

/** Provides the tables of the read models with every query, and lets go of them when the process ends. */
@Global()
@Module({})
export class TablesModule implements OnApplicationShutdown {
  constructor(private readonly tables: Tables) {}

  /** @param callersAheadMs by how much the clocks of callers may be ahead of ours */
  static forRoot(databaseUrl: string, callersAheadMs: number): DynamicModule {
    const tables = { provide: Tables, useFactory: () => openTables(databaseUrl, callersAheadMs) };
    return { module: TablesModule, providers: [tables, ...queryHandlers], exports: [Tables] };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.tables.close();
  }
}

/** The address may hold a password, so the sentence does not repeat it. */
async function openTables(databaseUrl: string, callersAheadMs: number): Promise<Tables> {
  try {
    return await Tables.open(databaseUrl, { callersAheadMs });
  } catch (cause) {
    const { code, message } = cause as { code?: string; message: string };
    throw new Error(`Postgres at DATABASE_URL cannot be reached: ${code ?? message}.`, { cause });
  }
}
