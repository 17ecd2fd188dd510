import fc from 'fast-check';
import { evolve } from '@access/access';
import type { Change, GrantBody } from '@access/commands';
import { roles, type Role } from '@access/grants/role';
import { emptyState, personOf, type AccessState } from '@access/state';
import { sha256Fingerprint } from '@entries/fingerprints';
import type { Actor } from '@ledger/actor';
import { TestAccess } from '../support/given-access';
import { idAt, noon } from '../support/given';

const seed = 20261130;

const persons = ['root', 'eva', 'ida', 'anna', 'ben'];
const services = ['wallets of anna', 'payouts of eva'];
const principals = [...persons, 'wallets', 'payouts'];
const anybody = fc.constantFrom(...principals);
const admins = fc.constantFrom('root', 'eva', 'ida');

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    arbitrary: fc
      .record<GrantBody>({
        principal: anybody,
        role: fc.constantFrom(...roles),
        ledger: fc.constantFrom('*', 'acme'),
      })
      .map((body) => ({ ...body, type: 'MakeGrant' }) as const),
    weight: 6,
  },
  fc
    .integer({ min: 3, max: 40 })
    .map((grant) => ({ type: 'RevokeGrant', grant: String(grant), reason: 'Left' }) as const),
  fc.record({
    type: fc.constantFrom('SuspendPrincipal', 'RestorePrincipal'),
    principal: anybody,
    reason: fc.constant('x'),
  }),
  fc.boolean().map((on) => ({ type: 'SetDualControl', on }) as const),
);

type Step =
  | { readonly do: 'change'; readonly sub: string; readonly change: Change }
  | { readonly do: 'propose'; readonly sub: string; readonly change: Change }
  | { readonly do: 'agree'; readonly sub: string; readonly other: string; readonly change: Change }
  | { readonly do: 'approve'; readonly sub: string; readonly which: number };

const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('change' as const), sub: anybody, change }),
    fc.record({ do: fc.constant('change' as const), sub: admins, change }),
    fc.record({ do: fc.constant('propose' as const), sub: admins, change }),
    {
      arbitrary: fc.record({ do: fc.constant('agree' as const), sub: admins, other: admins, change }),
      weight: 3,
    },
    fc.record({ do: fc.constant('approve' as const), sub: admins, which: fc.nat() }),
  ),
  { maxLength: 30 },
);

/** Three administrators, others, and what they tried. */
function lived(taken: readonly Step[], isDual: boolean): TestAccess {
  const access = TestAccess.opened()
    .named('eva')
    .named('ida')
    .added('anna', 'ben', ...services);
  if (isDual) access.as('root', { type: 'SetDualControl', on: true });
  for (const step of taken) access.refusal(() => tryStep(access, step));
  return access;
}

function tryStep(access: TestAccess, step: Step): void {
  switch (step.do) {
    case 'change':
      return void access.as(step.sub, step.change);
    case 'propose':
      return void access.proposed(step.sub, step.change);
    case 'agree':
      return void access.as(step.other, {
        type: 'ApproveProposal',
        ...access.proposed(step.sub, step.change),
      });
    case 'approve': {
      const open = [...access.state.proposals.open.values()];
      const proposal = open[step.which % open.length];
      if (proposal)
        access.as(step.sub, { type: 'ApproveProposal', proposal: proposal.id, hash: proposal.hash });
    }
  }
}

describe('whatever administrators try', () => {
  const forAny = (law: (access: TestAccess) => void, numRuns = 400) =>
    fc.assert(
      fc.property(steps, fc.boolean(), (taken, isDual) => law(lived(taken, isDual))),
      { seed, numRuns },
    );

  it('no person administers and posts or approves', () => {
    forAny(({ state }) => {
      const duties = new Map<string, Set<Role>>();
      for (const { principal, role } of state.grants.values()) {
        const person = personOf(state, principal);
        duties.set(person, (duties.get(person) ?? new Set()).add(role));
      }
      for (const held of duties.values())
        expect(held.has('admin') && (held.has('poster') || held.has('approver'))).toBe(false);
    });
  });

  it('one administrator remains, and two under dual control', () => {
    forAny(({ state }) => {
      const standing = [...state.grants.values()].filter(
        ({ principal, role, scope: { ledger: of } }) =>
          role === 'admin' &&
          of === '*' &&
          state.principals.get(principal)!.kind === 'person' &&
          !state.principals.get(principal)!.isSuspended,
      );
      const needed = state.isDual ? 2 : 1;
      expect(new Set(standing.map(({ principal }) => principal)).size).toBeGreaterThanOrEqual(needed);
    });
  });

  it('nobody has a grant that he, or a service of his, has made or approved', () => {
    forAny(({ events, state }) => {
      const approver = approversIn(events);
      for (const { event, actor } of events) {
        if (event.type !== 'GrantMade') continue;
        const to = personOf(state, event.body.principal);
        expect(personOf(state, actor.sub)).not.toBe(to);
        if (actor.proposal !== undefined) expect(personOf(state, approver(actor)!)).not.toBe(to);
      }
    });
  });

  it('L5: under dual control nothing changes without two administrators', () => {
    let changes = 0;
    forAny(({ events, state }) => {
      const approver = approversIn(events);
      let isDual = false;
      for (const { event, actor } of events) {
        const isChange = /^(Principal|Credential|Grant|DualControl|Subject|Key)/.test(event.type);
        if (isDual && isChange) {
          changes += 1;
          const second = approver(actor);
          expect(second).toBeDefined();
          expect(personOf(state, second!)).not.toBe(personOf(state, actor.sub));
        }
        if (event.type === 'DualControlSet') isDual = event.body.on;
      }
    });
    expect(changes).toBeGreaterThan(100);
  });

  it('what is taken back leaves the state as it was, and the entries give the same state again', () => {
    forAny(({ events, state }) => {
      const again = emptyState(sha256Fingerprint);
      const middle = Math.floor(events.length / 2);
      const take = (from: number, to: number) =>
        events.slice(from, to).forEach(({ event, actor }, i) => {
          const seq = from + i;
          evolve(again, event, { actor, seq, id: idAt(seq), recordedAt: noon });
        });
      take(0, middle);
      const before = comparable(again);
      again.undo.restart();
      take(middle, events.length);
      expect(comparable(again)).toEqual(comparable(state));
      again.undo.backTo(0);
      expect(comparable(again)).toEqual(before);
      take(middle, events.length);
      expect(comparable(again)).toEqual(comparable(state));
    }, 200);
  });
});

/** Who approved the proposal that an actor names. */
function approversIn(events: TestAccess['events']) {
  const approvals = new Map(
    events.flatMap(({ event, actor }) =>
      event.type === 'ProposalApproved' ? [[event.body.proposal.seq, actor.sub] as const] : [],
    ),
  );
  return ({ proposal }: Actor): string | undefined =>
    proposal === undefined ? undefined : approvals.get(proposal);
}

function comparable({ undo: _, idempotencyKeys: __, proposals, ...state }: AccessState): unknown {
  return structuredClone({ ...state, open: proposals.open });
}
