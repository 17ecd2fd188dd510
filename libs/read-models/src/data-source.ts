import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { NodeRow, NodeSumRow } from './account-tree/account-tree.table';
import { AccountRow } from './accounts/accounts.table';
import { BalanceRow } from './balances/balances.table';
import { HeldSumRow, HoldAccountRow, HoldRow, HoldStepRow } from './holds/holds.table';
import { IssuedStatementRow } from './issued-statements/issued-statements.table';
import { CurrencyRow, LedgerRow } from './ledgers/ledgers.table';
import { ReadModels1763900000000 } from './migrations/1763900000000-read-models';
import { PastBalances1764000000000 } from './migrations/1764000000000-past-balances';
import { DatedBlocks1764200000000 } from './migrations/1764200000000-dated-blocks';
import { VelocityLimits1764150000000 } from './migrations/1764150000000-velocity-limits';
import { HoldsByReference1764300000000 } from './migrations/1764300000000-holds-by-reference';
import { FreezesExceptHolds1764400000000 } from './migrations/1764400000000-freezes-except-holds';
import { Holds1764100000000 } from './migrations/1764100000000-holds';
import { PeriodRow } from './periods/periods.table';
import { CheckpointRow, ProjectionRow } from './projection.table';
import { RecordedTimeRow } from './recorded-times/recorded-times.table';
import { DatedLineRow, DatedSumRow, StatementLineRow } from './statements/statements.table';
import { TransactionMetadataRow, TransactionRow, TransactionTagRow } from './transactions/transactions.table';
import { VelocityLimitsRow } from './velocity-limits/velocity-limits.table';

/** Every table of the read models. */
export const rows = [
  ProjectionRow,
  CheckpointRow,
  LedgerRow,
  CurrencyRow,
  AccountRow,
  BalanceRow,
  NodeRow,
  NodeSumRow,
  StatementLineRow,
  DatedLineRow,
  DatedSumRow,
  RecordedTimeRow,
  TransactionRow,
  TransactionTagRow,
  TransactionMetadataRow,
  HoldRow,
  HoldStepRow,
  HoldAccountRow,
  HeldSumRow,
  PeriodRow,
  IssuedStatementRow,
  VelocityLimitsRow,
];

/** Connects to the tables of the read models; the caller destroys what it gets. */
export async function connectTables(databaseUrl: string, connectionsMax = 10): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    entities: rows,
    migrations: [
      ReadModels1763900000000,
      PastBalances1764000000000,
      Holds1764100000000,
      VelocityLimits1764150000000,
      DatedBlocks1764200000000,
      HoldsByReference1764300000000,
      FreezesExceptHolds1764400000000,
    ],
    migrationsTransactionMode: 'all',
    synchronize: false,
    poolSize: connectionsMax,
    applicationName: 'ledger-read-models',
    // An idle connection broke: the pool makes another when one is needed.
    poolErrorHandler: () => undefined,
  });
  return source.initialize();
}

/** The connection pool underneath, for statements that are to be prepared once per connection. */
export function poolOf(source: DataSource): Pool {
  return (source.driver as PostgresDriver).master as Pool;
}
