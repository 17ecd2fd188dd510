import { InvalidArgumentError } from 'commander';
import { ledgerIdPattern } from '@ledger/ledger-id';

/** The value of `--ledger`. @throws InvalidArgumentError where no ledger can have such an id */
export function ledgerId(text: string): string {
  if (ledgerIdPattern.test(text)) return text;
  throw new InvalidArgumentError('Give the id of a ledger.');
}
