import {
  Global,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Journal } from './journal';
import { journalOptions, type JournalSettings } from './journal-options';

/** Provides the one Journal of a process, and closes it when the process ends. */
@Global()
@Module({})
export class JournalModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly journal: Journal) {}

  static forRoot(settings: JournalSettings): DynamicModule {
    const journal = { provide: Journal, useFactory: () => new Journal(journalOptions(settings)) };
    return { module: JournalModule, providers: [journal], exports: [Journal] };
  }

  onApplicationBootstrap(): void {
    this.journal.writeDue();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.journal.close();
  }
}
