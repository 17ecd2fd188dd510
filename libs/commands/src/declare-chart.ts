import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { DeclareChart as DeclareChartCommand } from '@ledger/accounts/chart';
import type { Conditional } from '@ledger/transactions/condition';
import { conditional } from './conditions';
import { chartPatterns } from './fields';
import { accept } from './malformed';
import { submit, type Envelope } from './submit';

export const declareChartInput = z.strictObject({ patterns: chartPatterns, ...conditional });

/** @throws Malformed */
export function parseDeclareChart(input: unknown): Conditional & DeclareChartCommand {
  return { type: 'DeclareChart', ...accept(declareChartInput, input) };
}

export class DeclareChart extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & DeclareChartCommand,
  ) {
    super();
  }
}

@CommandHandler(DeclareChart)
export class DeclareChartHandler implements ICommandHandler<DeclareChart> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: DeclareChart): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
