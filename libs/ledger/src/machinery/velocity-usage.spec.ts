import fc from 'fast-check';
import { sha256Fingerprint } from '@entries/fingerprints';
import { noon } from '../../../../test/support/given';
import { isoCurrencies } from '../money/iso4217';
import { emptyState } from '../state';
import { UndoLog } from './undo-log';
import { countUses, releaseUses, velocityLimitsSet, type Use } from '../velocity/velocity';
import {
  restoredVelocity,
  velocitySnapshot,
  type VelocityLimit,
  type VelocityState,
} from '../velocity/velocity-state';

interface Counted extends Use {
  readonly seq: number;
  readonly at: string;
  readonly category: string | undefined;
}

interface NaiveLimit {
  readonly limit: VelocityLimit;
  readonly since: number;
}

/** All uses that ever were, in a list; a release is a use of less than nothing. */
interface Naive {
  readonly now: string;
  readonly uses: readonly Counted[];
  readonly nodes: Readonly<Record<string, readonly NaiveLimit[]>>;
}

/** The date that the clocks show, as YYYY-MM-DD. */
function shownIn(timeZone: string): (at: string) => string {
  const clock = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const shown = new Map<string, string>();
  return (at) => {
    const date = shown.get(at) ?? clock.format(Date.parse(at));
    shown.set(at, date);
    return date;
  };
}

const berlin = shownIn('Europe/Berlin');
const newYork = shownIn('America/New_York');

function isInWindow({ window }: VelocityLimit, at: string, now: string): boolean {
  if ('seconds' in window) return Date.parse(now) - Date.parse(at) < Number(window.seconds) * 1000;
  const shown = window.timeZone === 'Europe/Berlin' ? berlin : newYork;
  const [then, today] = [shown(at), shown(now)];
  return window.calendar === 'day' ? then === today : then.slice(0, 7) === today.slice(0, 7);
}

function naiveUsed({ limit, since }: NaiveLimit, node: string, naive: Naive, account?: string): bigint {
  return naive.uses
    .filter((use) => `${use.account}:`.startsWith(`${node}:`) && (account ?? use.account) === use.account)
    .filter(
      ({ side, currency }) => side === limit.side && (limit.currency ?? currency.code) === currency.code,
    )
    .filter(({ category }) => limit.category === undefined || `${category}.`.startsWith(`${limit.category}.`))
    .filter(({ seq, at }) => seq > since && isInWindow(limit, at, naive.now))
    .reduce((sum, { units, count }) => sum + (limit.count === undefined ? units : BigInt(count)), 0n);
}

const accounts = ['a', 'a:b', 'a:b:c', 'a:bc', 'd'];
const of = (most: Partial<VelocityLimit>, window: VelocityLimit['window']): VelocityLimit => ({
  ...most,
  name: 'n',
  per: 'account',
  side: 'debit',
  window,
});
const euros = (maximum: string) => ({ currency: 'EUR', maximum });
const month = { calendar: 'month', timeZone: 'America/New_York' } as const;
const limits: VelocityLimit[] = [
  of(euros('1.00'), { seconds: '1' }),
  { ...of(euros('1.00'), { seconds: '3600' }), per: 'node' },
  of({ category: 'card', count: '3' }, { seconds: '60' }),
  of(euros('1.00'), { calendar: 'day', timeZone: 'Europe/Berlin' }),
  { ...of({ count: '5', currency: 'USD' }, month), per: 'node' },
  { ...of(euros('1.00'), month), side: 'credit' },
];

/** Some of them, each with a name of its own and a figure that may be another one than before. */
const chosen = fc
  .tuple(fc.subarray([...limits.keys()], { minLength: 3 }), fc.constantFrom('1.00', '2.00'))
  .map(([places, maximum]) =>
    places.map((place): VelocityLimit => {
      const limit = { ...limits[place]!, name: `n${place}` };
      return limit.count === undefined ? { ...limit, maximum } : limit;
    }),
  );

type Step =
  | { readonly set: string; readonly chosen: readonly VelocityLimit[] }
  | { readonly use: Omit<Counted, 'seq' | 'at' | 'posting' | 'count'>; readonly afterMs: number }
  | { readonly release: number; readonly units: bigint; readonly isWhole: boolean }
  | { readonly back: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({ set: fc.constantFrom('a', 'a:b', 'd'), chosen }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      use: fc.record({
        account: fc.constantFrom(...accounts),
        side: fc.constantFrom('debit' as const, 'debit' as const, 'credit' as const),
        currency: fc.constantFrom(isoCurrencies.get('EUR')!, isoCurrencies.get('USD')!),
        units: fc.bigInt({ min: 0n, max: 9n }),
        category: fc.constantFrom(undefined, 'card', 'card.pos', 'cards'),
      }),
      afterMs: fc.constantFrom(0, 0, 1, 300, 999, 1000, 59_999, 3_599_999, 50_000_000, 900_000_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      release: fc.nat(),
      units: fc.bigInt({ min: 1n, max: 9n }),
      isWhole: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ back: fc.nat(5) }) },
);

/** The rules and the naive list side by side, with what is needed to take steps back. */
class Twins {
  readonly state = emptyState(sha256Fingerprint);
  naive: Naive = { now: noon, uses: [], nodes: {} };
  /** What was not taken back. */
  readonly steps: Step[] = [];
  private readonly past: { naive: Naive; undo: number; stored: unknown }[] = [];

