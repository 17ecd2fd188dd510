import { metadataKeyPattern } from '@ledger/accounts/account';
import type { AccountFrozen, AccountUnfrozen } from '@ledger/accounts/account-status';
import { amountPattern, signedAmountPattern } from '@ledger/money/amount';
import { currencyCodePattern, type CurrencyRegistered } from '@ledger/money/currency';
import { isKeyEvent, keyRoles } from '@ledger/key';
import type { LedgerEvent } from '@ledger/ledger';
import type { HoldPointer } from '@ledger/holds/open-hold';
import { chartPathPattern, pathPattern } from '@ledger/accounts/path';
import { postingsMax, postingsMin, type PostedPosting } from '@ledger/transactions/posting';
import { accountTypes, sides, type ChartPattern, type Limit, type StatementFigure } from '@ledger/state';
import type { Captures, Details, Reverses } from '@ledger/transactions/transaction';
import type { Counted } from '@ledger/velocity/uses';
import type { VelocityLimit } from '@ledger/velocity/velocity-state';
import { calendarUnits } from '@ledger/velocity/window';
import type { Entry } from './entry';
import { isInstant } from './instant';
import {
  also,
  anything,
  either,
  listOf,
  nullOr,
  object,
  oneOf,
  optional,
  recordOf,
  text,
  textLike,
  textThat,
  unknown,
  wrong,
  type Fields,
  type Shape,
  type ShapeFlaw,
} from './shape';
import { entryVersion } from './upcast';

/**
 * The one table of what entries look like: for every field of the envelope and of every body its shape, checked against
 * the types of the events by the compiler. Whoever reads a journal judges by it: what is not in it was written by a
 * later release, and what contradicts it by none.
 */
type BodyOf<Type, Event = LedgerEvent> = Event extends {
  readonly type: infer Known;
  readonly body: infer Body;
}
  ? Type extends Known
    ? Body
    : never
  : never;

const time = textThat(isInstant, 'an existing time in UTC with milliseconds');
const amount = textLike(amountPattern, 'an amount, as decimal text');
const figure = textLike(signedAmountPattern, 'an amount of either sign, as decimal text');
const count = textLike(/^(?:0|[1-9]\d{0,14})$/, 'a whole number, as text');
const positiveCount = textLike(/^[1-9]\d{0,14}$/, 'a whole number from 1 on, as text');
const id = textLike(
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  'a version 7 UUID',
);
const hash = textLike(/^[A-Za-z0-9_-]{43}$/, 'a SHA-256 hash in base64url');
const path = textLike(pathPattern, 'the path of an account');
const currency = textLike(currencyCodePattern, 'the code of a currency');
const metadata = recordOf(metadataKeyPattern, text);
const side = oneOf(...sides);
const accountType = oneOf(...accountTypes);
const texts = listOf(text);

const registered = object<CurrencyRegistered['body']>({
  code: currency,
  decimals: textLike(/^(?:\d|1[0-8])$/, '0 to 18, as text'),
  name: text,
});

const posting = object<PostedPosting>({
  account: path,
  amount,
  available: figure,
  currency,
  line: positiveCount,
  posted: figure,
  side,
  version: count,
});
const postings = listOf(posting, { min: postingsMin, max: postingsMax });
/** What a hold sets aside or releases, which may be nothing. */
const heldPostings = listOf(posting, { max: postingsMax });
const remaining = listOf(amount, { min: postingsMin, max: postingsMax });
const pointer = object<HoldPointer>({ id, seq: count });
const captures = object<Captures>({
  counted: optional(object<Omit<Counted, 'seq'>>({ at: time, category: optional(text) })),
  id,
  remaining,
  seq: count,
});
const counted = listOf(object<Counted>({ at: time, category: optional(text), seq: count }), {
  min: 1,
  max: 2,
});
const reverses = object<Reverses>({
  counted: optional(counted),
  id,
  remaining: optional(remaining),
  restores: optional(oneOf(true)),
  seq: count,
});

const limits = listOf(object<Limit>({ currency, maximum: optional(figure), minimum: optional(figure) }));
const statementFigures = listOf(object<StatementFigure>({ currency, posted: figure }));
const currencies = listOf(currency, { min: 1 });

const tolerance = either(
  'percent',
  object<{ readonly percent: string }>({
    percent: textLike(/^(?:0|[1-9]\d{0,5})(?:\.\d{1,4})?$/, 'a percentage, as text'),
  }),
  object<{ readonly amounts: readonly { readonly amount: string; readonly currency: string }[] }>({
    amounts: listOf(object({ amount, currency }), { min: 1 }),
  }),
);

const window = either(
  'calendar',
  object<{ readonly calendar: (typeof calendarUnits)[number]; readonly timeZone: string }>({
    calendar: oneOf(...calendarUnits),
    timeZone: text,
  }),
  object<{ readonly seconds: string }>({ seconds: positiveCount }),
);

const velocityLimit = also(
  object<VelocityLimit>({
    category: optional(text),
    count: optional(count),
    currency: optional(currency),
    maximum: optional(amount),
    name: text,
    per: oneOf('account', 'node'),
    side,
    window,
  }),
  'be a limit of a count, or of an amount of a currency',
  (limit) =>
    (limit.count === undefined) !== (limit.maximum === undefined) &&
    (limit.maximum === undefined || limit.currency !== undefined),
);

const chartPattern = object<ChartPattern>({
  currencies: optional(currencies),
  limits: optional(limits),
  pattern: textLike(chartPathPattern, 'the path of an account, in which a segment may be *'),
  type: accountType,
});

