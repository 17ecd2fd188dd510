import { metadataKeyPattern } from '@ledger/accounts/account';
import type { ApprovableType } from '@ledger/approval/approvable';
import type { ProposedCommand } from '@ledger/approval/proposed-command';
import type { ApprovableCommand } from '@ledger/ledger';
import { accountTypes } from '@ledger/state';
import type { Condition } from '@ledger/transactions/condition';
import type { Posting } from '@ledger/transactions/posting';
import {
  listOf,
  nullOr,
  object,
  oneOf,
  optional,
  recordOf,
  text,
  truth,
  unknown,
  type Fields,
  type Shape,
} from '../shape';
import { pattern } from './account-events';
import { approvalRules } from './approval-rule-shape';
import {
  amount,
  count,
  currencies,
  currency,
  figure,
  id,
  limits,
  metadata,
  path,
  personal,
  side,
  texts,
  time,
} from './common-shapes';
import { tolerance } from './hold-events';
import { velocityLimit } from './velocity-events';

/** The fields of a command in a proposal: whole numbers are text there, and nothing is looked up. */
type Proposed<Type extends ApprovableType> = {
  readonly [Name in keyof Own<Type>]: Own<Type>[Name] extends number ? string : Own<Type>[Name];
};
type Own<Type extends ApprovableType> = Omit<
  Extract<ApprovableCommand, { readonly type: Type }>,
  'conditions' | 'original' | 'type'
>;

const postings = listOf(object<Posting>({ account: path, amount, currency, side }), { min: 1 });
const conditions = listOf(
  object<Condition>({
    account: path,
    availableAtLeast: optional(figure),
    currency,
    version: optional(count),
  }),
);

const details = {
  personal: optional(personal),
  category: optional(text),
  description: optional(text),
  metadata: optional(metadata),
  reference: optional(text),
  tags: optional(texts),
};
const transactionDetails = { ...details, effectiveAt: optional(time), lateReason: optional(text) };
const part = { amount: optional(amount), postings: optional(postings) };
const ended = { path, reason: text };
const currencyFields = { code: currency, decimals: count, name: text };

const fields: { readonly [Type in ApprovableType]: Fields<Proposed<Type>> } = {
  PostTransaction: { ...transactionDetails, postings },
  ReverseTransaction: { ...transactionDetails, ...part, reason: text, transaction: id },
  PlaceHold: { ...details, expiresAt: optional(time), postings, tolerance: optional(tolerance) },
  IncrementHold: { ...part, expiresAt: optional(time), hold: id },
  CaptureHold: { ...transactionDetails, ...part, final: optional(truth), hold: id },
  VoidHold: { hold: id, reason: text },
  OpenAccount: {
    accountType: optional(oneOf(...accountTypes)),
    currencies: optional(currencies),
    limits: optional(limits),
    metadata: optional(metadata),
    path,
    personal: optional(personal),
    tags: optional(texts),
  },
  ChangeAccount: {
    currencies: optional(nullOr(currencies)),
    limits: optional(limits),
    metadata: optional(recordOf(metadataKeyPattern, nullOr(text))),
    path,
    personal: optional(nullOr(personal)),
    tags: optional(texts),
  },
  FreezeAccount: { ...ended, exceptHolds: optional(truth), side: optional(side) },
  UnfreezeAccount: { ...ended, side: optional(side) },
  CloseAccount: ended,
  IssueStatement: { description: optional(text), path },
  SetVelocityLimits: { limits: listOf(velocityLimit), path },
  RegisterCurrency: currencyFields,
  CorrectCurrency: currencyFields,
  DeclareChart: { patterns: listOf(pattern) },
  ClosePeriod: { from: time, kind: oneOf('soft', 'hard'), period: text, reason: optional(text), to: time },
  ReopenPeriod: { period: text, reason: text },
  EndImport: { reason: text },
  SetApprovalRules: { rules: approvalRules },
};

const shapes = new Map<string, Shape<object>>(
  Object.entries(fields).map(([type, own]) => [
    type,
    object<object>({ ...own, conditions: optional(conditions), type: text }),
  ]),
);

/** A command as a proposal keeps it, of the shape that belongs to its type. */
export const proposedCommand: Shape<ProposedCommand> = {
  judge(given) {
    const type = (given as { readonly type?: unknown } | null | undefined)?.type;
    if (typeof type !== 'string') return { isUnknown: false, path: 'type', rule: 'must be text' };
    const shape = shapes.get(type);
    return shape ? shape.judge(given) : unknown(`is ${type}, which this release does not know`, 'type');
  },
};
