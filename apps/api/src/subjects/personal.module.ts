import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { migratePersonal } from '@personal/migrate';
import { PersonalTexts, type OnUnreadable } from '@personal/personal-texts';
import { SubjectKeys } from '@personal/subject-keys';
import type { ApiSettings } from '@settings/settings';
import { openWrappingKeys } from '@signers/open-wrapping-keys';
import { Access } from '../access/access';
import { observeUnreadable } from '../telemetry/unreadable-text';
import { Erasures } from './erasures';
import { PersonalReads } from './personal-reads';

/** Where the module reports what operators should look into. */
interface Watchers {
  readonly log: Logger;
  readonly registry: Registry;
}

/** Provides the personal text of the process, and lets go of its keys when the process ends. */
@Global()
@Module({})
export class PersonalModule implements OnApplicationShutdown {
  constructor(
    private readonly texts: PersonalTexts,
    private readonly erasures: Erasures,
  ) {}

  static forRoot(settings: ApiSettings, { log, registry }: Watchers): DynamicModule {
    const onUnreadable = observeUnreadable(registry, log);
    const texts = { provide: PersonalTexts, useFactory: () => openPersonalTexts(settings, onUnreadable) };
    const erasures = {
      provide: Erasures,
      inject: [PersonalTexts, Access],
      useFactory: (personal: PersonalTexts, access: Access) => {
        const made = new Erasures(personal, log);
        access.onErased((keys) => made.take(keys));
        return made;
      },
    };
    return {
      module: PersonalModule,
      providers: [texts, erasures, PersonalReads],
      exports: [PersonalTexts, PersonalReads],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.erasures.close();
    await this.texts.close();
  }
}

async function openPersonalTexts(settings: ApiSettings, onUnreadable: OnUnreadable): Promise<PersonalTexts> {
  const { keysDir, personalDatabaseUrl: url, personalKey } = settings;
  if (url === undefined) return new PersonalTexts(undefined);
  const wrappingKeys = await openWrappingKeys(keysDir, personalKey);
  await migratePersonal(url);
  return new PersonalTexts(await SubjectKeys.open(url, wrappingKeys), onUnreadable);
}
