import { Controller, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Page } from '@read-models/queries/page';
import {
  GetLimits,
  ListVelocityLimits,
  type LimitsSpan,
  type NodeLimits,
} from '@read-models/velocity-limits/velocity-limits.queries';
import { accountOf, ledgerOf, queryOf, type ApiRequest } from '../requests/parts';
import { asOf, pageOf } from '../requests/reading';
import { Route } from '../operations/route';
import { getLimits, listVelocityLimits } from './limits.operations';

@Controller()
export class LimitsController {
  constructor(private readonly queries: QueryBus) {}

  @Route(listVelocityLimits)
  list(@Req() request: ApiRequest): Promise<Page<NodeLimits>> {
    const { path, under, ...rest } = queryOf(request, listVelocityLimits.query);
    const filter = { ...(path && { path }), ...(under && { under }) };
    return this.queries.execute(new ListVelocityLimits(ledgerOf(request), filter, pageOf(rest), asOf(rest)));
  }

  @Route(getLimits)
  history(@Req() request: ApiRequest): Promise<Page<LimitsSpan>> {
    const query = queryOf(request, getLimits.query);
    return this.queries.execute(
      new GetLimits(ledgerOf(request), accountOf(request), pageOf(query), asOf(query)),
    );
  }
}
