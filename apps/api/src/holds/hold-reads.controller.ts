import { Controller, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetHold, holdNotFound, ListHolds } from '@read-models/holds/holds.queries';
import { holdShown, readableBy, stepsShown } from '../access/shown-figures';
import { holdOf, ledgerOf, queryOf, type ApiRequest } from '../requests/parts';
import { asOf, pageOf } from '../requests/reading';
import { Route } from '../operations/route';
import { getHold, listHolds } from './hold-reads.operations';

@Controller()
export class HoldReadsController {
  constructor(private readonly queries: QueryBus) {}

  @Route(listHolds)
  async list(@Req() request: ApiRequest) {
    const { account, status, category, reference, tag, ...rest } = queryOf(request, listHolds.query);
    const filter = {
      ...(account && { account }),
      ...(status && { status }),
      ...(category && { category }),
      ...(reference && { reference }),
      ...(tag && { tag }),
    };
    const ledger = ledgerOf(request);
    const page = await this.queries.execute(new ListHolds(ledger, filter, pageOf(rest), asOf(rest)));
    const isReadable = readableBy(request, ledger);
    return { ...page, items: page.items.map((item) => holdShown(item, isReadable)) };
  }

  @Route(getHold)
  async get(@Req() request: ApiRequest) {
    const known = asOf(queryOf(request, getHold.query));
    const [ledger, id] = [ledgerOf(request), holdOf(request)];
    const { hold, seq } = await this.queries.execute(new GetHold(ledger, id, known));
    const isReadable = readableBy(request, ledger);
    if (!hold.lines.some(({ account }) => isReadable(account))) throw holdNotFound(id);
    const steps = stepsShown(hold.steps, hold.lines, isReadable);
    return { hold: { ...holdShown(hold, isReadable), steps }, seq };
  }
}
