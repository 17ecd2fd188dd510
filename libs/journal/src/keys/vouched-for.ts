import {
  wrongPlace,
  type KeyCompromised,
  type KeyRegistered,
  type RegisteredKey,
  type Vouched,
} from '@ledger/key';
import type { KeyCommand } from '@ledger/key-events';
import { endedBy } from '@ledger/known-keys';
import { Refusal } from '@ledger/refusal';
import type { ReplaceRoot } from '@ledger/root';
import { nextRootHash } from '@proof/key-list';
import { isStatedBy, keyNameOf, parseKeyOf, type KeyStatement } from '@proof/key-statements';
import { MalformedNote, parseVkey, type VerifierKey } from '@proof/note';
import type { AskedKeyChange, SigningKeys } from './signing-keys';

/**
 * What the rules cannot look at: that the root key of the ledger signed the command, and that a new key has the name,
 * the id and the place it must have. The answer holds for the keys as they are now; the rules refuse it after the next
 * change of them. What was answered before, and what is for a ledger that does not exist, is not looked at: nothing comes
 * of it.
 * @throws Refusal KeyNameWrong, KeySignatureInvalid, KeyPlaceWrong, KeysChanged, KeyInUse
 */
export function vouchedFor(keys: SigningKeys, change: AskedKeyChange): KeyCommand {
  const isForNothing = keys.root === '' || keys.isAnswered;
  const vouched = isForNothing ? { keysAt: keys.changedAt } : vouch(keys, change);
  return { ...change, vouched };
}

function vouch(keys: SigningKeys, change: AskedKeyChange): Vouched {
  const { log, root, changedAt } = keys;
  switch (change.type) {
    case 'RegisterKey':
      requireRightName(log, change);
      requireSigned(log, root, registrationOf(change), change.rootSignature);
      return { keysAt: changedAt, ...placeOf(keys, change) };
    case 'RetireKey':
      requireSigned(log, root, { type: 'KeyRetired', keyId: change.keyId }, change.rootSignature);
      requireNotInUse(keys, change);
      return { keysAt: changedAt };
    case 'DeclareKeyCompromised':
      requireSigned(log, root, compromiseOf(change), change.rootSignature);
      requireNotInUse(keys, change);
      return { keysAt: changedAt };
    case 'NameNextRoot':
      requireSigned(log, root, { type: 'NextRootNamed', nextRoot: change.nextRoot }, change.rootSignature);
      return { keysAt: changedAt };
    case 'ReplaceRoot':
      return vouchForRoot(keys, change);
  }
}

/** The new root key signs; that the old one has named it is for the rules to see. */
function vouchForRoot(keys: SigningKeys, change: AskedKeyChange<ReplaceRoot>): Vouched {
  const { log, root, changedAt } = keys;
  const { vkey, keyList, nextRoot, rootSignature, writer } = change;
  requireName(
    `${log}/root`,
    wellFormed(() => parseVkey(vkey)),
    { keyId: '', role: 'root', vkey },
  );
  const said = { keyList, vkey, ...(nextRoot !== undefined && { nextRoot }), ...(writer && { writer }) };
  requireSigned(log, vkey, { type: 'RootReplaced', ...said, replaces: root }, rootSignature);
  if (keyList !== keys.keyList) {
    throw new Refusal(
      'KeysChanged',
      `The new root key was signed for another list of keys than ${log} has: look at the keys and sign again.`,
      { keyList: keys.keyList, seq: String(changedAt) },
    );
  }
  const vouched = { keysAt: changedAt, rootHash: nextRootHash(vkey) };
  if (!writer) return vouched;
  const key = { ...writer, role: 'writer' } as const;
  requireRightName(log, key);
  return { ...vouched, ...placeOf(keys, key) };
}

/** The entry that the append must follow, where the registration names one. @throws Refusal KeyPlaceWrong */
function placeOf(
  { head }: SigningKeys,
  { after, role }: Pick<RegisteredKey, 'after' | 'role'>,
): Pick<Vouched, 'afterSeq'> {
  if (after === undefined) return {};
  if (after !== head.hash) throw wrongPlace(head.seq);
  if (role === 'writer') return { afterSeq: head.seq };
  throw new Refusal('KeyPlaceWrong', 'Only a writer key is registered for one place in the journal.');
}

/** @throws Refusal KeyInUse */
function requireNotInUse(
  keys: SigningKeys,
  ended: { readonly keyId: string; readonly fromSeq?: number },
): void {
  const { sealsWith } = keys;
  if (sealsWith === undefined || !endedBy(keys, ended).includes(sealsWith)) return;
  throw new Refusal(
    'KeyInUse',
    `This process seals with the key ${sealsWith}: start it with the successor in WRITER_KEY first.`,
    { keyId: sealsWith },
  );
}

function requireRightName(log: string, key: Omit<RegisteredKey, 'rootSignature'>): void {
  const { role, vkey } = key;
  const parsed = wellFormed(() => parseKeyOf(role, vkey));
  const name = role === 'witness' ? (parsed?.name ?? '') : keyNameOf(role, log);
  requireName(name, parsed?.keyId === key.keyId ? parsed : undefined, key);
}

/** @throws Refusal KeyNameWrong */
function requireName(
  name: string,
  key: VerifierKey | undefined,
  { keyId, role, vkey }: { readonly keyId: string; readonly role: string; readonly vkey: string },
): void {
  if (key?.name === name) return;
  throw new Refusal('KeyNameWrong', `${vkey} is no verifier key ${name}.`, { keyId, role, name });
}

/** @throws Refusal KeySignatureInvalid */
function requireSigned(log: string, root: string, statement: KeyStatement, rootSignature: string): void {
  if (wellFormed(() => isStatedBy(parseVkey(root), log, statement, rootSignature))) return;
  throw new Refusal(
    'KeySignatureInvalid',
    `This change of the keys of ${log} is not signed by its root key ${root.split('+', 2).join('+')}.`,
    { root },
  );
}

function registrationOf({
  after,
  role,
  vkey,
}: RegisteredKey): KeyStatement & { type: KeyRegistered['type'] } {
  return { type: 'KeyRegistered', role, vkey, ...(after !== undefined && { after }) };
}

function compromiseOf({
  keyId,
  fromSeq,
}: {
  readonly keyId: string;
  readonly fromSeq?: number;
}): KeyStatement & { type: KeyCompromised['type'] } {
  return { type: 'KeyCompromised', keyId, ...(fromSeq !== undefined && { fromSeq: String(fromSeq) }) };
}

function wellFormed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedNote) return undefined;
    throw error;
  }
}