  constructor() {
    this.state.undo.restart();
  }

  private get seq(): number {
    return this.steps.length;
  }

  take(next: Step): void {
    if ('back' in next) return this.back(next.back);
    const { naive, state } = this;
    this.past.push({ naive, undo: state.undo.mark, stored: velocitySnapshot(state.velocity) });
    this.steps.push(next);
    if ('set' in next) this.set(next.set, next.chosen);
    else if ('use' in next) this.use(next);
    else this.release(next);
  }

  private set(path: string, chosen: readonly VelocityLimit[]): void {
    const { nodes } = this.naive;
    velocityLimitsSet(this.state, { limits: chosen, path }, this.seq);
    const kept = (limit: VelocityLimit) =>
      nodes[path]?.find(({ limit: { maximum: _, ...budget } }) => {
        const { maximum: _greatest, ...wanted } = limit;
        return JSON.stringify(budget) === JSON.stringify(wanted);
      });
    const held = chosen.map((limit) => ({ limit, since: kept(limit)?.since ?? this.seq }));
    this.naive = { ...this.naive, nodes: { ...nodes, [path]: held } };
  }

  private use({ use, afterMs }: Extract<Step, { use: unknown }>): void {
    const at = new Date(Date.parse(this.naive.now) + afterMs).toISOString();
    const counted = { ...use, posting: 0, count: 1, seq: this.seq, at };
    countUses(this.state, [counted], counted);
    this.naive = { ...this.naive, now: at, uses: [...this.naive.uses, counted] };
  }

  /** A part, or all, of one use that was not released before. */
  private release({ release, units, isWhole }: Extract<Step, { release: unknown }>): void {
    const open = this.naive.uses.filter(
      ({ seq, count }) => count === 1 && !this.naive.uses.some((use) => use.seq === seq && use.count < 1),
    );
    const use = open[release % open.length];
    if (!use) return;
    const count = isWhole ? 1 : 0;
    const given = isWhole || units > use.units ? use.units : units;
    const placed = { placedAt: use.at, placedSeq: use.seq, category: use.category };
    releaseUses(this.state, [{ ...use, units: given, count }], placed);
    this.naive = { ...this.naive, uses: [...this.naive.uses, { ...use, units: -given, count: -count }] };
  }

  private back(steps: number): void {
    const to = this.past.splice(Math.max(0, this.past.length - steps))[0];
    if (!to) return;
    this.steps.splice(this.past.length);
    this.state.undo.backTo(to.undo);
    this.naive = to.naive;
    expect(velocitySnapshot(this.state.velocity)).toEqual(to.stored);
  }
}

/** How many of the figures compared were above zero. */
function expectSame(velocity: VelocityState, naive: Naive): number {
  let found = 0;
  for (const [node, held] of velocity.nodes) {
    for (const [index, { limit, usage }] of held.entries()) {
      const names = limit.per === 'node' ? [undefined] : accounts;
      const used = names.map((name) => usage.used(name ?? '', Date.parse(naive.now)));
      expect(used).toEqual(names.map((name) => naiveUsed(naive.nodes[node]![index]!, node, naive, name)));
      found += used.filter((figure) => figure > 0n).length;
    }
  }
  return found;
}

describe('what is used of velocity limits', () => {
  it('is the sum of a list of all uses, whatever was set, released, taken back and stored in between', () => {
    let found = 0;
    const property = fc.property(chosen, fc.array(step, { minLength: 5, maxLength: 40 }), (first, steps) => {
      const twins = new Twins();
      twins.take({ set: 'a', chosen: first });
      for (const each of steps) {
        twins.take(each);
        found += expectSame(twins.state.velocity, twins.naive);
      }
      const stored = velocitySnapshot(twins.state.velocity);
      const straight = new Twins();
      for (const each of twins.steps) straight.take(each);
      expect(velocitySnapshot(straight.state.velocity)).toEqual(stored);
      const restored = restoredVelocity(structuredClone(stored), new UndoLog());
      expectSame(restored, twins.naive);
      expect(velocitySnapshot(restored)).toEqual(stored);
    });
    fc.assert(property, { seed: 48, numRuns: 200 });
    expect(found).toBeGreaterThan(3_000);
  });

  it('is forgotten when it counts no longer', () => {
    const state = emptyState(sha256Fingerprint);
    velocityLimitsSet(state, { limits: [of(euros('1.00'), { seconds: '60' })], path: 'a' }, 0);
    const currency = isoCurrencies.get('EUR')!;
    for (let n = 0; n < 1_000; n += 1) {
      const use: Use = { account: `a:${n}`, side: 'debit', currency, units: 1n, posting: 0, count: 1 };
      const at = new Date(Date.parse(noon) + n * 1_000).toISOString();
      countUses(state, [use, { ...use, account: 'a:always' }], { at, category: undefined });
    }
    const [limit] = state.velocity.nodes.get('a')!;
    const { budgets } = limit!.usage as unknown as { budgets: Map<string, { uses: unknown[] }> };
    expect(budgets.size).toBe(61);
    expect(budgets.get('a:always')!.uses.length).toBeLessThanOrEqual(120);
  });
});
