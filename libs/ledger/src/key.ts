import {
  endedBy,
  isActive,
  keyIdOf,
  keysChangedAt,
  type KeyRole,
  type LedgerKeys,
  type LedgerKey,
  type ReplacedRoot,
} from './known-keys';
import { Refusal } from './refusal';

/** A key that may sign for the ledger, vouched for by the root key. Texts as in the journal format. */
export interface RegisteredKey {
  /**
   * Present where a writer key may seal the append that registers it, as no other one is at hand: leaf hash of the entry
   * before that append, base64url. The root key vouches for it at that place alone.
   */
  readonly after?: string;
  /** Eight hex digits. */
  readonly keyId: string;
  readonly role: KeyRole;
  readonly rootSignature: string;
  readonly vkey: string;
}

/** What was looked up when the signature under a change of keys was verified. */
export interface Vouched {
  /** The last entry that had changed the keys: after a later one the signature has to be verified again. */
  readonly keysAt: number;
  /** Seq of the entry that the `after` of a registration names. */
  readonly afterSeq?: number;
  /** Of a new root key: SHA-256 of its verifier key, base64url, by which the old one must have named it. */
  readonly rootHash?: string;
}

/** A command that changes which keys may sign. */
export interface KeyChange {
  /** Added by the code that verified the signature. */
  readonly vouched: Vouched;
}

export interface RegisterKey extends RegisteredKey, KeyChange {
  readonly type: 'RegisterKey';
}

export interface RetireKey extends KeyChange {
  readonly type: 'RetireKey';
  readonly keyId: string;
  readonly rootSignature: string;
}

export interface DeclareKeyCompromised extends KeyChange {
  readonly type: 'DeclareKeyCompromised';
  /** Of a key, or of a root key that was replaced. */
  readonly keyId: string;
  /**
   * From this entry on its signatures vouch for nothing; without it, from the next append on. Of a root key these are the
   * registrations of keys.
   */
  readonly fromSeq?: number;
  readonly rootSignature: string;
}

export interface KeyRegistered {
  readonly type: 'KeyRegistered';
  readonly body: RegisteredKey;
}

export interface KeyRetired {
  readonly type: 'KeyRetired';
  readonly body: { readonly keyId: string; readonly rootSignature: string };
}

export interface KeyCompromised {
  readonly type: 'KeyCompromised';
  readonly body: { readonly fromSeq?: string; readonly keyId: string; readonly rootSignature: string };
}

/** That the keys are those against which the command was verified. @throws Refusal KeysChanged */
export function requireUnchanged(keys: LedgerKeys, { vouched }: KeyChange): void {
  const seq = keysChangedAt(keys);
  if (seq === vouched.keysAt) return;
  throw new Refusal('KeysChanged', `Entry ${seq} has changed the keys meanwhile.`, { seq: String(seq) });
}

/** @throws Refusal KeyPlaceWrong where the append does not follow the entry that a registration names */
export function requirePlace({ seq }: LedgerKeys, { vouched }: KeyChange): void {
  if (seq !== (vouched.afterSeq ?? seq)) throw wrongPlace(seq);
}

export function wrongPlace(seq: number): Refusal {
  return new Refusal(
    'KeyPlaceWrong',
    `The key was registered to follow another entry than ${seq}, the last one.`,
    {
      seq: String(seq),
    },
  );
}

/**
 * That the root signed it is verified before the command is submitted, and again by every verifier: the rules know no
 * signatures.
 * @throws Refusal KeysChanged, KeyPlaceWrong, KeyAlreadyRegistered
 */
export function registerKey(keys: LedgerKeys, command: RegisterKey): KeyRegistered[] {
  requireUnchanged(keys, command);
  requirePlace(keys, command);
  return newKey(keys, command);
}

/** @throws Refusal KeyAlreadyRegistered */
export function newKey(keys: LedgerKeys, key: RegisteredKey): KeyRegistered[] {
  const { after, keyId, role, rootSignature, vkey } = key;
  requireNewId(keys, keyId);
  const place = after === undefined ? {} : { after };
  return [{ type: 'KeyRegistered', body: { ...place, keyId, role, rootSignature, vkey } }];
}

/** @throws Refusal KeyAlreadyRegistered */
export function requireNewId(keys: LedgerKeys, keyId: string): void {
  const known = registrationOf(keys, keyId);
  if (!known) return;
  throw new Refusal(
    'KeyAlreadyRegistered',
    `Entry ${known.seq} registered a key with the id ${keyId}; an id is never used again.`,
    { keyId, role: known.role, seq: String(known.seq) },
  );
}

/** Which key has had an id, and which entry gave it. */
function registrationOf(
  keys: LedgerKeys,
  keyId: string,
): { role: KeyRole | 'root'; seq: number } | undefined {
  const key = keys.signingKeys.get(keyId);
  if (key) return { role: key.role, seq: key.registeredAt };
  const roots = [
    ...keys.replacedRoots,
    { vkey: keys.root, since: keys.replacedRoots.at(-1)?.replacedAt ?? 0 },
  ];
  const root = roots.find(({ vkey }) => keyIdOf(vkey) === keyId);
  return root && { role: 'root', seq: root.since };
}

