import { Controller, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { OpenLedger, parseOpenLedger } from '@commands/ledgers/open-ledger';
import { plainReceipt } from '@commands/receipt';
import { sendReceipt } from '../answers/send-receipt';
import { envelopeOf, notPossible, type ApiRequest } from '../requests/parts';
import { Route } from '../operations/route';
import { openLedger } from './ledgers.operations';

@Controller()
export class LedgersController {
  constructor(private readonly commands: CommandBus) {}

  @Route(openLedger)
  async open(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, opening } = parseOpenLedger(request.body);
    const envelope = envelopeOf(request, id);
    if (envelope.isProposed) throw notPossible('Before a ledger is open');
    const accepted = await this.commands.execute(new OpenLedger(envelope, opening));
    sendReceipt(reply, envelope, accepted, { receiptOf: plainReceipt });
  }
}
