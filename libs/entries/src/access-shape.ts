import type { Change, CredentialBody, GrantBody, Proof } from '@access/commands';
import { principalKinds, readKinds } from '@access/commands';
import type { AccessEvent } from '@access/events';
import { isNetwork } from '@access/principals/network';
import { roles } from '@access/grants/role';
import { principalIdPattern } from '@ledger/actor';
import { isKeyEvent, type KeyEvent } from '@ledger/key-events';
import { chartPathPattern } from '@ledger/accounts/path';
import type { ProposalPointer } from '@ledger/proposal';
import { otherBookFlawOf } from './entry-shape';
import { amount, count, currency, path, time } from './events/common-shapes';
import {
  also,
  listOf,
  object,
  oneOf,
  optional,
  text,
  textLike,
  textThat,
  truth,
  unknown,
  type Fields,
  type Shape,
  type ShapeFlaw,
} from './shape';

type OwnEvent = Exclude<AccessEvent, KeyEvent>;
type Of<Type, Each> = Each extends { readonly type: infer Known }
  ? Type extends Known
    ? Each
    : never
  : never;
type BodyOf<Type> = Of<Type, OwnEvent>['body'];

const hash = textLike(/^[A-Za-z0-9_-]{43}$/, 'a SHA-256 hash in base64url');
const principal = textLike(principalIdPattern, 'the id of a principal');
const paths = listOf(textLike(chartPathPattern, 'a path, in which a segment may be *'), { min: 1 });
const credential = textLike(/^[0-9A-Za-z]{12}$/, '12 characters of base62');
const ledger = textLike(/^(?:\*|[a-z][a-z0-9-]{1,62})$/, 'the id of a ledger, or *');
const networks = listOf(textThat(isNetwork, 'a network in CIDR notation'), { min: 1 });

type Kind<K extends Proof['kind']> = Extract<Proof, { readonly kind: K }>;
const proofs: { readonly [K in Proof['kind']]: Fields<Kind<K>> } = {
  key: {
    digest: textLike(/^[A-Za-z0-9_-]{43}$/, 'an HMAC-SHA-256 in base64url'),
    kind: oneOf('key'),
    pepper: textLike(/^[0-9a-f]{8}$/, 'the id of a pepper, eight hex digits'),
  },
  certificate: {
    fingerprint: textLike(/^[0-9a-f]{64}$/, 'a SHA-256 hash in hex'),
    kind: oneOf('certificate'),
  },
  token: { issuer: text, kind: oneOf('token'), subject: text },
};

/** A credential of whatever kind, with these fields beside its own. */
function credentialWith<More extends object>(more: Fields<More>): Shape<CredentialBody & More> {
  const own = { credential, expiresAt: optional(time), networks: optional(networks), ...more };
  const shapes = Object.entries(proofs).map(
    ([kind, fields]) => [kind, object<object>({ ...own, ...fields })] as const,
  );
  return oneByField('kind', Object.fromEntries(shapes)) as Shape<CredentialBody & More>;
}

/** The shape that belongs to the value of one field. */
function oneByField(name: string, shapes: Readonly<Record<string, Shape<unknown>>>): Shape<unknown> {
  return {
    judge(given) {
      const value = (given as Readonly<Record<string, unknown>> | null | undefined)?.[name];
      if (typeof value !== 'string')
        return text.judge(value) && { isUnknown: false, path: name, rule: 'must be text' };
      if (!Object.hasOwn(shapes, value))
        return unknown(`is ${value}, which this release does not know`, name);
      return shapes[value]!.judge(given);
    },
  };
}

const grantFields: Fields<GrantBody> = {
  accounts: optional(paths),
  commands: optional(listOf(text, { min: 1 })),
  credits: optional(paths),
  currencies: optional(listOf(currency, { min: 1 })),
  databaseUser: optional(text),
  debits: optional(paths),
  expiresAt: optional(time),
  late: optional(oneOf(true)),
  ledger,
  maximum: optional(listOf(object({ amount, currency }), { min: 1 })),
  personal: optional(oneOf(true)),
  principal,
  role: oneOf(...roles),
  startsAt: optional(time),
};

type PrincipalBody = BodyOf<'PrincipalAdded'>;
const principalFields: Fields<PrincipalBody> = {
  kind: oneOf(...principalKinds),
  owner: optional(principal),
  principal,
};
/** A service has an owner, a person has none. */
const isOwned = ({ kind, owner }: PrincipalBody) => (kind === 'service') === (owner !== undefined);
const ownedRule = 'have an owner if it is a service, and none if it is a person';

