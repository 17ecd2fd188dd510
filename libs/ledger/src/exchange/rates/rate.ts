/** Shape of a rate: above 0, no sign, no exponent, no zeros at its end; 18 digits from the first that is not 0, 30 decimals. */
export const ratePattern =
  /^(?=[0.]*(?:[1-9][0-9]{0,17}|[1-9](?=[0-9.]{1,18}$)[0-9]*\.[0-9]*)$)(?:0|[1-9][0-9]*)(?:\.[0-9]{0,29}[1-9])?$/;

/** Most rates of one set. */
export const ratesInSetMax = 500;

export const rateTypes = ['spot', 'reference', 'closing', 'average', 'scheme', 'customer'] as const;
export type RateType = (typeof rateTypes)[number];

/** What a source says a pair of currencies costs: units of the counter currency for one unit of the base. */
export interface Rate {
  readonly ask?: string;
  readonly base: string;
  readonly bid?: string;
  readonly counter: string;
  readonly mid: string;
}

/** Rates that one source observed at one time. */
export interface RateSet {
  /** Seq of its entry. */
  readonly seq: number;
  readonly source: string;
  readonly type: RateType;
  /** RFC 3339, UTC, milliseconds. */
  readonly observedAt: string;
  readonly rates: readonly Rate[];
}
