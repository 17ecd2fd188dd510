import { Refusal } from '@ledger/refusal';
import { AccessRefusal } from '../access-refusal';
import type { Demand, Verdict } from './permit';
import { everyLedger, type Outside } from './scope';

/** What a caller is answered whom no grant permits something: a ledger that none reaches is not there. */
export function refusalOf(
  verdict: Exclude<Verdict, { readonly grant: unknown }>,
  { permission, ledger }: Demand,
): Refusal | AccessRefusal {
  if (verdict.denied === 'scope') return outOfScope(verdict.outside);
  if (verdict.denied === 'permission' || ledger === everyLedger) return notPermitted(permission);
  return new Refusal('LedgerNotFound', `No ledger has the id ${ledger}.`, { ledger });
}

export function notPermitted(permission: Demand['permission']): AccessRefusal {
  const detail = `None of your grants here has the permission ${permission}.`;
  return new AccessRefusal('NotPermitted', detail, { permission });
}

function outOfScope(outside: Outside): AccessRefusal {
  const { account, command, currency, needs } = outside;
  const what = needs ?? account ?? currency ?? command ?? 'the whole ledger';
  return new AccessRefusal('OutOfScope', `None of your grants covers all of it: ${what} is outside.`, {
    ...outside,
  });
}
