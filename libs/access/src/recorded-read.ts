import { requirePermitted } from './changes/change';
import type { RecordRead } from './commands';
import type { ReadRecorded } from './events';
import type { AccessState, Asking } from './state';

/** @throws Refusal NotPermitted, OutOfScope */
export function recordRead(
  state: AccessState,
  { account, ledger, reason, what }: RecordRead,
  asking: Asking,
): ReadRecorded[] {
  const isPersonal = what === 'personal';
  requirePermitted(state, asking, {
    permission: isPersonal ? 'readFigures' : 'readJournal',
    ledger,
    reach: { isPersonal, isWhole: what === 'journal', ...(account !== undefined && { nodes: [account] }) },
  });
  return [
    {
      type: 'ReadRecorded',
      body: {
        ...(account !== undefined && { account }),
        ledger,
        ...(reason !== undefined && { reason }),
        what,
      },
    },
  ];
}
