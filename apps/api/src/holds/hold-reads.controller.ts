import { Controller, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetHold, ListHolds, type HoldAnswer, type HoldItem } from '@read-models/holds/holds.queries';
import type { Page } from '@read-models/queries/page';
import { holdOf, ledgerOf, queryOf, type ApiRequest } from '../requests/parts';
import { asOf, pageOf } from '../requests/reading';
import { Route } from '../operations/route';
import { getHold, listHolds } from './hold-reads.operations';

@Controller()
export class HoldReadsController {
  constructor(private readonly queries: QueryBus) {}

  @Route(listHolds)
  list(@Req() request: ApiRequest): Promise<Page<HoldItem>> {
    const { account, status, category, reference, tag, ...rest } = queryOf(request, listHolds.query);
    const filter = {
      ...(account && { account }),
      ...(status && { status }),
      ...(category && { category }),
      ...(reference && { reference }),
      ...(tag && { tag }),
    };
    return this.queries.execute(new ListHolds(ledgerOf(request), filter, pageOf(rest), asOf(rest)));
  }

  @Route(getHold)
  get(@Req() request: ApiRequest): Promise<HoldAnswer> {
    const known = asOf(queryOf(request, getHold.query));
    return this.queries.execute(new GetHold(ledgerOf(request), holdOf(request), known));
  }
}
