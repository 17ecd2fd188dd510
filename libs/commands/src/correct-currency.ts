import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { CorrectCurrency as CorrectCurrencyCommand } from '@ledger/money/currency';
import type { Conditional } from '@ledger/transactions/condition';
import { conditional } from './conditions';
import { accept } from './malformed';
import { currencyInput } from './register-currency';
import { submit, type Envelope } from './submit';

export const correctCurrencyInput = z
  .strictObject({ ...currencyInput.shape, ...conditional })
  .omit({ code: true });

/**
 * @param code of the currency, as the URL of the request has it
 * @throws Malformed
 */
export function parseCorrectCurrency(code: string, input: unknown): Conditional & CorrectCurrencyCommand {
  return { type: 'CorrectCurrency', code, ...accept(correctCurrencyInput, input) };
}

export class CorrectCurrency extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & CorrectCurrencyCommand,
  ) {
    super();
  }
}

@CommandHandler(CorrectCurrency)
export class CorrectCurrencyHandler implements ICommandHandler<CorrectCurrency> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: CorrectCurrency): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
