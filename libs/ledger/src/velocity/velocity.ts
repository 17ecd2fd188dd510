import { formatUnits, parseAmount, type Currency } from '../money/amount';
import { requireCurrency } from '../money/currency';
import { ancestorsOf } from '../accounts/path';
import { Refusal } from '../refusal';
import { currencyOf, type LedgerState, type Side } from '../state';
import {
  activeLimit,
  mostOf,
  type ActiveLimit,
  type VelocityLimit,
  type VelocityState,
} from './velocity-state';
import type { Undo } from '../machinery/velocity-usage';
import { inWords, requireTimeZone } from '../machinery/window';

/** The whole list of a node, replacing an earlier one; an empty list removes it. The node need not be an account. */
export interface SetVelocityLimits {
  readonly type: 'SetVelocityLimits';
  readonly path: string;
  readonly limits: readonly VelocityLimit[];
}

export interface VelocityLimitsSet {
  readonly type: 'VelocityLimitsSet';
  /** The limits in ascending order of name. */
  readonly body: { readonly limits: readonly VelocityLimit[]; readonly path: string };
}

/** One posting, or one line of a hold, as far as it counts. */
export interface Use {
  readonly account: string;
  readonly side: Side;
  readonly currency: Currency;
  /** Minor units. */
  readonly units: bigint;
  /** Its place among the postings, from 0. */
  readonly posting: number;
  /** 1; 0 where it was counted as a posting before, as when more is captured than was held. */
  readonly count: number;
}

/** @throws Refusal VelocityLimitsContradict, CurrencyNotRegistered, AmountHasWrongDecimals, AmountTooLarge, TimeZoneUnknown */
export function setVelocityLimits(
  state: LedgerState,
  { path, limits }: SetVelocityLimits,
): VelocityLimitsSet[] {
  const names = new Set<string>();
  for (const [index, { name, currency: code, maximum, window }] of limits.entries()) {
    const place = { path, limit: name, index };
    if (names.has(name)) {
      throw new Refusal('VelocityLimitsContradict', `Two limits of ${path} have the name ${name}.`, place);
    }
    names.add(name);
    const currency = code === undefined ? undefined : requireCurrency(state, code, place);
    if (maximum !== undefined) parseAmount(maximum, currency!, place);
    if ('timeZone' in window) requireTimeZone(window.timeZone, place);
  }
  const inOrder = [...limits].sort((a, b) => (a.name < b.name ? -1 : 1));
  return [{ type: 'VelocityLimitsSet', body: { limits: inOrder.map(canonical), path } }];
}

function canonical({
  category,
  count,
  currency,
  maximum,
  name,
  per,
  side,
  window,
}: VelocityLimit): VelocityLimit {
  return {
    ...(category !== undefined && { category }),
    ...(count !== undefined && { count }),
    ...(currency !== undefined && { currency }),
    ...(maximum !== undefined && { maximum }),
    name,
    per,
    side,
    window:
      'calendar' in window
        ? { calendar: window.calendar, timeZone: window.timeZone }
        : { seconds: window.seconds },
  };
}

/**
 * Counting begins with this entry. A limit that changes in nothing but its figure goes on with what is used.
 * @param seq of the entry
 */
export function velocityLimitsSet(
  state: LedgerState,
  { path, limits }: VelocityLimitsSet['body'],
  seq: number,
): void {
  const { nodes } = state.velocity;
  const before = nodes.get(path);
  const held = limits.map((limit): ActiveLimit => {
    const known = before?.find((each) => sameBudgets(each.limit) === sameBudgets(limit));
    return known ? { ...known, limit, most: mostOf(limit) } : activeLimit(limit, seq);
  });
  if (held.length === 0) nodes.delete(path);
  else nodes.set(path, held);
}

/** Two limits of a node with equal texts count the same. */
function sameBudgets({ category, count, currency, name, per, side, window }: VelocityLimit): string {
  return JSON.stringify([name, side, per, currency, category, count === undefined, inWords(window)]);
}

/** By which categories limits are picked. */
interface Picked {
  readonly category?: string | undefined;
  /** Of the hold that was counted before, where it has another one: limits that count that are passed over. */
  readonly countedAs?: { readonly category?: string };
}

/** What one limit counts of one use. */
interface Charge {
  readonly node: string;
  readonly held: ActiveLimit;
  /** Name of the budget; empty where all accounts share it. */
  readonly budget: string;
  readonly figure: bigint;
}

/** Nearest node first, then in the order of names. */
function chargesOf({ nodes }: VelocityState, use: Use, picked: Picked): Charge[] {
  return [use.account, ...ancestorsOf(use.account)].flatMap((node) => {
    const charges: Charge[] = [];
    for (const held of nodes.get(node) ?? []) {
      const { limit } = held;
      const figure = limit.count === undefined ? use.units : BigInt(use.count);
      if (figure === 0n || !counts(limit, use, picked)) continue;
      charges.push({ node, held, budget: limit.per === 'account' ? use.account : '', figure });
    }
    return charges;
  });
}

