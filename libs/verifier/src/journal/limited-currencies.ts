import type { LedgerEvent } from '@ledger/ledger';

/** A limit of a balance, or of velocity. */
interface AnyLimit {
  readonly currency?: string;
  readonly minimum?: string;
  readonly maximum?: string;
}

/** The currencies in which limits of an event, or approval rules, have an amount: of an account, of a chart, of velocity. */
export function limitedIn({ body }: LedgerEvent): string[] {
  if ('rules' in body) return body.rules.flatMap(({ above = [] }) => above.map(({ currency }) => currency));
  const patterns = 'patterns' in body ? body.patterns : [];
  const limits: readonly AnyLimit[] = [
    ...('limits' in body ? (body.limits ?? []) : []),
    ...patterns.flatMap((pattern) => pattern.limits ?? []),
  ];
  return limits.flatMap(({ currency, minimum, maximum }) =>
    currency !== undefined && (minimum ?? maximum) !== undefined ? [currency] : [],
  );
}
