import {
  counted,
  formatUnits,
  named,
  parseAmount,
  parseDecimals,
  type Currency,
  type InputPlace,
} from './amount';
import { isoCurrencies } from './iso4217';
import { Refusal, invariant } from '../refusal';
import { currencyOf, type LedgerState, type Limit } from '../state';

/** Shape of a currency code: ISO 4217 codes and whatever a ledger registers. */
export const currencyCodePattern = /^[A-Z][A-Z0-9._-]{1,31}$/;

export interface RegisterCurrency {
  readonly type: 'RegisterCurrency';
  readonly code: string;
  /** 0 to 18. */
  readonly decimals: number;
  readonly name: string;
}

export interface CurrencyRegistered {
  readonly type: 'CurrencyRegistered';
  readonly body: { readonly code: string; readonly decimals: string; readonly name: string };
}

/** Corrects decimals and name of a registered currency of which nothing depends on them yet. */
export interface CorrectCurrency {
  readonly type: 'CorrectCurrency';
  readonly code: string;
  /** 0 to 18. */
  readonly decimals: number;
  readonly name: string;
}

/** From now on the currency is as it says; no entry before names an amount in it. */
export interface CurrencyCorrected {
  readonly type: 'CurrencyCorrected';
  readonly body: CurrencyRegistered['body'];
}

/** @throws Refusal CurrencyAlreadyRegistered */
export function registerCurrency(
  state: LedgerState,
  { code, decimals, name }: RegisterCurrency,
): CurrencyRegistered[] {
  const known = currencyOf(state, code);
  if (known) {
    throw new Refusal(
      'CurrencyAlreadyRegistered',
      isoCurrencies.has(code)
        ? `${code} is a currency of ISO 4217 with ${counted(known.decimals)} and needs no registration.`
        : `${code} is registered with ${counted(known.decimals)}.`,
      { currency: code, decimals: String(known.decimals) },
    );
  }
  return [{ type: 'CurrencyRegistered', body: { code, decimals: String(decimals), name } }];
}

/** Registered, or corrected. */
export function currencySet(
  { currencies }: LedgerState,
  { code, decimals, name }: CurrencyRegistered['body'],
): void {
  currencies.set(code, { code, decimals: parseDecimals(decimals), name });
}

/** @throws Refusal CurrencyIsFixed, CurrencyNotRegistered */
export function correctCurrency(
  state: LedgerState,
  { code, decimals, name }: CorrectCurrency,
): CurrencyCorrected[] {
  const known = requireCurrency(state, code);
  const isStandard = isoCurrencies.has(code);
  if (isStandard || state.amountsIn.has(code)) {
    const why = isStandard ? 'it is of ISO 4217' : 'a posting, a hold or a limit has an amount in it';
    throw new Refusal('CurrencyIsFixed', `${code} keeps its ${counted(known.decimals)}: ${why}.`, {
      currency: code,
      decimals: String(known.decimals),
    });
  }
  return [{ type: 'CurrencyCorrected', body: { code, decimals: String(decimals), name } }];
}

/** What an event says, as far as it may have amounts. */
interface Amounts {
  /** Of a quote. */
  readonly credit?: Named;
  readonly debit?: Named;
  readonly limits?: readonly Named[];
  readonly patterns?: readonly { readonly limits?: readonly Named[] }[];
  readonly postings?: readonly Named[];
  readonly rules?: readonly { readonly above?: readonly Named[] }[];
}

/** A posting, a limit, or an amount above which others have to approve. A velocity limit without a maximum counts postings. */
interface Named {
  readonly amount?: string;
  readonly currency?: string;
  readonly maximum?: string;
  readonly minimum?: string;
}

/** Registered currencies in which an event has an amount keep their decimals from then on. @param body of the event */
export function fixCurrencies({ amountsIn, currencies }: LedgerState, body: object): void {
  if (currencies.size === amountsIn.size) return;
  const { credit, debit, limits = [], patterns = [], postings = [], rules = [] } = body as Amounts;
  const inPatterns = patterns.flatMap((line) => line.limits ?? []);
  const inRules = rules.flatMap(({ above }) => above ?? []);
  const quoted = debit && credit ? [debit, credit] : [];
  for (const named of [...postings, ...limits, ...inPatterns, ...inRules, ...quoted]) {
    const { amount, currency, maximum, minimum } = named;
    if (currency === undefined || (amount ?? maximum ?? minimum) === undefined) continue;
    if (currencies.has(currency)) amountsIn.add(currency);
  }
}

/** The currency of an entry. */
export function currencyIn(state: LedgerState, code: string): Currency {
  const currency = currencyOf(state, code);
  invariant(currency, `${code} is known where an entry names it`);
  return currency;
}

/** @throws Refusal CurrencyNotRegistered */
export function requireCurrency(state: LedgerState, code: string, place: InputPlace = {}): Currency {
  const currency = currencyOf(state, code);
  if (!currency) {
    throw new Refusal(
      'CurrencyNotRegistered',
      `${named(code, place)} is neither in ISO 4217 nor registered in this ledger.`,
      {
        ...place,
        currency: code,
      },
    );
  }
  return currency;
}

/**
 * Checks limits and puts them into the order in which the journal keeps them.
 * @param place the pattern they belong to, where they are a chart's
 * @throws Refusal CurrencyNotRegistered, AmountHasWrongDecimals, AmountTooLarge, LimitsContradict
 */
export function checkLimits(
  state: LedgerState,
  limits: readonly Limit[],
  place: Pick<InputPlace, 'pattern'> = {},
): Limit[] {
  for (const { currency: code, minimum, maximum } of limits) {
    const currency = requireCurrency(state, code, place);
    const unitsIn = (limit: 'minimum' | 'maximum', text: string | undefined) =>
      text === undefined ? undefined : parseAmount(text, currency, { ...place, limit });
    const low = unitsIn('minimum', minimum);
    const high = unitsIn('maximum', maximum);
    if (low !== undefined && high !== undefined && low > high) {
      throw new Refusal(
        'LimitsContradict',
        `The minimum balance ${minimum} ${code} is above the maximum, ${maximum} ${code}.`,
        {
          ...place,
          currency: code,
          minimum: formatUnits(low, currency.decimals),
          maximum: formatUnits(high, currency.decimals),
        },
      );
    }
  }
  return limits
    .map(({ currency, maximum, minimum }) => ({
      currency,
      ...(maximum !== undefined && { maximum }),
      ...(minimum !== undefined && { minimum }),
    }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
