import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { migratePersonal } from '@personal/migrate';
import { PersonalTexts } from '@personal/personal-texts';
import { SubjectKeys } from '@personal/subject-keys';
import type { ApiSettings } from '@settings/settings';
import { openWrappingKeys } from '@signers/open-wrapping-keys';

/** Provides the personal text of the process, and lets go of its keys when the process ends. */
@Global()
@Module({})
export class PersonalModule implements OnApplicationShutdown {
  constructor(private readonly texts: PersonalTexts) {}

  static forRoot(settings: ApiSettings): DynamicModule {
    const texts = { provide: PersonalTexts, useFactory: () => openPersonalTexts(settings) };
    return { module: PersonalModule, providers: [texts], exports: [PersonalTexts] };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.texts.close();
  }
}

async function openPersonalTexts(settings: ApiSettings): Promise<PersonalTexts> {
  const { keysDir, personalDatabaseUrl: url, personalKey } = settings;
  if (url === undefined) return new PersonalTexts(undefined);
  const wrappingKeys = await openWrappingKeys(keysDir, personalKey);
  await migratePersonal(url);
  return new PersonalTexts(await SubjectKeys.open(url, wrappingKeys));
}
