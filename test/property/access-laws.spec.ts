import fc from 'fast-check';
import { evolve } from '@access/access';
import type { AccessEvent } from '@access/events';
import { permit, type Demand } from '@access/grants/permit';
import { permissions, roles, type Role } from '@access/grants/role';
import { covers } from '@ledger/accounts/path';
import { outsideOf, type CoveredPosting, type Scope } from '@access/grants/scope';
import { emptyState, type AccessState } from '@access/state';
import { sha256Fingerprint } from '@entries/fingerprints';
import { actorOf } from '../support/caller';
import { idAt, noon } from '../support/given';

const segment = fc.constantFrom('a', 'b', 'ab');
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join(':'));
const pattern = fc
  .array(fc.oneof(segment, fc.constant('*')), { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join(':'));
const patterns = fc.array(pattern, { minLength: 1, maxLength: 3 });
const currency = fc.constantFrom('EUR', 'USD');
const cents = fc.integer({ min: 0, max: 999 }).map((units) => (units / 100).toFixed(2));
const ledger = fc.constantFrom('*', 'acme', 'other');
const command = fc.constantFrom('PostTransaction', 'OpenAccount', 'FreezeAccount');
const time = fc
  .integer({ min: 1, max: 28 })
  .map((day) => `2026-11-${String(day).padStart(2, '0')}T00:00:00.000Z`);

const scope: fc.Arbitrary<Scope> = fc.record(
  {
    ledger,
    accounts: patterns,
    commands: fc.uniqueArray(command, { minLength: 1 }),
    credits: patterns,
    currencies: fc.uniqueArray(currency, { minLength: 1 }),
    debits: patterns,
    expiresAt: time,
    maximum: fc.uniqueArray(fc.record({ amount: cents, currency }), { selector: (each) => each.currency }),
    startsAt: time,
  },
  { requiredKeys: ['ledger'] },
);

const posting: fc.Arbitrary<CoveredPosting> = fc.record({
  account: path,
  amount: cents,
  currency,
  side: fc.constantFrom('debit', 'credit'),
});

const demand: fc.Arbitrary<Demand> = fc.record(
  {
    permission: fc.constantFrom(...permissions),
    ledger,
    command,
    reach: fc.record(
      {
        isWhole: fc.boolean(),
        nodes: fc.array(path, { maxLength: 2 }),
        currencies: fc.array(currency, { maxLength: 2 }),
        postings: fc.array(posting, { maxLength: 3 }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['permission', 'ledger'] },
);

interface Given {
  readonly role: Role;
  readonly scope: Scope;
}
const grants = fc.array(fc.record({ role: fc.constantFrom(...roles), scope }), { maxLength: 4 });

/** A state in which `anna` has these grants, whatever the rules would say of them. */
function withGrants(given: readonly Given[]): AccessState {
  const state = emptyState(sha256Fingerprint);
  const take = (event: AccessEvent, seq: number) =>
    evolve(state, event, { actor: actorOf('root'), seq, id: idAt(seq), recordedAt: noon });
  take({ type: 'PrincipalAdded', body: { kind: 'person', principal: 'anna' } }, 0);
  given.forEach(({ role, scope: narrowed }, i) =>
    take({ type: 'GrantMade', body: { ...narrowed, principal: 'anna', role } }, i + 1),
  );
  return state;
}

const isPermitted = (given: readonly Given[], wanted: Demand) =>
  'grant' in permit(withGrants(given), 'anna', wanted, noon);

/** Covering, said again as simply as possible. */
const naive = {
  covers(pattern: string, of: string): boolean {
    const segments = of.split(':');
    return pattern
      .split(':')
      .every((wanted, i) => segments[i] !== undefined && (wanted === '*' || wanted === segments[i]));
  },
  anyCovers: (list: readonly string[] | undefined, of: string) =>
    list === undefined || list.some((each) => naive.covers(each, of)),
  coversAll({ accounts, credits, currencies, debits, maximum }: Scope, { reach }: Demand): boolean {
    const { isWhole = false, nodes = [], postings = [] } = reach ?? {};
    const read = reach?.nodes ? (reach.currencies ?? []) : [];
    const isNarrowed = [accounts, credits, currencies, debits].some((each) => each !== undefined);
    const sum = (of: string) =>
      postings
        .filter(({ side, currency: code }) => side === 'debit' && code === of)
        .reduce((units, { amount }) => units + Math.round(Number(amount) * 100), 0);
    return (
      (!isWhole || !isNarrowed) &&
      nodes.every((node) => naive.anyCovers(accounts, node)) &&
      read.every((code) => currencies === undefined || currencies.includes(code)) &&
      postings.every(
        ({ account, side, currency: code }) =>
          naive.anyCovers(accounts, account) &&
          naive.anyCovers(side === 'debit' ? debits : credits, account) &&
          (currencies === undefined || currencies.includes(code)) &&
          (maximum === undefined ||
            maximum.some(
              (each) => each.currency === code && sum(code) <= Math.round(Number(each.amount) * 100),
            )),
      )
    );
  },
};

const seed = 20261130;

describe('L1: permission', () => {
  it('is denied without a grant', () => {
    fc.assert(
      fc.property(demand, (wanted) => {
        expect(isPermitted([], wanted)).toBe(false);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('is never taken away by one more grant', () => {
    let permitted = 0;
    const property = fc.property(
      grants,
      fc.record({ role: fc.constantFrom(...roles), scope }),
      demand,
      (given, more, wanted) => {
        if (!isPermitted(given, wanted)) return;
        permitted += 1;
        expect(isPermitted([...given, more], wanted)).toBe(true);
        expect(isPermitted([more, ...given], wanted)).toBe(true);
      },
    );
    fc.assert(property, { seed, numRuns: 5_000 });
    expect(permitted).toBeGreaterThan(50);
  });

  it('is never given by narrowing a scope', () => {
    const wide = fc.record({ role: fc.constantFrom(...roles), scope: fc.record({ ledger }) });
    let denied = 0;
    const property = fc.property(wide, scope, demand, ({ role, scope: before }, narrowing, wanted) => {
      // To name commands adds those of a poster that he has only by name: it takes away all others.
      const { commands: _, ...narrower } = narrowing;
      const rest = { ...narrower, ledger: before.ledger === '*' ? narrower.ledger : before.ledger };
      if (isPermitted([{ role, scope: before }], wanted)) return;
      denied += 1;
      expect(isPermitted([{ role, scope: { ...before, ...rest } }], wanted)).toBe(false);
    });
    fc.assert(property, { seed, numRuns: 5_000 });
    expect(denied).toBeGreaterThan(500);
  });

  it('is never given by taking one more thing out of a scope', () => {
    const property = fc.property(grants, demand, fc.nat(), (given, wanted, which) => {
      if (isPermitted(given, wanted)) return;
      const narrowed = given.map(({ role, scope: before }) => ({ role, scope: withLess(before, which) }));
      expect(isPermitted(narrowed, wanted)).toBe(false);
    });
    fc.assert(property, { seed, numRuns: 5_000 });
  });
});

/** The scope with one item less in every list that has more than one. */
function withLess(before: Scope, which: number): Scope {
  const entries = Object.entries(before).map(([name, value]) => {
    if (!Array.isArray(value) || value.length < 2) return [name, value] as const;
    return [name, value.filter((_, i) => i !== which % value.length)] as const;
  });
  return Object.fromEntries(entries) as unknown as Scope;
}

describe('L2: covering', () => {
  it('of a path is that of the naive model', () => {
    fc.assert(
      fc.property(pattern, path, (one, other) => {
        expect(covers(one, other)).toBe(naive.covers(one, other));
      }),
      { seed, numRuns: 5_000 },
    );
  });

  it('of all that is asked is that of the naive model', () => {
    let covered = 0;
    const property = fc.property(scope, demand, (narrowed, wanted) => {
      const isCovered = outsideOf(narrowed, wanted.reach ?? {}) === undefined;
      if (isCovered) covered += 1;
      expect(isCovered).toBe(naive.coversAll(narrowed, wanted));
    });
    fc.assert(property, { seed, numRuns: 5_000 });
    expect(covered).toBeGreaterThan(500);
  });
});
