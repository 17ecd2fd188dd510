import { Controller, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { parseSetVelocityLimits, SetVelocityLimits } from '@commands/set-velocity-limits';
import type { Page } from '@read-models/page';
import {
  GetLimits,
  ListVelocityLimits,
  type LimitsSpan,
  type NodeLimits,
} from '@read-models/velocity-limits/velocity-limits.queries';
import { sendReceipt } from '../answer';
import { accountOf, envelopeOf, ledgerOf, queryOf, type ApiRequest } from '../parts';
import { asOf, pageOf } from '../reading';
import { Route } from '../route';
import { getLimits, listVelocityLimits, setVelocityLimits } from './limits.operations';

@Controller()
export class LimitsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Route(setVelocityLimits)
  async set(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new SetVelocityLimits(envelope, parseSetVelocityLimits(accountOf(request), request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }

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