function counts(limit: VelocityLimit, { side, currency }: Use, { category, countedAs }: Picked): boolean {
  if (limit.side !== side) return false;
  if (limit.currency !== undefined && limit.currency !== currency.code) return false;
  return isOf(limit, category) && !(countedAs && isOf(limit, countedAs.category));
}

function isOf(limit: VelocityLimit, category: string | undefined): boolean {
  if (limit.category === undefined) return true;
  return category === limit.category || category?.startsWith(`${limit.category}.`) === true;
}

/** All that a transaction needs of one budget. */
interface Need extends Charge {
  /** The first use of the budget. */
  readonly use: Use;
  figure: bigint;
}

/**
 * All uses of one transaction, or of one hold, together.
 * @param now the time at which it would be recorded, RFC 3339, UTC, milliseconds
 * @throws Refusal VelocityLimitExceeded, for the first posting, nearest node and first name of all that are exceeded
 */
export function requireWithinVelocity(
  state: LedgerState,
  uses: readonly Use[],
  { now, ...picked }: { readonly now: string } & Picked,
): void {
  const { velocity } = state;
  if (velocity.nodes.size === 0) return;
  const at = Date.parse(now);
  for (const need of needsOf(velocity, uses, picked)) {
    const { held, budget, figure } = need;
    const used = held.usage.used(budget, at);
    if (used + figure > held.most) throw exceeded(state, need, used, at);
  }
}

function needsOf(velocity: VelocityState, uses: readonly Use[], picked: Picked): Need[] {
  const needs = new Map<ActiveLimit, Map<string, Need>>();
  const inOrder: Need[] = [];
  for (const use of uses) {
    for (const charge of chargesOf(velocity, use, picked)) {
      const budgets = needs.get(charge.held) ?? new Map<string, Need>();
      needs.set(charge.held, budgets);
      const known = budgets.get(charge.budget);
      if (known) {
        known.figure += charge.figure;
        continue;
      }
      const need = { ...charge, use };
      budgets.set(charge.budget, need);
      inOrder.push(need);
    }
  }
  return inOrder;
}

function exceeded(
  state: LedgerState,
  { node, held, budget, figure, use }: Need,
  used: bigint,
  at: number,
): Refusal {
  const { limit, most, usage } = held;
  const { name, per, side, category, currency: code, count } = limit;
  const decimals = count === undefined ? currencyOf(state, code!)!.decimals : 0;
  const text = (units: bigint) => formatUnits(units, decimals);
  const excess = used + figure - most;
  const freesUpAt = figure > most ? null : new Date(usage.freesUpAt(budget, excess, at)).toISOString();
  const window = inWords(limit.window);
  const unit = count === undefined ? ` ${code}` : '';
  const allowed = count === undefined ? `${side}s of ${text(most)}${unit}` : `${count} ${side}s`;
  const who = per === 'account' ? use.account : 'all accounts below it together';
  const remedy = freesUpAt === null ? 'This exceeds the limit by itself.' : `Retry after ${freesUpAt}.`;
  return new Refusal(
    'VelocityLimitExceeded',
    `The limit ${name} of ${node} allows ${who} ${allowed} per ${window}: ${text(used)}${unit} used, ${text(figure)}${unit} needed. ${remedy}`,
    {
      posting: use.posting,
      account: use.account,
      limit: name,
      node,
      per,
      side,
      ...(category !== undefined && { category }),
      ...(code !== undefined && { currency: code }),
      window,
      ...(count === undefined ? { maximum: text(most) } : { count }),
      used: text(used),
      needed: text(figure),
      headroom: text(used < most ? most - used : 0n),
      freesUpAt,
    },
  );
}

/** @param at when it was recorded, RFC 3339, UTC, milliseconds */
export function countUses(
  state: LedgerState,
  uses: readonly Use[],
  { at, ...picked }: { readonly at: string } & Picked,
): void {
  if (state.velocity.nodes.size === 0) return;
  const time = Date.parse(at);
  apply(state, uses, picked, ({ held, budget, figure }) => held.usage.count(budget, figure, time));
}

/**
 * Gives back what was counted and is not used any longer, at the time at which that was counted: of a hold, what was
 * set aside and released; of a transaction, what was reversed.
 * @param placedAt when it was recorded, RFC 3339, UTC, milliseconds
 * @param placedSeq seq of its entry: what was set aside before a limit began to count is not given back
 */
export function releaseUses(
  state: LedgerState,
  uses: readonly Use[],
  placed: { readonly placedAt: string; readonly placedSeq: number } & Picked,
): void {
  if (state.velocity.nodes.size === 0) return;
  const { placedAt, placedSeq, ...picked } = placed;
  const time = Date.parse(placedAt);
  apply(state, uses, picked, ({ held, budget, figure }) =>
    placedSeq < held.since ? undefined : held.usage.release(budget, figure, time),
  );
}

function apply(
  { velocity, undo }: LedgerState,
  uses: readonly Use[],
  picked: Picked,
  change: (charge: Charge) => Undo | undefined,
): void {
  for (const use of uses) {
    for (const charge of chargesOf(velocity, use, picked)) {
      const step = change(charge);
      if (step) undo.record(step);
    }
  }
}
