import { Expiries } from '@ledger/machinery/expiries';
import { UndoableTable } from '@ledger/machinery/undoable-table';
import type { LedgerState } from '@ledger/state';
import { velocitySnapshot } from '@ledger/velocity/velocity-state';

/**
 * Everything the rules remember, as one text: two states with equal texts decide alike for ever. Room that a table
 * has grown, and the order inside tables and maps, are left out: they mean nothing. So is when holds and proposals
 * expire, which they themselves say.
 */
export function comparable(state: LedgerState): string {
  const { undo: _, velocity, rates, ...rest } = state;
  return JSON.stringify(
    { ...rest, velocity: velocitySnapshot(velocity), rates: rates.stored() },
    (_key, value: unknown) => {
      if (value instanceof Expiries) return undefined;
      if (typeof value === 'bigint') return String(value);
      if (value instanceof Set) return [...value].sort();
      if (value instanceof Map) return [...value].sort(byKey);
      return value instanceof UndoableTable ? slotsOf(value) : value;
    },
  );
}

function byKey([a]: readonly [unknown, unknown], [b]: readonly [unknown, unknown]): number {
  return String(a) < String(b) ? -1 : 1;
}

/** The taken slots of a table, in an order of their own. */
export function slotsOf(table: Pick<UndoableTable, 'contents'>): string[] {
  const slots: string[] = [];
  table.contents().forEach((words, segment) => {
    for (let at = 0; at < words.length; at += 4) {
      if (words[at + 3] === 0 && words[at + 2]! >>> 24 === 0) continue;
      slots.push(`${segment}: ${words.subarray(at, at + 4).join(' ')}`);
    }
  });
  return slots.sort();
}
