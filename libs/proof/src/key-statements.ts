import type { KeyCompromised, KeyRegistered, KeyRetired } from '@ledger/key';
import type { KeyRole } from '@ledger/known-keys';
import type { NextRootNamed, RootReplaced } from '@ledger/root';
import { isSignedBy, keyTypes, parseNote, parseVkey } from './note';
import type { LocalSigner, Signer, VerifierKey } from './note';

type Unsigned<Event extends { readonly type: string; readonly body: object }> = {
  readonly type: Event['type'];
} & Omit<Event['body'], 'rootSignature'>;

/** What a root key says of another key, as the event of the journal has it. */
export type KeyStatement =
  | Omit<Unsigned<KeyRegistered>, 'keyId'>
  | Unsigned<KeyRetired>
  | Unsigned<KeyCompromised>
  | Unsigned<NextRootNamed>
  /** By the new root key; `replaces` is the verifier key of the root before it. */
  | (Unsigned<RootReplaced> & { readonly replaces: string });

/**
 * The text that the root key signs as a note; base64 of key id and signature stands in the entry. Its first line keeps
 * one kind of statement from being taken for another, its second one ledger from being taken for another.
 */
function textOf(log: string, statement: KeyStatement): string {
  switch (statement.type) {
    case 'KeyRegistered':
      if (statement.after !== undefined)
        return `key-recovery/v1\n${log}\n${statement.role}\n${statement.vkey}\n${statement.after}\n`;
      return `key-registration/v1\n${log}\n${statement.role}\n${statement.vkey}\n`;
    case 'KeyRetired':
      return `key-retirement/v1\n${log}\n${statement.keyId}\n`;
    case 'KeyCompromised':
      return `key-compromise/v1\n${log}\n${statement.keyId}\n${statement.fromSeq ?? '-'}\n`;
    case 'NextRootNamed':
      return `next-root/v1\n${log}\n${statement.nextRoot}\n`;
    case 'RootReplaced': {
      const { replaces, vkey, keyList, nextRoot = '-', writer } = statement;
      const rescue = `${writer?.vkey ?? '-'}\n${writer?.after ?? '-'}\n`;
      return `root-replacement/v1\n${log}\n${replaces}\n${vkey}\n${keyList}\n${nextRoot}\n${rescue}`;
    }
  }
}

/** The `rootSignature` of the entry; a promise only where the root key is held elsewhere. */
export function signStatement(log: string, statement: KeyStatement, root: LocalSigner): string;
export function signStatement(log: string, statement: KeyStatement, root: Signer): string | Promise<string>;
export function signStatement(log: string, statement: KeyStatement, root: Signer): string | Promise<string> {
  const signature = root.sign(Buffer.from(textOf(log, statement)));
  const blob = (made: Uint8Array) => Buffer.concat([Buffer.from(root.keyId, 'hex'), made]).toString('base64');
  return 'then' in signature ? signature.then(blob) : blob(signature);
}

/** Whether the root said so in this log. @throws MalformedNote */
export function isStatedBy(
  root: VerifierKey,
  log: string,
  statement: KeyStatement,
  rootSignature: string,
): boolean {
  return isSignedBy(parseNote(`${textOf(log, statement)}\n— ${root.name} ${rootSignature}\n`), root);
}

/** The name under which a key of this role signs in a log; a witness has one of its own. */
export function keyNameOf(role: Exclude<KeyRole, 'witness'>, log: string): string {
  return role === 'notary' ? log : `${log}/${role}`;
}

/** A verifier key of the type that the role signs with. @throws MalformedNote */
export function parseKeyOf(role: KeyRole, vkey: string): VerifierKey {
  return parseVkey(vkey, role === 'witness' ? keyTypes.cosignature : keyTypes.note);
}
