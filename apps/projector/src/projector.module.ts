import { Module, type DynamicModule } from '@nestjs/common';
import { Projector } from '@read-models/projector';
import { HealthController } from './health.controller';
import { Metrics } from './metrics';

/** Health and metrics of a projector, over HTTP. */
@Module({})
export class ProjectorModule {
  static of(projector: Projector, metrics: Metrics): DynamicModule {
    return {
      module: ProjectorModule,
      controllers: [HealthController],
      providers: [
        { provide: Projector, useValue: projector },
        { provide: Metrics, useValue: metrics },
      ],
    };
  }
}
