import { Controller, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { parsePostTransaction, PostTransaction } from '@commands/post-transaction';
import { parseReverseTransaction, ReverseTransaction } from '@commands/reverse-transaction';
import { sendReceipt } from '../answer';
import { envelopeOf, transactionOf, type ApiRequest } from '../parts';
import { Route } from '../route';
import { postTransaction, reverseTransaction } from './transactions.operations';

@Controller()
export class TransactionsController {
  constructor(private readonly commands: CommandBus) {}

  @Route(postTransaction)
  async post(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new PostTransaction(envelope, parsePostTransaction(request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }

  @Route(reverseTransaction)
  async reverse(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new ReverseTransaction(
      envelope,
      parseReverseTransaction(transactionOf(request), request.body),
    );
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }
}
