import { Controller, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { ChangeAccount, parseChangeAccount } from '@commands/change-account';
import { CloseAccount, parseCloseAccount } from '@commands/close-account';
import { FreezeAccount, parseFreezeAccount, parseUnfreezeAccount } from '@commands/freeze-account';
import { IssueStatement, parseIssueStatement } from '@commands/issue-statement';
import { OpenAccount, parseOpenAccount } from '@commands/open-account';
import { sendReceipt } from '../answer';
import { accountOf, envelopeOf, type ApiRequest } from '../parts';
import { Route } from '../route';
import {
  changeAccount,
  closeAccount,
  freezeAccount,
  issueStatement,
  openAccount,
  unfreezeAccount,
} from './accounts.operations';

@Controller()
export class AccountsController {
  constructor(private readonly commands: CommandBus) {}

  @Route(openAccount)
  async open(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new OpenAccount(envelope, parseOpenAccount(request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }

  @Route(changeAccount)
  async change(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new ChangeAccount(envelope, parseChangeAccount(accountOf(request), request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }

  @Route(freezeAccount)
  async freeze(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new FreezeAccount(envelope, parseFreezeAccount(accountOf(request), request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }

  @Route(unfreezeAccount)
  async unfreeze(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new FreezeAccount(envelope, parseUnfreezeAccount(accountOf(request), request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }

  @Route(closeAccount)
  async close(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new CloseAccount(envelope, parseCloseAccount(accountOf(request), request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }

  @Route(issueStatement)
  async issueStatement(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new IssueStatement(envelope, parseIssueStatement(accountOf(request), request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }
}
