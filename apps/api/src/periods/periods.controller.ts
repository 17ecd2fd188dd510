import { Controller, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { ClosePeriod, parseClosePeriod } from '@commands/close-period';
import { parseReopenPeriod, ReopenPeriod } from '@commands/reopen-period';
import { sendReceipt } from '../answer';
import { envelopeOf, periodOf, type ApiRequest } from '../parts';
import { Route } from '../route';
import { closePeriod, reopenPeriod } from './periods.operations';

@Controller()
export class PeriodsController {
  constructor(private readonly commands: CommandBus) {}

  @Route(closePeriod)
  async close(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new ClosePeriod(envelope, parseClosePeriod(request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }

  @Route(reopenPeriod)
  async reopen(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new ReopenPeriod(envelope, parseReopenPeriod(periodOf(request), request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }
}
