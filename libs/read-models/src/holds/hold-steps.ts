import { formatUnits, unitsOf } from '@ledger/money/amount';
import type { At, Tables } from '../queries/tables';
import { decimalsOf } from './hold-fold';
import type { HoldLineItem, HoldStepKind } from './holds.table';

/** One thing that happened to a hold; of a capture the id is that of its transaction. */
export interface HoldStepItem {
  readonly step: HoldStepKind;
  readonly id: string;
  readonly seq: string;
  readonly recordedAt: string;
  /** Line by line: what it set aside, captured or released. */
  readonly amounts: readonly string[];
  /** Line by line: what was still held after it. */
  readonly remaining: readonly string[];
}

interface StepRow {
  readonly step: HoldStepKind;
  readonly id: string;
  readonly seq: string;
  readonly recorded_at: Date;
  /** Of the hold right after it. */
  readonly lines: readonly HoldLineItem[];
}

/** The steps of a hold up to a seq, in their order. @param hold seq of the entry that placed it */
export async function stepsOf(tables: Tables, { ledger, seq }: At, hold: string): Promise<HoldStepItem[]> {
  const rows = await tables.rows<StepRow>(
    'hold_steps',
    `select s.step, s.id, s.seq, s.recorded_at, h.lines from hold_steps s
     join holds h on h.ledger = s.ledger and h.hold = s.hold and h.from_seq = s.seq
     where s.ledger = $1 and s.hold = $2 and s.seq <= $3 order by s.seq`,
    [ledger, hold, seq],
  );
  return rows.map(({ step, id, seq: at, recorded_at: recordedAt, lines }, i) => ({
    step,
    id,
    seq: at,
    recordedAt: recordedAt.toISOString(),
    amounts: lines.map((line, place) => moved(step, rows[i - 1]?.lines[place], line)),
    remaining: lines.map(({ remaining }) => remaining),
  }));
}

/** @param before the line before the step; undefined where that placed it */
function moved(step: HoldStepKind, before: HoldLineItem | undefined, after: HoldLineItem): string {
  if (!before) return after.held;
  const figure = figures[step];
  const units = unitsOf(after[figure]) - unitsOf(before[figure]);
  return formatUnits(units < 0n ? -units : units, decimalsOf(after.held));
}

/** What a step changes by its amounts. */
const figures = {
  placed: 'held',
  incremented: 'held',
  captured: 'captured',
  voided: 'remaining',
  expired: 'remaining',
} as const satisfies Record<HoldStepKind, keyof HoldLineItem>;
