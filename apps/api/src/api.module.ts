import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { commandHandlers } from '@commands/command-handlers';
import { JournalModule } from '@journal/journal.module';
import type { JournalObserver } from '@journal/observer';
import type { ApiSettings } from '@settings/settings';
import { AccountsController } from './accounts/accounts.controller';
import { LedgersController } from './ledgers/ledgers.controller';
import { TransactionsController } from './transactions/transactions.controller';

@Module({})
export class ApiModule {
  static forRoot(settings: ApiSettings, observer: JournalObserver): DynamicModule {
    const { eventStoreUrl, keysDir, origin, snapshotsDir, snapshotEvery } = settings;
    const journal = JournalModule.forRoot({
      eventStoreUrl,
      appendBytesMax: settings.appendLimitBytes,
      keysFolder: keysDir,
      origin,
      snapshots: snapshotEvery === 0 ? undefined : { folder: snapshotsDir, everyEntries: snapshotEvery },
      observer,
    });
    return {
      module: ApiModule,
      imports: [CqrsModule.forRoot(), journal],
      controllers: [LedgersController, AccountsController, TransactionsController],
      providers: [...commandHandlers],
    };
  }
}
