import { Refusal } from './refusal';

export const keyRoles = ['writer', 'notary', 'witness'] as const;
/** What a key signs: appends, checkpoints, or cosignatures of checkpoints. */
export type KeyRole = (typeof keyRoles)[number];

/** A key that may sign for the ledger, vouched for by the root key. Texts as in the journal format. */
export interface RegisteredKey {
  /** Eight hex digits. */
  readonly keyId: string;
  readonly role: KeyRole;
  readonly rootSignature: string;
  readonly vkey: string;
}

export interface RegisterKey extends RegisteredKey {
  readonly type: 'RegisterKey';
}

export interface RetireKey {
  readonly type: 'RetireKey';
  readonly keyId: string;
  readonly rootSignature: string;
}

export interface DeclareKeyCompromised {
  readonly type: 'DeclareKeyCompromised';
  readonly keyId: string;
  /** From this entry on its signatures vouch for nothing; without it, from the next append on. */
  readonly fromSeq?: number;
  readonly rootSignature: string;
}

export type KeyCommand = RegisterKey | RetireKey | DeclareKeyCompromised;

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

/** A key as the rules remember it, for ever: its id is never used again. */
export interface LedgerKey {
  readonly role: KeyRole;
  readonly vkey: string;
  /** Seqs of the entries that say so. */
  readonly registeredAt: number;
  readonly retiredAt?: number;
  readonly compromisedAt?: number;
  /** Present where it was compromised before the entry that says so. */
  readonly compromisedFrom?: number;
}

/** The part of the state that this file is about. */
interface Keys {
  /** Key id -> the key. */
  readonly signingKeys: Map<string, LedgerKey>;
}

/** Whether the key may sign what is appended next. */
export function isActive(key: LedgerKey | undefined, role: KeyRole): boolean {
  return key?.role === role && key.retiredAt === undefined && key.compromisedAt === undefined;
}

/**
 * That the root signed it is verified before the command is submitted, and again by every verifier: the rules know no
 * signatures.
 * @throws Refusal KeyAlreadyRegistered
 */
export function registerKey({ signingKeys }: Keys, command: RegisterKey): KeyRegistered[] {
  const { keyId, role, rootSignature, vkey } = command;
  const known = signingKeys.get(keyId);
  if (known) {
    throw new Refusal(
      'KeyAlreadyRegistered',
      `Entry ${known.registeredAt} registered a key with the id ${keyId}; an id is never used again.`,
      { keyId, role: known.role, seq: String(known.registeredAt) },
    );
  }
  return [{ type: 'KeyRegistered', body: { keyId, role, rootSignature, vkey } }];
}

/** @throws Refusal KeyNotRegistered, KeyIsRetired, KeyIsCompromised, KeyIsLast */
export function retireKey(keys: Keys, { keyId, rootSignature }: RetireKey): KeyRetired[] {
  const key = registered(keys, keyId);
  if (key.retiredAt !== undefined) {
    throw new Refusal('KeyIsRetired', `The key ${keyId} was retired by entry ${key.retiredAt}.`, {
      keyId,
      seq: String(key.retiredAt),
    });
  }
  requireNotCompromised(keyId, key);
  requireSuccessor(keys, keyId, key);
  return [{ type: 'KeyRetired', body: { keyId, rootSignature } }];
}

/** A retired key may still turn out to have been compromised. @throws Refusal KeyNotRegistered, KeyIsCompromised, KeyIsLast */
export function declareKeyCompromised(keys: Keys, command: DeclareKeyCompromised): KeyCompromised[] {
  const { keyId, fromSeq, rootSignature } = command;
  const key = registered(keys, keyId);
  requireNotCompromised(keyId, key);
  requireSuccessor(keys, keyId, key);
  const from = fromSeq === undefined ? {} : { fromSeq: String(fromSeq) };
  return [{ type: 'KeyCompromised', body: { ...from, keyId, rootSignature } }];
}

function registered({ signingKeys }: Keys, keyId: string): LedgerKey {
  const key = signingKeys.get(keyId);
  if (!key) throw new Refusal('KeyNotRegistered', `No key ${keyId} was ever registered.`, { keyId });
  return key;
}

function requireNotCompromised(keyId: string, { compromisedAt }: LedgerKey): void {
  if (compromisedAt === undefined) return;
  throw new Refusal('KeyIsCompromised', `Entry ${compromisedAt} says that the key ${keyId} is compromised.`, {
    keyId,
    seq: String(compromisedAt),
  });
}

/** Without a writer key nothing could be appended any more, not even the registration of another. */
function requireSuccessor({ signingKeys }: Keys, keyId: string, key: LedgerKey): void {
  if (!isActive(key, 'writer')) return;
  for (const [id, other] of signingKeys) if (id !== keyId && isActive(other, 'writer')) return;
  throw new Refusal('KeyIsLast', `No other key than ${keyId} may seal: register its successor first.`, {
    keyId,
  });
}

export type KeyEvent = KeyRegistered | KeyRetired | KeyCompromised;

const keyEvents: Readonly<Record<KeyEvent['type'], true>> = {
  KeyRegistered: true,
  KeyRetired: true,
  KeyCompromised: true,
};

export function isKeyEvent(event: { readonly type: string }): event is KeyEvent {
  return Object.hasOwn(keyEvents, event.type);
}

export function keyChanged(keys: Keys, event: KeyEvent, seq: number): void {
  switch (event.type) {
    case 'KeyRegistered':
      return keyRegistered(keys, event.body, seq);
    case 'KeyRetired':
      return change(keys, event.body.keyId, { retiredAt: seq });
    case 'KeyCompromised': {
      const { fromSeq, keyId } = event.body;
      const from = fromSeq === undefined ? {} : { compromisedFrom: Number(fromSeq) };
      return change(keys, keyId, { compromisedAt: seq, ...from });
    }
  }
}

function keyRegistered(keys: Keys, { keyId, role, vkey }: RegisteredKey, seq: number): void {
  keys.signingKeys.set(keyId, { role, vkey, registeredAt: seq });
}

function change({ signingKeys }: Keys, keyId: string, members: Partial<LedgerKey>): void {
  const key = signingKeys.get(keyId);
  if (!key) return;
  signingKeys.set(keyId, { ...key, ...members });
}
