import { Unreadable } from '@files/unreadable';
import { isoCurrencies } from '@ledger/money/iso4217';
import type { Mapping } from './mapped/mapping';

/** How the files of one provider are to be read; what is left out has a default that guesses nothing. */
export interface Reading {
  /** Encodings besides strict UTF-8 and what the file itself names, in the order in which they are tried. */
  readonly encodings?: readonly string[];
  /** Zone whose days count for times with an offset; without it, the day as written. */
  readonly timeZone?: string;
  /** Decimal mark; the other one then groups digits. Without it, either is a decimal mark and nothing groups. */
  readonly decimal?: '.' | ',';
  /** `flipped` for a bank that gives reversals the direction of what they reverse. */
  readonly reversals?: 'flipped';
  /** The account, where the file does not name it. */
  readonly account?: string;
  /** The currency, where the file does not name it. */
  readonly currency?: string;
  /** Decimals of currencies that are not of ISO 4217. */
  readonly currencies?: Readonly<Record<string, number>>;
  /** How the columns of a table or the fields of JSON become lines. */
  readonly mapping?: Mapping;
  /** The address whose transfers on a chain are lines. */
  readonly watch?: string;
  /** Tokens of a chain, by their address in lower case. */
  readonly tokens?: Readonly<Record<string, { readonly currency: string; readonly decimals: number }>>;
}

/** @throws Unreadable where nobody said how many decimals the currency has */
export function decimalsOf(currency: string, { currencies }: Reading): number {
  const decimals =
    currencies && Object.hasOwn(currencies, currency)
      ? currencies[currency]
      : isoCurrencies.get(currency)?.decimals;
  if (decimals !== undefined) return decimals;
  throw new Unreadable(`The decimals of the currency ${currency.slice(0, 40)} are not known.`);
}