/** @throws Refusal KeysChanged, KeyNotRegistered, KeyIsRetired, KeyIsCompromised, KeyIsLast */
export function retireKey(keys: LedgerKeys, command: RetireKey): KeyRetired[] {
  requireUnchanged(keys, command);
  const { keyId, rootSignature } = command;
  const key = keys.signingKeys.get(keyId);
  if (!key) throw notRegistered(keyId);
  if (key.retiredAt !== undefined) {
    throw new Refusal('KeyIsRetired', `The key ${keyId} was retired by entry ${key.retiredAt}.`, {
      keyId,
      seq: String(key.retiredAt),
    });
  }
  requireNotCompromised(keyId, key);
  requireSuccessor(keys, [keyId]);
  return [{ type: 'KeyRetired', body: { keyId, rootSignature } }];
}

/**
 * A retired key may still turn out to have been compromised, and so may a root key that was replaced.
 * @throws Refusal KeysChanged, KeyNotRegistered, RootNotReplaced, KeyIsCompromised, KeyIsLast
 */
export function declareKeyCompromised(keys: LedgerKeys, command: DeclareKeyCompromised): KeyCompromised[] {
  requireUnchanged(keys, command);
  const { keyId, fromSeq, rootSignature } = command;
  const key = keys.signingKeys.get(keyId) ?? replacedRoot(keys, keyId);
  requireNotCompromised(keyId, key);
  requireSuccessor(keys, endedBy(keys, command));
  const from = fromSeq === undefined ? {} : { fromSeq: String(fromSeq) };
  return [{ type: 'KeyCompromised', body: { ...from, keyId, rootSignature } }];
}

function replacedRoot({ root, replacedRoots }: LedgerKeys, keyId: string): ReplacedRoot {
  const found = replacedRoots.find(({ vkey }) => keyIdOf(vkey) === keyId);
  if (found) return found;
  if (keyIdOf(root) !== keyId) throw notRegistered(keyId);
  throw new Refusal('RootNotReplaced', `The key ${keyId} is the root key: replace it first.`, { keyId });
}

function notRegistered(keyId: string): Refusal {
  return new Refusal('KeyNotRegistered', `No key ${keyId} was ever registered.`, { keyId });
}

function requireNotCompromised(keyId: string, { compromisedAt }: Pick<LedgerKey, 'compromisedAt'>): void {
  if (compromisedAt === undefined) return;
  throw new Refusal('KeyIsCompromised', `Entry ${compromisedAt} says that the key ${keyId} is compromised.`, {
    keyId,
    seq: String(compromisedAt),
  });
}

/** A ledger is not to lose its last writer key by an entry of its own. */
function requireSuccessor({ signingKeys }: LedgerKeys, ended: readonly string[]): void {
  const writers = Array.from(signingKeys).filter(([, key]) => isActive(key, 'writer'));
  const left = writers.filter(([id]) => !ended.includes(id));
  if (left.length > 0 || writers.length === 0) return;
  const [keyId = ''] = writers[0]!;
  throw new Refusal('KeyIsLast', `No other key than ${keyId} may seal: register its successor first.`, {
    keyId,
  });
}

export function keyRegistered({ signingKeys }: LedgerKeys, body: RegisteredKey, seq: number): void {
  const { after, keyId, role, vkey } = body;
  signingKeys.set(keyId, { role, vkey, registeredAt: seq, ...(after !== undefined && { after }) });
}

/** The first retirement counts, and the first declaration: the rules let no second one in. */
export function keyRetired(keys: LedgerKeys, { keyId }: KeyRetired['body'], seq: number): void {
  change(keys, keyId, ({ retiredAt = seq }) => ({ retiredAt }));
}

export function keyCompromised(
  keys: LedgerKeys,
  { fromSeq, keyId }: KeyCompromised['body'],
  seq: number,
): void {
  const from = fromSeq === undefined ? {} : { fromSeq: Number(fromSeq) };
  if (keys.signingKeys.has(keyId)) return compromised(keys, keyId, seq, from.fromSeq);
  for (const id of endedBy(keys, { keyId, ...from }))
    compromised(keys, id, seq, keys.signingKeys.get(id)!.registeredAt);
  const replacedRoots = keys.replacedRoots.map((root) =>
    keyIdOf(root.vkey) === keyId ? { compromisedAt: seq, ...root } : root,
  );
  Object.assign(keys.undo.keep(keys), { replacedRoots });
}

function compromised(keys: LedgerKeys, keyId: string, seq: number, from: number | undefined): void {
  change(keys, keyId, ({ compromisedAt = seq, compromisedFrom = from }) => {
    if (compromisedFrom === undefined || from === undefined) return { compromisedAt };
    return { compromisedAt, compromisedFrom: Math.min(from, compromisedFrom) };
  });
}

function change(
  { signingKeys }: LedgerKeys,
  keyId: string,
  changed: (key: LedgerKey) => Partial<LedgerKey>,
): void {
  const key = signingKeys.get(keyId);
  if (!key) return;
  signingKeys.set(keyId, { ...key, ...changed(key) });
}
