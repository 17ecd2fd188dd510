import { Refusal } from '../refusal';
import type { LedgerState } from '../state';
import { isOfPosition } from './exchange-declaration';

/** A posting on an equity account. */
interface EquityPosting {
  readonly account: string;
  readonly currency: string;
  /** Of the posting. */
  readonly index: number;
  /** Whether the transaction exchanges currencies. */
  readonly isExchange: boolean;
}

/**
 * What positions rest on: in functional mode only exchange posts on their accounts, and all other equity is in the
 * functional currency, so what the house is open in a currency is the balance of one account. History that is imported
 * may post on them; the end of the import shows whether they add up.
 * @throws Refusal AccountIsReserved, CurrencyNotFunctional
 */
export function requireEquityOf(
  { exchange, importedTo }: Pick<LedgerState, 'exchange' | 'importedTo'>,
  { account, currency, index: posting, isExchange }: EquityPosting,
): void {
  if (exchange?.functional === undefined) return;
  const { functional } = exchange;
  if (isOfPosition(exchange, account)) {
    if (isExchange || importedTo !== null) return;
    throw new Refusal('AccountIsReserved', `Only conversions post on ${account}.`, { posting, account });
  }
  if (currency === functional) return;
  throw new Refusal(
    'CurrencyNotFunctional',
    `${account} is equity, which takes ${functional} alone while positions are kept in it.`,
    { posting, account, currency, functional },
  );
}