const suspension: Fields<BodyOf<'PrincipalSuspended'>> = { principal, reason: text };
const revocation: Fields<BodyOf<'CredentialRevoked'>> = { credential, reason: text };
const grantRevocation: Fields<BodyOf<'GrantRevoked'>> = { grant: count, reason: text };
const dualControl: Fields<BodyOf<'DualControlSet'>> = { on: truth };
const erasure: Fields<BodyOf<'SubjectErased'>> = {
  keys: listOf(textLike(/^[0-9a-f]{16}$/, 'the id of a key, 16 hex digits'), { min: 1 }),
  reason: text,
};

const changes: { readonly [Type in Change['type']]: Shape<Of<Type, Change>> } = {
  AddPrincipal: also(object({ ...principalFields, type: oneOf('AddPrincipal') }), ownedRule, isOwned),
  SuspendPrincipal: object({ ...suspension, type: oneOf('SuspendPrincipal', 'RestorePrincipal') }),
  RestorePrincipal: object({ ...suspension, type: oneOf('SuspendPrincipal', 'RestorePrincipal') }),
  AddCredential: credentialWith<{ readonly principal: string; readonly type: 'AddCredential' }>({
    principal,
    type: oneOf('AddCredential'),
  }),
  RevokeCredential: object({ ...revocation, type: oneOf('RevokeCredential') }),
  MakeGrant: object({ ...grantFields, type: oneOf('MakeGrant') }),
  RevokeGrant: object({ ...grantRevocation, type: oneOf('RevokeGrant') }),
  SetDualControl: object({ ...dualControl, type: oneOf('SetDualControl') }),
  EraseSubject: object({ ...erasure, type: oneOf('EraseSubject') }),
};

const pointer = object<ProposalPointer>({ id: text, seq: count });
const rejection = object<BodyOf<'ProposalRejected'>>({ proposal: pointer, reason: text });

/** The shapes of the bodies of the access journal, checked against the types of its events by the compiler. */
const bodies: { readonly [Type in OwnEvent['type']]: Shape<BodyOf<Type>> } = {
  AccessOpened: object({ root: text }),
  AdminNamed: object({ credential: credentialWith<object>({}), principal, rootSignature: text }),
  PrincipalAdded: also(object(principalFields), ownedRule, isOwned),
  PrincipalSuspended: object(suspension),
  PrincipalRestored: object(suspension),
  CredentialAdded: credentialWith<{ readonly principal: string }>({ principal }),
  CredentialRevoked: object(revocation),
  GrantMade: object(grantFields),
  GrantRevoked: object(grantRevocation),
  DualControlSet: object(dualControl),
  SubjectErased: object(erasure),
  ReadRecorded: object({
    account: optional(path),
    ledger: textLike(/^[a-z][a-z0-9-]{1,62}$/, 'the id of a ledger'),
    reason: optional(text),
    what: oneOf(...readKinds),
  }),
  ProposalMade: object({
    command: oneByField('type', changes) as Shape<Change>,
    expiresAt: time,
    hash,
    rule: text,
  }),
  ProposalApproved: object({ hash, proposal: pointer }),
  ProposalRejected: rejection,
  ProposalRetracted: rejection,
  ProposalExpired: object({ proposal: pointer }),
};

/**
 * What is wrong with the shape of an entry of the access journal, or unknown to this release; undefined where nothing is.
 * @param entry parsed from JSON, so far of any shape
 */
export function accessFlawOf(entry: unknown): ShapeFlaw | undefined {
  const { type, body } = (entry ?? {}) as { type?: unknown; body?: unknown };
  const flaw = otherBookFlawOf(entry);
  if (flaw && (!flaw.isUnknown || flaw.path === 'v')) return flaw;
  if (typeof type !== 'string' || isKeyEvent({ type })) return flaw;
  if (!isOwn(type)) return flaw ?? unknown(`is ${type}, which this release does not know`, 'type');
  const wrong = bodies[type].judge(body);
  return wrong ? { ...wrong, path: wrong.path === '' ? 'body' : `body.${wrong.path}` } : flaw;
}

function isOwn(type: string): type is OwnEvent['type'] {
  return Object.hasOwn(bodies, type);
}
