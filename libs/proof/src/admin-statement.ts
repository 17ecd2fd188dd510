import { isSignedBy, parseNote, type LocalSigner, type Signer, type VerifierKey } from './note';

/** What the root key says of an administrator of access, as the entry that names him has it. */
export interface AdminStatement {
  /** SHA-256 of the credential in canonical form, base64url: a credential is new, so this was said once. */
  readonly credential: string;
  /** Id. */
  readonly principal: string;
}

/** Its first line keeps it from being taken for a statement of another kind, its second for one of another log. */
function textOf(log: string, { credential, principal }: AdminStatement): string {
  return `access-admin/v1\n${log}\n${principal}\n${credential}\n`;
}

/** The `rootSignature` of the entry: base64 of key id and signature. A promise only where the root key is held elsewhere. */
export function signAdmin(log: string, statement: AdminStatement, root: LocalSigner): string;
export function signAdmin(log: string, statement: AdminStatement, root: Signer): string | Promise<string>;
export function signAdmin(log: string, statement: AdminStatement, root: Signer): string | Promise<string> {
  const signature = root.sign(Buffer.from(textOf(log, statement)));
  const blob = (made: Uint8Array) => Buffer.concat([Buffer.from(root.keyId, 'hex'), made]).toString('base64');
  return 'then' in signature ? signature.then(blob) : blob(signature);
}

/** Whether the root said so in this log. @throws MalformedNote */
export function isAdminStatedBy(
  root: VerifierKey,
  log: string,
  statement: AdminStatement,
  rootSignature: string,
): boolean {
  return isSignedBy(parseNote(`${textOf(log, statement)}\n— ${root.name} ${rootSignature}\n`), root);
}
