import fc from 'fast-check';
import type { PlaceHold } from '@ledger/holds/hold';
import type { Condition } from '@ledger/transactions/condition';
import type { LedgerCommand } from '@ledger/ledger';
import type { Part } from '@ledger/transactions/part';
import type { Posting } from '@ledger/transactions/posting';
import { originalOf } from '@ledger/transactions/reversal';
import type { TransactionDetails } from '@ledger/transactions/transaction';
import type { Entry } from '@entries/entry';
import { opposite } from '@ledger/transactions/posting';
import { isApprovable } from '@ledger/approval/approvable';
import { proposing as proposal } from '@commands/approval/propose';
import { nobodys, nothing, nthLast } from './counted-back';
import { decisionOf, type DecisionPlan } from './generated-decisions';
import { quoteCommandOf, type QuotePlan } from './generated-quotes';
import { amountOf, mostly, optional } from './generated-postings';
import { details, expiresIn } from './generated-times';

/** How much of a hold or of a transaction: all that is left, an amount, one near the whole, postings made of its own. */
export type PartPlan =
  | { readonly kind: 'all' }
  | { readonly kind: 'amount'; readonly figure: bigint }
  | { readonly kind: 'near'; readonly permille: bigint; readonly plus: bigint }
  | { readonly kind: 'share'; readonly percent: bigint }
  | { readonly kind: 'pair'; readonly figure: bigint; readonly which: number; readonly elsewhere?: boolean };

/** What a caller asks; about things that happened before, counted from the last one on. */
export type Plan =
  | { readonly kind: 'command'; readonly command: LedgerCommand }
  | {
      /** Where so much is available as there is now, but for `plus`; or where the version is what it is, but for it. */
      readonly kind: 'where';
      readonly command: LedgerCommand;
      readonly of: 'available' | 'version';
      readonly back: number;
      readonly plus: bigint;
    }
  | { readonly kind: 'place'; readonly command: PlaceHold; readonly expiresIn?: number }
  | { readonly kind: 'again'; readonly back: number }
  | {
      readonly kind: 'reverse';
      readonly back: number;
      readonly part: PartPlan;
      readonly details: TransactionDetails;
      /** Whether it names the business event of what it is about once more. */
      readonly isNamed: boolean;
    }
  | {
      readonly kind: 'capture';
      readonly back: number;
      readonly part: PartPlan;
      readonly details: TransactionDetails;
      readonly isNamed: boolean;
      readonly final: boolean;
    }
  | {
      readonly kind: 'increment';
      readonly back: number;
      readonly part: PartPlan;
      readonly expiresIn?: number;
    }
  | { readonly kind: 'void'; readonly back: number }
  | { readonly kind: 'propose'; readonly plan: ApprovablePlan }
  | QuotePlan
  | DecisionPlan;

/** What can be proposed. */
export type ApprovablePlan = Exclude<Plan, { kind: 'again' | 'propose' | 'decide' }>;

const figure = mostly(fc.bigInt({ min: 0n, max: 800n }), 8, fc.constantFrom(0n, 10n ** 20n));
const part: fc.Arbitrary<PartPlan> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'all' as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('amount' as const), figure }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('near' as const),
      permille: fc.constantFrom(1_000n, 1_000n, 500n, 1_100n, 1_125n, 4_000n),
      plus: fc.constantFrom(0n, 0n, 1n, -1n),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('share' as const),
      percent: fc.constantFrom(100n, 100n, 50n, 101n, 120n),
    }),
  },
  {
    weight: 4,
    arbitrary: optional(
      {
        kind: fc.constant('pair' as const),
        figure,
        which: fc.nat(5),
        elsewhere: mostly(fc.constant(false), 4, fc.constant(true)),
      },
      ['kind', 'figure', 'which'],
    ),
  },
);

/** Counted from the last on; or, below zero, from the first on, so that the same one is asked for again and again. */
const back = fc.oneof(
  { weight: 12, arbitrary: fc.nat(3) },
  { weight: 8, arbitrary: fc.constantFrom(-1, -1, -2, -3) },
  { weight: 1, arbitrary: fc.constant(nothing) },
);

export const reversing: fc.Arbitrary<Plan> = fc.record({
  kind: fc.constant('reverse' as const),
  back,
  part,
  details: mostly(fc.constant({}), 1, details),
  isNamed: fc.boolean(),
});

/** What becomes of holds. */
export const holding: fc.Arbitrary<Plan> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('capture' as const),
      back,
      part,
      details: mostly(fc.constant({}), 2, details),
      isNamed: mostly(fc.constant(false), 3, fc.constant(true)),
      final: mostly(fc.constant(false), 3, fc.constant(true)),
    }),
  },
  {
    weight: 5,
    arbitrary: optional({ kind: fc.constant('increment' as const), back, part, expiresIn }, [
      'kind',
      'back',
      'part',
    ]),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('void' as const), back }) },
);

export function proposing(plan: fc.Arbitrary<Plan>): fc.Arbitrary<Plan> {
  return plan.map((each) => ({ kind: 'propose', plan: each as ApprovablePlan }));
}

export const repeating: fc.Arbitrary<Plan> = fc.record({
  kind: fc.constant('again' as const),
  back: fc.nat(9),
});

