import { Controller, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { CaptureHold, parseCaptureHold } from '@commands/capture-hold';
import { CaptureHolds, parseCaptureHolds } from '@commands/capture-holds';
import { IncrementHold, parseIncrementHold } from '@commands/increment-hold';
import { parsePlaceHold, PlaceHold } from '@commands/place-hold';
import { parseVoidHold, VoidHold } from '@commands/void-hold';
import { Journal } from '@journal/journal';
import { acceptedItem, sendReceipt } from '../answer';
import { openedBulkEnvelopeOf } from '../opened-ledger';
import { envelopeOf, holdOf, type ApiRequest } from '../parts';
import { Route } from '../route';
import { captureHold, captureHolds, incrementHold, placeHold, voidHold } from './holds.operations';

@Controller()
export class HoldsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly journal: Journal,
  ) {}

  @Route(placeHold)
  async place(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new PlaceHold(envelope, parsePlaceHold(request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }

  @Route(incrementHold)
  async increment(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new IncrementHold(envelope, parseIncrementHold(holdOf(request), request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }

  @Route(captureHold)
  async capture(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new CaptureHold(envelope, parseCaptureHold(holdOf(request), request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }

  @Route(voidHold)
  async void(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new VoidHold(envelope, parseVoidHold(holdOf(request), request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }

  @Route(captureHolds)
  async captureAll(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = await openedBulkEnvelopeOf(request, this.journal);
    const command = new CaptureHolds(envelope, parseCaptureHolds(request.body));
    const answers = await this.commands.execute(command);
    const items = answers.map(acceptedItem);
    void reply.status(envelope.isDryRun ? 200 : 201).send({ items });
  }
}
