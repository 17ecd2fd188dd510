import { Module, type DynamicModule } from '@nestjs/common';
import { Notary } from '@notary/notary';
import { HealthController } from './health.controller';
import { Metrics } from './metrics';

/** Health and metrics of a notary, over HTTP. */
@Module({})
export class NotaryModule {
  static of(notary: Notary, metrics: Metrics): DynamicModule {
    return {
      module: NotaryModule,
      controllers: [HealthController],
      providers: [
        { provide: Notary, useValue: notary },
        { provide: Metrics, useValue: metrics },
      ],
    };
  }
}