/** The command of a plan, at a time, in a ledger in which these entries were made. */
export function commandOf(
  plan: Exclude<Plan, { kind: 'again' }>,
  entries: readonly Entry[],
  now: number,
): LedgerCommand {
  if (plan.kind === 'command') return plan.command;
  if (plan.kind === 'where')
    return { ...plan.command, conditions: conditionsOf(plan, entries) } as LedgerCommand;
  if (plan.kind === 'place') return { ...plan.command, ...expiry(plan, now) };
  if (plan.kind === 'reverse') return reversalOf(plan, entries);
  if (plan.kind === 'propose') return proposed(commandOf(plan.plan, entries, now));
  if (plan.kind === 'decide') return decisionOf(plan, entries);
  if (plan.kind === 'quote' || plan.kind === 'quoted') return quoteCommandOf(plan, entries, now);
  return ofHold(plan, entries, now);
}

/** What becomes of the hold that was placed so many before. */
function ofHold(
  plan: Extract<Plan, { readonly kind: 'capture' | 'increment' | 'void' }>,
  entries: readonly Entry[],
  now: number,
): LedgerCommand {
  const placed = nthLast(
    entries.filter((entry) => entry.type === 'HoldPlaced'),
    plan.back,
  );
  const hold = placed?.id ?? nobodys;
  if (plan.kind === 'void') return { type: 'VoidHold', hold, reason: 'not needed' };
  const part = partOf(plan.part, placed?.body.postings ?? []);
  if (plan.kind === 'capture')
    return {
      ...detailsOf(plan, placed?.body),
      ...part,
      type: 'CaptureHold',
      hold,
      ...(plan.final && { final: true }),
    };
  return { ...part, type: 'IncrementHold', hold, ...expiry(plan, now) };
}

/** What cannot be proposed comes as it is. */
function proposed(command: LedgerCommand): LedgerCommand {
  return isApprovable(command.type) ? proposal(command) : command;
}

function expiry({ expiresIn }: { readonly expiresIn?: number }, now: number) {
  return expiresIn === undefined ? {} : { expiresAt: new Date(now + expiresIn).toISOString() };
}

function conditionsOf({ of, back, plus }: Plan & { kind: 'where' }, entries: readonly Entry[]): Condition[] {
  const figures = entries.flatMap(({ body }) => ('postings' in body ? body.postings : []));
  const asked = nthLast(figures, back);
  if (!asked) return [];
  const { account, currency } = asked;
  const { available, version } = figures.findLast(
    (each) => each.account === account && each.currency === currency,
  )!;
  const near = (text: string) => {
    const decimals = text.split('.')[1]?.length ?? 0;
    return amountOf(BigInt(text.replace('.', '')) + plus, decimals);
  };
  if (of === 'available') return [{ account, currency, availableAtLeast: near(available) }];
  return [{ account, currency, version: String(BigInt(version) + (plus < 0n ? 1n : plus)) }];
}

function reversalOf(plan: Plan & { kind: 'reverse' }, entries: readonly Entry[]): LedgerCommand {
  const entry = nthLast(
    entries.filter((each) => each.type === 'TransactionPosted'),
    plan.back,
  );
  const original = entry && originalOf(entry);
  const mirrored = (original?.postings ?? []).map((line) => ({ ...line, side: opposite[line.side] }));
  return {
    ...detailsOf(plan, original),
    ...partOf(plan.part, mirrored),
    type: 'ReverseTransaction',
    transaction: entry?.id ?? nobodys,
    original,
    reason: 'mistake',
  };
}

function detailsOf(
  { details, isNamed }: Pick<Plan & { kind: 'reverse' }, 'details' | 'isNamed'>,
  origin: Pick<TransactionDetails, 'reference'> | undefined,
): TransactionDetails {
  const { reference } = origin ?? {};
  return isNamed && reference !== undefined ? { ...details, reference } : details;
}

function partOf(part: PartPlan, postings: readonly Posting[]): Part {
  if (part.kind === 'all' || postings.length === 0) return {};
  const decimals = (text: string) => text.split('.')[1]?.length ?? 0;
  if (part.kind === 'near') {
    const [first] = postings;
    const alike = postings.filter(
      ({ side, currency }) => side === first!.side && currency === first!.currency,
    );
    const whole = alike.reduce((sum, line) => sum + BigInt(line.amount.replace('.', '')), 0n);
    const units = (whole * part.permille) / 1_000n + part.plus;
    return { amount: amountOf(units < 0n ? 0n : units, decimals(first!.amount)) };
  }
  if (part.kind === 'amount') return { amount: amountOf(part.figure, decimals(postings[0]!.amount)) };
  if (part.kind === 'share') {
    const shareOf = (text: string) => (BigInt(text.replace('.', '')) * part.percent) / 100n;
    return {
      postings: postings.map((line) => ({
        ...line,
        amount: amountOf(shareOf(line.amount), decimals(line.amount)),
      })),
    };
  }
  const first = postings[part.which % postings.length]!;
  const other = postings.find(({ side, currency }) => side !== first.side && currency === first.currency);
  const amount = amountOf(part.figure, decimals(first.amount));
  const account = part.elsewhere ? 'a' : first.account;
  return {
    postings: [first, other ?? first].map((line, i) => ({ ...line, amount, ...(i === 0 && { account }) })),
  };
}
