import { Controller, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { CorrectCurrency, parseCorrectCurrency } from '@commands/correct-currency';
import { DeclareChart, parseDeclareChart } from '@commands/declare-chart';
import { EndImport, parseEndImport } from '@commands/end-import';
import { OpenLedger, parseOpenLedger } from '@commands/open-ledger';
import { parseRegisterCurrency, RegisterCurrency } from '@commands/register-currency';
import { sendReceipt } from '../answer';
import { currencyOf, envelopeOf, type ApiRequest } from '../parts';
import { Route } from '../route';
import { correctCurrency, declareChart, endImport, openLedger, registerCurrency } from './ledgers.operations';

@Controller()
export class LedgersController {
  constructor(private readonly commands: CommandBus) {}

  @Route(openLedger)
  async open(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, opening } = parseOpenLedger(request.body);
    const envelope = envelopeOf(request, id);
    sendReceipt(reply, envelope, await this.commands.execute(new OpenLedger(envelope, opening)));
  }

  @Route(registerCurrency)
  async registerCurrency(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new RegisterCurrency(envelope, parseRegisterCurrency(request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }

  @Route(correctCurrency)
  async correctCurrency(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new CorrectCurrency(envelope, parseCorrectCurrency(currencyOf(request), request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }

  @Route(declareChart)
  async declareChart(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new DeclareChart(envelope, parseDeclareChart(request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }

  @Route(endImport)
  async endImport(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const envelope = envelopeOf(request);
    const command = new EndImport(envelope, parseEndImport(request.body));
    sendReceipt(reply, envelope, await this.commands.execute(command));
  }
}
