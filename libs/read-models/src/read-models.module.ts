import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { GetTreeHandler } from './account-tree/account-tree.queries';
import { GetAccountHandler, ListAccountsHandler } from './accounts/accounts.queries';
import { GetBalancesHandler } from './balances/balances.queries';
import { GetLedgerHandler, ListLedgersHandler } from './ledgers/ledgers.queries';
import { GetStatementHandler } from './statements/statements.queries';
import { Tables } from './tables';
import { GetTransactionHandler, ListTransactionsHandler } from './transactions/transactions.queries';

/** All queries, over the tables at one address. */
@Module({})
export class ReadModelsModule implements OnApplicationShutdown {
  constructor(private readonly tables: Tables) {}

  /** @param databaseUrl connection string of a Postgres that {@link migrate} has been run on */
  static at(databaseUrl: string, connectionsMax?: number): DynamicModule {
    return {
      module: ReadModelsModule,
      imports: [CqrsModule],
      providers: [
        { provide: Tables, useFactory: () => Tables.open(databaseUrl, connectionsMax) },
        GetLedgerHandler,
        ListLedgersHandler,
        GetAccountHandler,
        ListAccountsHandler,
        GetBalancesHandler,
        GetTreeHandler,
        GetStatementHandler,
        GetTransactionHandler,
        ListTransactionsHandler,
      ],
      exports: [Tables],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.tables.close();
  }
}