/** Of a transaction, and of a hold. */
const details: Fields<Details> = {
  category: optional(text),
  description: optional(text),
  metadata: optional(metadata),
  reference: optional(text),
  tags: optional(texts),
};
const unfrozen = { path, reason: text, side: optional(side) };

const bodies: { readonly [Type in LedgerEvent['type']]: Shape<BodyOf<Type>> } = {
  LedgerOpened: object({
    importing: optional(oneOf(true)),
    metadata: optional(metadata),
    name: text,
    root: text,
    takesFuture: optional(oneOf(true)),
  }),
  KeyRegistered: object({ keyId: text, role: oneOf(...keyRoles), rootSignature: text, vkey: text }),
  KeyRetired: object({ keyId: text, rootSignature: text }),
  KeyCompromised: object({ fromSeq: optional(count), keyId: text, rootSignature: text }),
  CurrencyRegistered: registered,
  CurrencyCorrected: registered,
  ChartDeclared: object({ patterns: listOf(chartPattern) }),
  AccountOpened: object({
    currencies: optional(currencies),
    limits: optional(limits),
    metadata: optional(metadata),
    path,
    pattern: optional(text),
    tags: optional(texts),
    type: accountType,
  }),
  AccountChanged: object({
    currencies: optional(nullOr(currencies)),
    limits: optional(limits),
    metadata: optional(recordOf(metadataKeyPattern, nullOr(text))),
    path,
    tags: optional(texts),
  }),
  AccountFrozen: object<AccountFrozen['body']>({ exceptHolds: optional(oneOf(true)), ...unfrozen }),
  AccountUnfrozen: object<AccountUnfrozen['body']>(unfrozen),
  AccountClosed: object({ path, reason: text }),
  VelocityLimitsSet: object({ limits: listOf(velocityLimit), path }),
  TransactionPosted: object({
    ...details,
    captures: optional(captures),
    effectiveAt: optional(time),
    imported: optional(oneOf(true)),
    lateReason: optional(text),
    postings,
    reason: optional(text),
    reverses: optional(reverses),
  }),
  HoldPlaced: object({ ...details, expiresAt: optional(time), postings, tolerance: optional(tolerance) }),
  HoldIncremented: object({ expiresAt: optional(time), hold: pointer, postings: heldPostings }),
  HoldVoided: object({ hold: pointer, postings: heldPostings, reason: text }),
  HoldExpired: object({ hold: pointer, postings: heldPostings }),
  PeriodClosed: object({
    from: time,
    kind: oneOf('soft', 'hard'),
    period: text,
    reason: optional(text),
    to: time,
  }),
  PeriodReopened: object({ period: text, reason: text }),
  ImportEnded: object({ reason: text }),
  StatementIssued: object({
    closing: statementFigures,
    description: optional(text),
    fromSeq: count,
    number: positiveCount,
    opening: statementFigures,
    path,
    toSeq: count,
  }),
};

const envelope = object<{ readonly [Field in keyof Entry]: unknown }>({
  actor: object<Entry['actor']>({
    at: optional(count),
    grant: optional(count),
    proposal: optional(count),
    sub: text,
  }),
  body: anything,
  id,
  idem: optional(text),
  idemHash: optional(hash),
  ledger: text,
  prev: hash,
  recordedAt: time,
  seq: count,
  type: text,
  v: anything,
});

/**
 * What is wrong with the shape of an entry, or unknown to this release; undefined where nothing is. Something wrong comes
 * before something unknown.
 * @param entry parsed from JSON, so far of any shape
 */
export function shapeFlawOf(entry: unknown): ShapeFlaw | undefined {
  const { type, body } = (entry ?? {}) as { type?: unknown; body?: unknown };
  const flaw = envelopeFlawOf(entry);
  if (flaw && (!flaw.isUnknown || flaw.path === 'v')) return flaw;
  if (!isKnown(type)) return flaw ?? unknown(`is ${String(type)}, which this release does not know`, 'type');
  return bodyFlawOf(type, body) ?? flaw;
}

/**
 * As {@link shapeFlawOf}, of an entry of another book than a ledger: of its bodies, only those that say which keys may
 * sign are known here.
 */
export function otherBookFlawOf(entry: unknown): ShapeFlaw | undefined {
  const { type, body } = (entry ?? {}) as { type?: unknown; body?: unknown };
  const flaw = envelopeFlawOf(entry);
  if (flaw && (!flaw.isUnknown || flaw.path === 'v')) return flaw;
  return (isKnown(type) && isKeyEvent({ type }) ? bodyFlawOf(type, body) : undefined) ?? flaw;
}

function envelopeFlawOf(entry: unknown): ShapeFlaw | undefined {
  const { v } = (entry ?? {}) as { v?: unknown };
  if (typeof v !== 'number' || !Number.isSafeInteger(v) || v < 1) return wrong('must be a version', 'v');
  if (v !== entryVersion) return unknown(`is ${v}, a version that this release does not know`, 'v');
  return envelope.judge(entry);
}

/** As {@link shapeFlawOf}, of a body alone. */
export function bodyFlawOf(type: LedgerEvent['type'], body: unknown): ShapeFlaw | undefined {
  const flaw = bodies[type].judge(body);
  return flaw && { ...flaw, path: flaw.path === '' ? 'body' : `body.${flaw.path}` };
}

function isKnown(type: unknown): type is LedgerEvent['type'] {
  return typeof type === 'string' && Object.hasOwn(bodies, type);
}
