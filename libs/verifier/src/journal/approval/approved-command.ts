import { canonicalText } from '@entries/canonical';
import type { Entry } from '@entries/entry';
import type { ProposedCommand } from '@ledger/approval/proposed-command';
import { unitsOf } from '@ledger/money/amount';
import type { PostedPosting } from '@ledger/transactions/posting';
import type { Captures, Reverses } from '@ledger/transactions/transaction';
import { commandBehind } from './needed-approvals';

type Fields = Readonly<Record<string, unknown>>;

/** What the rules put into an event beside what the command says; the books judge it. */
const made = new Set([
  'captures',
  'closing',
  'fromSeq',
  'hold',
  'imported',
  'number',
  'opening',
  'postings',
  'reverses',
  'toSeq',
  'type',
]);
/** What a capture takes over from its hold. */
const inherited = new Set(['category', 'reference']);

/** Whether an entry says what the command asks for, and nothing that it does not. */
export function answers(entry: Entry, { type, ...command }: ProposedCommand): boolean {
  if (commandBehind(entry) !== type) return false;
  const { conditions: _, ...asked } = command as Fields;
  const body = entry.body as Fields;
  const isAsked = (name: string) =>
    name in asked || made.has(name) || (type === 'CaptureHold' && inherited.has(name));
  return (
    Object.keys(body).every(isAsked) &&
    Object.entries(asked).every(([name, value]) => says(entry, name, value))
  );
}

/** Whether the entry has what one field of the command asks for. */
function says(entry: Entry, name: string, value: unknown): boolean {
  const judge = saidOtherwise[name];
  if (judge) return judge(entry.body as Said, value as string, entry.recordedAt);
  return textOf((entry.body as Fields)[name] ?? false) === textOf(value);
}

/** Fields of events in which fields of commands of another name, or another form, come out. */
interface Said {
  readonly captures?: Captures;
  readonly effectiveAt?: string;
  readonly hold?: { readonly id: string };
  readonly postings?: readonly PostedPosting[];
  readonly reverses?: Reverses;
  readonly type?: string;
}

/** By the name of the field of the command. */
const saidOtherwise: Readonly<Record<string, (body: Said, value: string, recordedAt: string) => boolean>> = {
  accountType: ({ type }, value) => type === value,
  amount: ({ postings = [] }, value) => debitsOf(postings) === unitsOf(value),
  effectiveAt: ({ effectiveAt }, value, recordedAt) => isSameTime(value, effectiveAt, recordedAt),
  final: ({ captures }, value) => String(value) !== 'true' || !!captures?.remaining.every(isZero),
  hold: ({ captures, hold }, value) => (hold ?? captures)?.id === value,
  postings: ({ postings = [] }, value) => textOf(postings.map(asGiven)) === textOf(value),
  transaction: ({ reverses }, value) => reverses?.id === value,
};

/** The clock of a caller may have been ahead; then it is effective when it was recorded. */
function isSameTime(asked: string, said: string | undefined, recordedAt: string): boolean {
  return said === asked || (said === recordedAt && asked > recordedAt);
}

function isZero(amount: string): boolean {
  return unitsOf(amount) === 0n;
}

function debitsOf(postings: readonly PostedPosting[]): bigint {
  return postings.reduce((sum, { amount, side }) => (side === 'debit' ? sum + unitsOf(amount) : sum), 0n);
}

/** Without the figures after it. */
function asGiven({ account, amount, currency, side }: PostedPosting): object {
  return { account, amount, currency, side };
}

/** Equal for values that differ only in the order of their lists, which the rules sort. */
function textOf(value: unknown): string {
  return canonicalText(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).map(canonicalText).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, sorted(each)]));
}
