import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { Conditional } from '@ledger/transactions/condition';
import type { RegisterCurrency as RegisterCurrencyCommand } from '@ledger/money/currency';
import { conditional } from './conditions';
import { currencyCode, name } from './fields';
import { accept } from './malformed';
import { submit, type Envelope } from './submit';

export const currencyInput = z.strictObject({
  code: currencyCode.meta({
    description: 'Code of the currency; none of ISO 4217.',
    examples: ['PTS'],
  }),
  decimals: z.int({ error: 'Give a whole number from 0 to 18.' }).min(0).max(18).meta({
    description:
      'Number of decimals, 0 to 18: every amount of this currency is written with exactly so many.',
  }),
  name,
});

export const registerCurrencyInput = z.strictObject({ ...currencyInput.shape, ...conditional });

/** @throws Malformed */
export function parseRegisterCurrency(input: unknown): Conditional & RegisterCurrencyCommand {
  return { type: 'RegisterCurrency', ...accept(registerCurrencyInput, input) };
}

export class RegisterCurrency extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & RegisterCurrencyCommand,
  ) {
    super();
  }
}

@CommandHandler(RegisterCurrency)
export class RegisterCurrencyHandler implements ICommandHandler<RegisterCurrency> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: RegisterCurrency): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
