import {
  Global,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Access } from './access';
import { AccessChanges } from './access-changes';

/** Provides the access of a process: follows its journal from the start on, and closes it when the process ends. */
@Global()
@Module({})
export class AccessModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly access: Access) {}

  static forRoot(access: Access): DynamicModule {
    return {
      module: AccessModule,
      providers: [{ provide: Access, useValue: access }, AccessChanges],
      exports: [Access, AccessChanges],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.access.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.access.close();
  }
}
