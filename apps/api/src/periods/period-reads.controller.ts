import { Controller, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ListPeriods, type Periods } from '@read-models/periods/periods.queries';
import { ledgerOf, queryOf, type ApiRequest } from '../requests/parts';
import { asOf } from '../requests/reading';
import { Route } from '../operations/route';
import { listPeriods } from './period-reads.operations';

@Controller()
export class PeriodReadsController {
  constructor(private readonly queries: QueryBus) {}

  @Route(listPeriods)
  list(@Req() request: ApiRequest): Promise<Periods> {
    const known = asOf(queryOf(request, listPeriods.query));
    return this.queries.execute(new ListPeriods(ledgerOf(request), known));
  }
}
