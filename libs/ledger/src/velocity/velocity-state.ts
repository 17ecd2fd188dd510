import { unitsOf } from '../money/amount';
import { invariant } from '../refusal';
import { CalendarUsage, SlidingUsage, type StoredUsage, type Usage } from '../machinery/velocity-usage';
import type { UndoLog } from '../machinery/undo-log';
import { UndoableMap } from '../machinery/undoable-map';
import { Calendar, type Window } from '../machinery/window';

/**
 * How much may be posted in how much time, on one side: at most `count` postings, or `maximum` of `currency`; exactly
 * one of the two is there.
 */
export interface VelocityLimit {
  /** Only transactions of this category or of one that goes on from it after a point. */
  readonly category?: string;
  /** Most postings, as decimal text. */
  readonly count?: string;
  /** With `count`: only postings in it. */
  readonly currency?: string;
  /** Most of the currency, as decimal text. */
  readonly maximum?: string;
  /** Unique at its node. */
  readonly name: string;
  /** `account`: each account at or below the node has a budget of its own; `node`: all share one. */
  readonly per: 'account' | 'node';
  readonly side: 'debit' | 'credit';
  readonly window: Window;
}

/** A velocity limit in force. */
export interface ActiveLimit {
  readonly limit: VelocityLimit;
  /** Minor units or postings. */
  readonly most: bigint;
  /** Seq of the entry with which counting began. */
  readonly since: number;
  readonly usage: Usage;
}

export interface VelocityState {
  /** Node of the tree -> its limits in ascending order of name; a node without any is not in it. */
  readonly nodes: UndoableMap<string, readonly ActiveLimit[]>;
}

/** The velocity limits and their use as plain data, for a snapshot; equal for equal histories. */
export type StoredVelocity = readonly (readonly [node: string, limits: readonly StoredLimit[]])[];

interface StoredLimit {
  readonly limit: VelocityLimit;
  readonly since: number;
  readonly usage: StoredUsage;
}

export function noVelocity(undo: UndoLog): VelocityState {
  return { nodes: new UndoableMap(undo) };
}

/** @param since seq of the entry with which counting begins */
export function activeLimit(limit: VelocityLimit, since: number, stored?: StoredUsage): ActiveLimit {
  const { window } = limit;
  const usage =
    'calendar' in window
      ? new CalendarUsage(Calendar.of(window.calendar, window.timeZone), stored)
      : new SlidingUsage(Number(window.seconds) * 1000, stored);
  return { limit, most: mostOf(limit), since, usage };
}

/** Minor units or postings. */
export function mostOf({ count, maximum }: VelocityLimit): bigint {
  invariant((count === undefined) !== (maximum === undefined), 'a velocity limit is of a count or an amount');
  return count === undefined ? unitsOf(maximum!) : BigInt(count);
}

export function velocitySnapshot({ nodes }: VelocityState): StoredVelocity {
  return Array.from(nodes, ([node, limits]) => {
    return [
      node,
      limits.map(({ limit, since, usage }) => ({ limit, since, usage: usage.stored() })),
    ] as const;
  }).sort(([a], [b]) => (a < b ? -1 : 1));
}

export function restoredVelocity(stored: StoredVelocity, undo: UndoLog): VelocityState {
  const nodes = stored.map(
    ([node, limits]) =>
      [node, limits.map(({ limit, since, usage }) => activeLimit(limit, since, usage))] as const,
  );
  return { nodes: new UndoableMap(undo, nodes) };
}
