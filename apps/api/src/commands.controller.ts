import { Controller, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Submit } from '@commands/submit';
import { isApprovable } from '@ledger/approval/approvable';
import { sendReceipt } from './answers/send-receipt';
import { operations } from './operations/operations';
import { envelopeOf, notPossible, targetOf, type ApiRequest } from './requests/parts';
import { Route } from './operations/route';
import { isSubmitting, type Submitting } from './operations/submitting';

/** Serves every operation that submits a command, each by a method of its own under the operation's id. */
@Controller()
export class CommandsController {
  constructor(private readonly commands: CommandBus) {}

  protected async submit({ submits }: Submitting, request: ApiRequest, reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    if (envelope.isProposed && !isApprovable(submits.type)) throw notPossible('By this route');
    const given = submits.read(request.body, submits.target && targetOf(request, submits.target));
    const accepted = await this.commands.execute(new Submit(envelope, submits, given));
    sendReceipt(reply, envelope, accepted, submits);
  }

  /** What Nest finds here is a method like any other: with a route, and with whatever guards look at. */
  static serve(operation: Submitting): void {
    const { id } = operation;
    const method = function (this: CommandsController, request: ApiRequest, reply: FastifyReply) {
      return this.submit(operation, request, reply);
    };
    const descriptor = { value: method, configurable: true, enumerable: false, writable: true };
    Object.defineProperty(CommandsController.prototype, id, descriptor);
    Route(operation)(CommandsController.prototype, id, descriptor);
    Req()(CommandsController.prototype, id, 0);
    Res()(CommandsController.prototype, id, 1);
  }
}

for (const operation of operations.filter(isSubmitting)) CommandsController.serve(operation);
