import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { OpenLedgerHandler } from '@commands/ledgers/open-ledger';
import { SubmitHandler } from '@commands/submit';
import { SubmitAtomicallyHandler, SubmitIndependentlyHandler } from '@commands/submit-many';
import { JournalModule } from '@journal/journal.module';
import type { Logger } from 'pino';
import type { JournalSettings } from '@journal/journal-options';
import type { ApiSettings } from '@settings/settings';
import type { Access } from './access/access';
import { AccessModule } from './access/access.module';
import { AccessReadsController } from './access/access-reads.controller';
import { PrincipalsController } from './access/principals.controller';
import { ChangesController } from './access/changes.controller';
import { KeyChangesController } from './access/key-changes.controller';
import { AccountReadsController } from './accounts/account-reads.controller';
import { CommandsController } from './commands.controller';
import { DocsController } from './docs/docs.controller';
import { EntriesController } from './entries/entries.controller';
import { ExchangeController } from './exchange/exchange.controller';
import { RateSetsController } from './exchange/rate-sets.controller';
import { ExportsController } from './exports/exports.controller';
import { HoldReadsController } from './holds/hold-reads.controller';
import { HoldsController } from './holds/holds.controller';
import { KeysController } from './keys/keys.controller';
import { LedgerReadsController } from './ledgers/ledger-reads.controller';
import { LedgersController } from './ledgers/ledgers.controller';
import { LimitsController } from './limits/limits.controller';
import { ApprovalReadsController } from './approval/approval-reads.controller';
import { ClockWatch } from './clock/clock-watch';
import { logToken } from './telemetry/log';
import { Metrics } from './telemetry/metrics';
import { CallerLimits } from './edge/caller-limits';
import { ProofsController } from './proofs/proofs.controller';
import { PeriodReadsController } from './periods/period-reads.controller';
import { IssuedStatementsController } from './statements/issued-statements.controller';
import { StatementController } from './statements/statement.controller';
import { BulkController } from './transactions/bulk.controller';
import { ServiceController } from './service/service.controller';
import { SubjectsController } from './subjects/subjects.controller';
import { PersonalModule } from './subjects/personal.module';
import { TablesModule } from './tables.module';
import { TransactionReadsController } from './transactions/transaction-reads.controller';

/** What the server around the routes has, too. */
interface Shared {
  readonly metrics: Metrics;
  readonly limits: CallerLimits;
  readonly clock: ClockWatch;
  readonly log: Logger;
  readonly journals: JournalSettings;
  readonly access: Access;
}

@Module({})
export class ApiModule {
  static forRoot(
    settings: ApiSettings,
    { metrics, limits, clock, log, journals, access }: Shared,
  ): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        CqrsModule.forRoot(),
        JournalModule.forRoot(journals),
        AccessModule.forRoot(access),
        PersonalModule.forRoot(settings, { log, registry: metrics.registry }),
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
        ExchangeController,
        RateSetsController,
        ApprovalReadsController,
        KeysController,
        EntriesController,
        ProofsController,
        ExportsController,
        SubjectsController,
        ServiceController,
        DocsController,
        ChangesController,
        KeyChangesController,
        AccessReadsController,
        PrincipalsController,
      ],
      providers: [
        OpenLedgerHandler,
        SubmitHandler,
        SubmitIndependentlyHandler,
        SubmitAtomicallyHandler,
        EntriesController,
        ProofsController,
        ExportsController,
        { provide: logToken, useValue: log },
        { provide: Metrics, useValue: metrics },
        { provide: CallerLimits, useValue: limits },
        { provide: ClockWatch, useValue: clock },
      ],
    };
  }
}
