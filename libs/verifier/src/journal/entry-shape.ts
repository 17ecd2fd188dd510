import { keyRoles } from '@ledger/key';
import { accountTypes } from '@ledger/state';
import type { Entry } from '@entries/entry';
import { entryVersion } from '@entries/upcast';

const members = new Set('actor body id idem idemHash ledger prev recordedAt seq type v'.split(' '));
/** RFC 3339, UTC, milliseconds: the one spelling of a time. */
export const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** What is wrong with the shape of an entry, as far as the walk looks at it; undefined where nothing is. */
export function flawOf(entry: Entry): string | undefined {
  for (const key in entry) if (!members.has(key)) return `An entry has no member ${key}.`;
  if (entry.v !== entryVersion)
    return `Version ${JSON.stringify(entry.v)} of the entry's shape is not known.`;
  const { id, ledger, prev, seq, type, recordedAt, body } = entry;
  if (!areTexts(id, ledger, prev, seq, type, recordedAt)) return 'The envelope is not complete.';
  if (!instantPattern.test(recordedAt)) return `${recordedAt} is no time.`;
  if (typeof body !== 'object' || body === null) return 'The entry has no body.';
  if (!Object.hasOwn(shapes, type)) return 'The entry is of an unknown type.';
  const shape = shapes[type];
  return shape === undefined || shape.is(body as never) ? undefined : shape.rule;
}

type BodyOf<Type extends Entry['type']> = Extract<Entry, { readonly type: Type }>['body'];

/**
 * What the walk relies on in the bodies it looks at, each rule as the sentence that tells of its breach; undefined for
 * the types whose bodies it does not look at.
 */
const shapes: {
  readonly [Type in Entry['type']]: { readonly rule: string; is(body: BodyOf<Type>): boolean } | undefined;
} = {
  LedgerOpened: { rule: 'A ledger is opened under a root key.', is: ({ root }) => areTexts(root) },
  KeyRegistered: {
    rule: 'The registration of a key is not complete.',
    is: ({ keyId, role, rootSignature, vkey }) =>
      areTexts(keyId, rootSignature, vkey) && keyRoles.includes(role),
  },
  KeyRetired: {
    rule: 'A retired key has an id, and the signature of the root key.',
    is: ({ keyId, rootSignature }) => areTexts(keyId, rootSignature),
  },
  KeyCompromised: {
    rule: 'A compromised key has an id, the signature of the root key, and perhaps a first seq.',
    is: ({ fromSeq = '0', keyId, rootSignature }) =>
      areTexts(fromSeq, keyId, rootSignature) && /^(?:0|[1-9]\d{0,14})$/.test(fromSeq),
  },
  CurrencyRegistered: ofCurrency(),
  CurrencyCorrected: ofCurrency(),
  AccountOpened: {
    rule: 'An account has a path and a type.',
    is: ({ path, type }) => areTexts(path) && accountTypes.includes(type),
  },
  AccountChanged: ofAccount(),
  AccountClosed: ofAccount(),
  AccountFrozen: ofAccount(),
  AccountUnfrozen: ofAccount(),
  StatementIssued: ofAccount(),
  TransactionPosted: {
    rule: 'A transaction has at least two postings, each complete, and says all of a hold that it captures.',
    is: ({ captures, postings }) =>
      (captures === undefined || isCapture(captures)) && arePostings(postings, 2),
  },
  HoldPlaced: {
    rule: 'A hold has at least two postings, each complete.',
    is: ({ postings }) => arePostings(postings, 2),
  },
  HoldIncremented: pointing(),
  HoldVoided: pointing(),
  HoldExpired: pointing(),
  ChartDeclared: undefined,
  ImportEnded: undefined,
  PeriodClosed: undefined,
  PeriodReopened: undefined,
  VelocityLimitsSet: undefined,
};

function ofCurrency() {
  return {
    rule: 'A currency has a code and 0 to 18 decimals.',
    is: ({ code, decimals }: BodyOf<'CurrencyRegistered'>) =>
      areTexts(code, decimals) && /^(?:\d|1[0-8])$/.test(decimals),
  };
}

function ofAccount() {
  return { rule: 'The entry names no account.', is: ({ path }: { readonly path: string }) => areTexts(path) };
}

function pointing() {
  return {
    rule: 'The entry points to no hold, or its postings are not complete.',
    is: ({ hold, postings }: BodyOf<'HoldIncremented' | 'HoldVoided' | 'HoldExpired'>) =>
      isPointer(hold) && arePostings(postings, 0),
  };
}

function arePostings(postings: unknown, minimum: number): boolean {
  const isList = Array.isArray(postings) && postings.length >= minimum;
  return isList && postings.every(isPosting);
}

/** All of its members are text: what they say is for the books to judge. */
function isPosting(posting: unknown): boolean {
  if (typeof posting !== 'object' || posting === null) return false;
  const { account, amount, available, currency, posted, side, version } = posting as Record<string, unknown>;
  return areTexts(account, amount, available, currency, posted, side, version);
}

function isPointer(hold: unknown): hold is { id: string; seq: string } {
  if (typeof hold !== 'object' || hold === null) return false;
  const { id, seq } = hold as { id?: unknown; seq?: unknown };
  return areTexts(id, seq);
}

function isCapture(captures: unknown): boolean {
  return isPointer(captures) && Array.isArray((captures as { remaining?: unknown }).remaining);
}

function areTexts(...values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === 'string');
}
