import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { OpenLedgerHandler } from '@commands/ledgers/open-ledger';
import { SubmitHandler } from '@commands/submit';
import { SubmitAtomicallyHandler, SubmitIndependentlyHandler } from '@commands/submit-many';
import { JournalModule } from '@journal/journal.module';
import type { Logger } from 'pino';
import { openKeys } from '@signers/open-keys';
import type { ApiSettings } from '@settings/settings';
import { AccountReadsController } from './accounts/account-reads.controller';
import { CommandsController } from './commands.controller';
import { DocsController } from './docs/docs.controller';
import { EntriesController } from './entries/entries.controller';
import { ExportsController } from './exports/exports.controller';
import { HoldReadsController } from './holds/hold-reads.controller';
import { HoldsController } from './holds/holds.controller';
import { KeysController } from './keys/keys.controller';
import { LedgerReadsController } from './ledgers/ledger-reads.controller';
import { LedgersController } from './ledgers/ledgers.controller';
import { LimitsController } from './limits/limits.controller';
import { ClockWatch } from './clock/clock-watch';
import { logToken } from './telemetry/log';
import { Metrics } from './telemetry/metrics';
import { observeJournal } from './telemetry/observer';
import { RateLimit } from './edge/rate-limit';
import { ProofsController } from './proofs/proofs.controller';
import { PeriodReadsController } from './periods/period-reads.controller';
import { IssuedStatementsController } from './statements/issued-statements.controller';
import { StatementController } from './statements/statement.controller';
import { BulkController } from './transactions/bulk.controller';
import { ServiceController } from './service/service.controller';
import { TablesModule } from './tables.module';
import { TransactionReadsController } from './transactions/transaction-reads.controller';

/** What the server around the routes has, too. */
interface Shared {
  readonly metrics: Metrics;
  readonly rate: RateLimit;
  readonly clock: ClockWatch;
  readonly log: Logger;
}

@Module({})
export class ApiModule {
  static forRoot(settings: ApiSettings, { metrics, rate, clock, log }: Shared): DynamicModule {
    const { eventStoreUrl, snapshotsDir, snapshotEvery } = settings;
    const journal = JournalModule.forRoot({
      eventStoreUrl,
      appendBytesMax: settings.appendLimitBytes,
      appendTimeoutMs: settings.appendTimeoutMs,
      callersAheadMs: settings.callersAheadMs,
      keys: () => openKeys(settings),
      snapshots: snapshotEvery === 0 ? undefined : { folder: snapshotsDir, everyEntries: snapshotEvery },
      observer: observeJournal(metrics, log),
      now: () => clock.now(),
    });
    return {
      module: ApiModule,
      imports: [
        CqrsModule.forRoot(),
        journal,
        TablesModule.forRoot(settings.databaseUrl, settings.callersAheadMs),
      ],
      controllers: [
        CommandsController,
        LedgersController,
        LedgerReadsController,
        AccountReadsController,
        LimitsController,
        BulkController,
        TransactionReadsController,
        HoldsController,
        HoldReadsController,
        PeriodReadsController,
        StatementController,
        IssuedStatementsController,
        KeysController,
        EntriesController,
        ProofsController,
        ExportsController,
        ServiceController,
        DocsController,
      ],
      providers: [
        OpenLedgerHandler,
        SubmitHandler,
        SubmitIndependentlyHandler,
        SubmitAtomicallyHandler,
        { provide: logToken, useValue: log },
        { provide: Metrics, useValue: metrics },
        { provide: RateLimit, useValue: rate },
        { provide: ClockWatch, useValue: clock },
      ],
    };
  }
}
