import type { LedgerEvent } from '@ledger/ledger';

/** A limit of a balance, or of velocity. */
interface AnyLimit {
  readonly currency?: string;
  readonly minimum?: string;
  readonly maximum?: string;
}

/** The currencies in which the limits of an event have an amount: those of an account, of a chart, of velocity. */
export function limitedIn({ body }: LedgerEvent): string[] {
  const patterns = 'patterns' in body ? body.patterns : [];
  const limits: readonly AnyLimit[] = [
    ...('limits' in body ? (body.limits ?? []) : []),
    ...patterns.flatMap((pattern) => pattern.limits ?? []),
  ];
  return limits.flatMap(({ currency, minimum, maximum }) =>
    currency !== undefined && (minimum ?? maximum) !== undefined ? [currency] : [],
  );
}
