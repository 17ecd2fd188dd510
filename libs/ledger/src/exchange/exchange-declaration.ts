import type { RateType } from './rates/rate';

export const exchangeModes = ['isolated', 'functional'] as const;
/**
 * How a ledger takes conversions: over one account that holds every currency (isolated), or over positions whose cost is
 * known in one functional currency.
 */
export type ExchangeMode = (typeof exchangeModes)[number];

/** What becomes of a position at the end of a day: at closing rates through results, also through results of its own, or not at all. */
export const measurements = ['monetary', 'fair-value', 'historical'] as const;
export type Measurement = (typeof measurements)[number];

/** The pair of equity accounts of one currency: what the house is open in it, and what that cost. */
export interface DeclaredPosition {
  readonly currency: string;
  /** Path of the account that has the cost, in the functional currency. */
  readonly equivalent: string;
  readonly measurement: Measurement;
  /** Path of the account that is open in the currency. */
  readonly position: string;
}

/** Paths of the accounts of gains and losses. */
export interface ResultAccounts {
  /** Of positions that are measured at fair value. */
  readonly fairValue?: string;
  readonly realised?: string;
  readonly spread: string;
  readonly unrealised?: string;
}

/** Shape of a maximum age: whole seconds, above 0. */
export const secondsPattern = /^[1-9][0-9]{0,8}$/;
/** Shape of a band: percent, above 0, at most 4 digits and 4 decimals, no zeros at its end. */
export const percentPattern = /^(?!0$)(?:0|[1-9][0-9]{0,3})(?:\.[0-9]{0,3}[1-9])?$/;

/** Most currencies with a position. */
export const positionsMax = 256;
/** Most sources, or pivots, that a declaration lists. */
export const sourcesMax = 16;

/** How a ledger exchanges currencies. Numbers are decimal text. */
export interface ExchangeDeclaration {
  /** By how many percent a mid may differ from the last one of its source and type; absent means by any. */
  readonly band?: string;
  /** Functional mode alone: the currency in which positions cost. */
  readonly functional?: string;
  /** Isolated mode alone: path of the account that takes and gives every currency. */
  readonly liquidity?: string;
  /** Maximum age of a rate, in seconds. */
  readonly maxAge: string;
  readonly mode: ExchangeMode;
  /** Isolated mode alone: currencies over which a pair is crossed that nobody publishes, the preferred one first. */
  readonly pivots?: readonly string[];
  /** Functional mode alone; in ascending order of currency. */
  readonly positions?: readonly DeclaredPosition[];
  /** Type of the rates by which conversions are decided. */
  readonly rateType: RateType;
  readonly results: ResultAccounts;
  /** Names of the sources whose rates count, the preferred one first. */
  readonly sources: readonly string[];
}

/** A declaration in functional mode. */
export type FunctionalExchange = ExchangeDeclaration &
  Required<Pick<ExchangeDeclaration, 'functional' | 'positions'>> & {
    readonly results: ResultAccounts & Required<Pick<ResultAccounts, 'realised' | 'unrealised'>>;
  };

/** Whether an account has a position, or what one cost. */
export function isOfPosition(
  { positions = [] }: Pick<ExchangeDeclaration, 'positions'>,
  path: string,
): boolean {
  return positions.some(({ equivalent, position }) => position === path || equivalent === path);
}

export function isFunctional(declaration: ExchangeDeclaration): declaration is FunctionalExchange {
  return declaration.mode === 'functional';
}
