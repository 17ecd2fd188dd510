import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { ReadModels1763900000000 } from './migrations/1763900000000-read-models';
import { PastBalances1764000000000 } from './migrations/1764000000000-past-balances';
import { DatedBlocks1764200000000 } from './migrations/1764200000000-dated-blocks';
import { VelocityLimits1764150000000 } from './migrations/1764150000000-velocity-limits';
import { HoldsByReference1764300000000 } from './migrations/1764300000000-holds-by-reference';
import { FreezesExceptHolds1764400000000 } from './migrations/1764400000000-freezes-except-holds';
import { PersonalKeys1764700000000 } from './migrations/1764700000000-personal-keys';
import { Analysts1764800000000 } from './migrations/1764800000000-analysts';
import { Proposals1764810000000 } from './migrations/1764810000000-proposals';
import { RateSets1764820000000 } from './migrations/1764820000000-rate-sets';
import { Progress1764830000000 } from './migrations/1764830000000-progress';
import { Holds1764100000000 } from './migrations/1764100000000-holds';

/** Connects to the tables of the read models; the caller destroys what it gets. */
export async function connectTables(databaseUrl: string, connectionsMax = 10): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    migrations: [
      ReadModels1763900000000,
      PastBalances1764000000000,
      Holds1764100000000,
      VelocityLimits1764150000000,
      DatedBlocks1764200000000,
      HoldsByReference1764300000000,
      FreezesExceptHolds1764400000000,
      PersonalKeys1764700000000,
      Analysts1764800000000,
      Proposals1764810000000,
      RateSets1764820000000,
      Progress1764830000000,
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
