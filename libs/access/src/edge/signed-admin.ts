import { canonicalText } from '@entries/canonical';
import { sha256Text } from '@entries/fingerprints';
import { isAdminStatedBy, type AdminStatement } from '@proof/admin-statement';
import { MalformedNote, parseVkey } from '@proof/note';
import type { CredentialBody } from '../commands';

/** An administrator as the root key has signed him. */
export interface SignedAdmin {
  readonly credential: CredentialBody;
  readonly principal: string;
  readonly rootSignature: string;
}

/** What the root key signs of an administrator. */
export function adminStatement({
  credential,
  principal,
}: Omit<SignedAdmin, 'rootSignature'>): AdminStatement {
  return { credential: sha256Text(canonicalText(credential)), principal };
}

/** Whether a root key has signed it in a log; a signature that is none says nothing. @param root verifier key */
export function isSignedBy(root: string, log: string, admin: SignedAdmin): boolean {
  try {
    return isAdminStatedBy(parseVkey(root), log, adminStatement(admin), admin.rootSignature);
  } catch (error) {
    if (error instanceof MalformedNote) return false;
    throw error;
  }
}
