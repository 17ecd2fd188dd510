import type { KeyCommand, LedgerKey, RegisterKey } from '@ledger/key';
import { Refusal } from '@ledger/refusal';
import type { BookState } from './book';
import { isStatedBy, keyNameOf, parseKeyOf, type KeyStatement } from '@proof/key-statements';
import { MalformedNote, parseVkey, type Signer } from '@proof/note';
import { sealingKey } from './sealing-key';

/** The keys of a ledger at one seq. */
export interface SigningKeys {
  /** `<origin>/<ledgerId>` */
  readonly log: string;
  readonly seq: number;
  /** Verifier key of the root; empty where the ledger was never opened. */
  readonly root: string;
  /** By key id, in the order of their registration. */
  readonly keys: ReadonlyMap<string, LedgerKey>;
  /** Id of the key that this process seals with; undefined where it has none that may. */
  readonly sealsWith: string | undefined;
}

/** @param writers what this process could seal with */
export function signingKeysOf(state: BookState, log: string, writers: readonly Signer[]): SigningKeys {
  const { root, seq, signingKeys } = state;
  return {
    log: root === '' ? log : root.slice(0, root.indexOf('/root+')),
    seq,
    root,
    keys: new Map(signingKeys),
    sealsWith: sealingKey(state, writers)?.keyId,
  };
}

/**
 * What the rules cannot look at: that the root key of the ledger signed the command, and that a new key has the name
 * and id it must have.
 * @throws Refusal KeyNameWrong, KeySignatureInvalid, KeyInUse
 */
export function requireVouchedFor({ log, root, sealsWith }: SigningKeys, command: KeyCommand): void {
  if (command.type === 'RegisterKey') requireRightName(log, command);
  if (!isVouchedFor(log, root, command)) {
    throw new Refusal(
      'KeySignatureInvalid',
      `This change of the keys of ${log} is not signed by its root key ${root.split('+', 2).join('+')}.`,
      { keyId: command.keyId, root },
    );
  }
  if (command.type !== 'RegisterKey' && command.keyId === sealsWith) {
    throw new Refusal(
      'KeyInUse',
      `This process seals with the key ${sealsWith}: start it with the successor in WRITER_KEY first.`,
      { keyId: command.keyId },
    );
  }
}

function requireRightName(log: string, { keyId, role, vkey }: RegisterKey): void {
  const key = wellFormed(() => parseKeyOf(role, vkey));
  const name = role === 'witness' ? (key?.name ?? '') : keyNameOf(role, log);
  if (key?.name === name && key.keyId === keyId) return;
  throw new Refusal('KeyNameWrong', `${vkey} is no verifier key of a ${role} of ${log}.`, {
    keyId,
    role,
    name,
  });
}

function isVouchedFor(log: string, root: string, command: KeyCommand): boolean {
  return (
    wellFormed(() => isStatedBy(parseVkey(root), log, statementOf(command), command.rootSignature)) ?? false
  );
}

function statementOf(command: KeyCommand): KeyStatement {
  switch (command.type) {
    case 'RegisterKey':
      return { type: 'KeyRegistered', role: command.role, vkey: command.vkey };
    case 'RetireKey':
      return { type: 'KeyRetired', keyId: command.keyId };
    case 'DeclareKeyCompromised': {
      const { keyId, fromSeq } = command;
      return { type: 'KeyCompromised', keyId, ...(fromSeq !== undefined && { fromSeq: String(fromSeq) }) };
    }
  }
}

function wellFormed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedNote) return undefined;
    throw error;
  }
}
