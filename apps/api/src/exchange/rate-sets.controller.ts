import { Controller, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Page } from '@read-models/queries/page';
import { ListRateSets, type PublishedSet } from '@read-models/rates/rate-sets.queries';
import { Route } from '../operations/route';
import { ledgerOf, queryOf, type ApiRequest } from '../requests/parts';
import { asOf, pageOf } from '../requests/reading';
import { listRateSets } from './rate-sets.operations';

@Controller()
export class RateSetsController {
  constructor(private readonly queries: QueryBus) {}

  @Route(listRateSets)
  list(@Req() request: ApiRequest): Promise<Page<PublishedSet>> {
    const { base, counter, observedFrom, observedTo, rateType, source, ...rest } = queryOf(
      request,
      listRateSets.query,
    );
    const filter = {
      ...(base && { base }),
      ...(counter && { counter }),
      ...(observedFrom && { observedFrom }),
      ...(observedTo && { observedTo }),
      ...(rateType && { type: rateType }),
      ...(source && { source }),
    };
    return this.queries.execute(new ListRateSets(ledgerOf(request), filter, pageOf(rest), asOf(rest)));
  }
}
