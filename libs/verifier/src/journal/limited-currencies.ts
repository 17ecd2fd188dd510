import type { LedgerEvent } from '@ledger/ledger';

/** The currencies of the limits that an event sets: of balances, of a chart, of velocity. */
export function limitedIn(event: LedgerEvent): string[] {
  switch (event.type) {
    case 'AccountOpened':
    case 'AccountChanged':
      return (event.body.limits ?? []).map(({ currency }) => currency);
    case 'ChartDeclared':
      return event.body.patterns.flatMap(({ limits = [] }) => limits.map(({ currency }) => currency));
    case 'VelocityLimitsSet':
      return event.body.limits.flatMap(({ currency, maximum }) => (maximum && currency ? [currency] : []));
    default:
      return [];
  }
}
