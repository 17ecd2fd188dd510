import { requirePermitted } from './changes/change';
import type { RecordRead } from './commands';
import type { ReadRecorded } from './events';
import type { Demand } from './grants/permit';
import { everyLedger } from './grants/scope';
import type { AccessState, Asking } from './state';

/** @throws Refusal NotPermitted, OutOfScope */
export function recordRead(
  state: AccessState,
  { type: _, ...read }: RecordRead,
  asking: Asking,
): ReadRecorded[] {
  requirePermitted(state, asking, demandOfRead(read));
  const { account, ledger, principal, reason, what } = read;
  return [
    {
      type: 'ReadRecorded',
      body: {
        ...(account !== undefined && { account }),
        ledger,
        ...(principal !== undefined && { principal }),
        ...(reason !== undefined && { reason }),
        what,
      },
    },
  ];
}

/** What a grant must cover for a read. */
export function demandOfRead({ account, ledger, principal, what }: Omit<RecordRead, 'type'>): Demand {
  const isPersonal = what === 'personal';
  if (principal !== undefined)
    return { permission: 'readAccess', ledger: everyLedger, reach: { isPersonal, isWhole: true } };
  return {
    permission: isPersonal ? 'readFigures' : 'readJournal',
    ledger,
    reach: { isPersonal, isWhole: what === 'journal', ...(account !== undefined && { nodes: [account] }) },
  };
}
