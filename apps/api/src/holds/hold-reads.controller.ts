import { Controller, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetHold, holdNotFound, ListHolds } from '@read-models/holds/holds.queries';
import { holdShown, readableBy, stepsShown } from '../access/shown-figures';
import { holdOf, ledgerOf, queryOf, type ApiRequest } from '../requests/parts';
import { asOf, pageOf } from '../requests/reading';
import { Route } from '../operations/route';
import { PersonalReads } from '../subjects/personal-reads';
import { getHold, listHolds } from './hold-reads.operations';

@Controller()
export class HoldReadsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly texts: PersonalReads,
  ) {}

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
    const { personal, reason, ...rest } = queryOf(request, getHold.query);
    const [ledger, id] = [ledgerOf(request), holdOf(request)];
    const { hold, seq } = await this.queries.execute(new GetHold(ledger, id, asOf(rest)));
    const isReadable = readableBy(request, ledger);
    const accounts = hold.lines.map(({ account }) => account);
    if (!accounts.some((account) => isReadable(account))) throw holdNotFound(id);
    const shown = await this.texts.shown(request, { personal, reason }, { ...hold, accounts });
    const steps = stepsShown(hold.steps, hold.lines, isReadable);
    return { hold: { ...holdShown(hold, isReadable), ...shown, steps }, seq };
  }
}
