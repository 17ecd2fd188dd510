import { Controller, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { CaptureHold } from '@commands/holds/capture-hold';
import { parseCaptureHolds } from '@commands/holds/capture-holds';
import { SubmitAtomically } from '@commands/submit-many';
import { Journal } from '@journal/journal';
import { acceptedItem } from '../answers/send-receipt';
import { openedBulkEnvelopeOf } from '../requests/opened-ledger';
import type { ApiRequest } from '../requests/parts';
import { Route, sendAnswer } from '../operations/route';
import { captureHolds } from './holds.operations';

@Controller()
export class HoldsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly journal: Journal,
  ) {}

  @Route(captureHolds)
  async captureAll(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = await openedBulkEnvelopeOf(request, this.journal);
    const command = new SubmitAtomically(envelope, CaptureHold, parseCaptureHolds(request.body));
    const accepted = await this.commands.execute(command);
    const items = accepted.map((each) => acceptedItem(each, CaptureHold));
    sendAnswer(reply.status(envelope.isDryRun ? 200 : 201), captureHolds, { items });
  }
}
