import { formatUnits, unitsOf } from '@ledger/money/amount';
import { taken } from '@ledger/transactions/part';
import type { Posting } from '@ledger/transactions/posting';
import { invariant } from '@ledger/refusal';
import type { Tolerance } from '@ledger/state';
import type { HoldStep } from '../batch/batch';
import { seconds } from '../schema/arrays';
import type { HoldLineItem, HoldStatus, HoldStepKind } from './holds.table';

/** A row of `holds`; times in seconds since 1970. */
export interface Version {
  readonly ledger: number;
  readonly hold: number;
  readonly from_seq: number;
  readonly id: string;
  readonly status: HoldStatus;
  readonly placed_at: number;
  readonly changed_at: number;
  readonly expires_at: number | null;
  readonly category: string | null;
  readonly reference: string | null;
  readonly description: string | null;
  readonly reason: string | null;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly personal: readonly string[] | null;
  readonly tolerance: Tolerance | null;
  readonly lines: readonly HoldLineItem[];
}

/** Seq of the entry that placed the hold a step belongs to. */
export function holdOf({ seq, entry }: HoldStep): number {
  switch (entry.type) {
    case 'HoldPlaced':
      return seq;
    case 'TransactionPosted':
      return Number(entry.body.captures!.seq);
    default:
      return Number(entry.body.hold.seq);
  }
}

export const stepKinds: Readonly<Record<HoldStep['entry']['type'], HoldStepKind>> = {
  HoldPlaced: 'placed',
  HoldIncremented: 'incremented',
  TransactionPosted: 'captured',
  HoldVoided: 'voided',
  HoldExpired: 'expired',
};

/** The hold after a step. @param before undefined for a placement */
export function holdAfter(before: Version | undefined, step: HoldStep): Version {
  const { entry, seq } = step;
  if (entry.type === 'HoldPlaced') return placed(step, entry);
  invariant(before, 'a hold begins with its placement');
  const next = { ...before, from_seq: seq, changed_at: seconds(entry.recordedAt) };
  switch (entry.type) {
    case 'HoldIncremented': {
      const { expiresAt, postings } = entry.body;
      const lines = withTaken(before.lines, postings, (line, units) => ({
        ...line,
        held: plus(line.held, units),
        remaining: plus(line.remaining, units),
      }));
      return { ...next, lines, expires_at: expiresAt === undefined ? before.expires_at : seconds(expiresAt) };
    }
    case 'TransactionPosted': {
      const { captures, postings } = entry.body;
      const remaining = captures!.remaining;
      const captured = withTaken(before.lines, postings, (line, units) => ({
        ...line,
        captured: plus(line.captured, units),
      }));
      const isOver = remaining.every((text) => unitsOf(text) === 0n);
      const lines = captured.map((line, i) => ({ ...line, remaining: remaining[i]! }));
      return { ...next, lines, status: isOver ? 'captured' : 'open' };
    }
    case 'HoldVoided':
      return { ...next, lines: released(before.lines), reason: entry.body.reason, status: 'voided' };
    case 'HoldExpired':
      return { ...next, lines: released(before.lines), status: 'expired' };
  }
}

/** Each line, and what the postings take of it in minor units, made into another. */
function withTaken(
  lines: readonly HoldLineItem[],
  postings: readonly Posting[],
  make: (line: HoldLineItem, units: bigint) => HoldLineItem,
): HoldLineItem[] {
  const places = lines.map(({ account, side, currency }) => ({
    account,
    side,
    currency: { code: currency },
  }));
  const room = lines.map(({ remaining }) => unitsOf(remaining));
  const amounts = postings.map((posting) => ({ posting, units: unitsOf(posting.amount) }));
  const { units } = taken(amounts, places, room);
  return lines.map((line, i) => make(line, units[i]!));
}

function released(lines: readonly HoldLineItem[]): HoldLineItem[] {
  return lines.map((line) => ({ ...line, remaining: zeroOf(line.remaining) }));
}

function plus(amount: string, units: bigint): string {
  return formatUnits(unitsOf(amount) + units, decimalsOf(amount));
}

function placed(
  { ledger, seq }: HoldStep,
  entry: Extract<HoldStep['entry'], { type: 'HoldPlaced' }>,
): Version {
  const { category, description, expiresAt, metadata, personal, postings } = entry.body;
  const { reference, tags, tolerance } = entry.body;
  return {
    ledger,
    hold: seq,
    from_seq: seq,
    id: entry.id,
    status: 'open',
    placed_at: seconds(entry.recordedAt),
    changed_at: seconds(entry.recordedAt),
    expires_at: expiresAt === undefined ? null : seconds(expiresAt),
    category: category ?? null,
    reference: reference ?? null,
    description: description ?? null,
    reason: null,
    tags: tags ?? [],
    metadata: metadata ?? {},
    personal: personal?.map(({ key }) => key) ?? null,
    tolerance: tolerance ?? null,
    lines: postings.map(({ account, amount, currency, side }) => ({
      account,
      side,
      currency,
      held: amount,
      captured: zeroOf(amount),
      remaining: amount,
    })),
  };
}

/** Zero with as many decimals. */
function zeroOf(amount: string): string {
  return formatUnits(0n, decimalsOf(amount));
}

export function decimalsOf(amount: string): number {
  const point = amount.indexOf('.');
  return point === -1 ? 0 : amount.length - point - 1;
}
