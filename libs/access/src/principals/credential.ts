import { AccessRefusal } from '../access-refusal';
import type { AddCredential, CredentialBody, Proof, RevokeCredential } from '../commands';
import type { CredentialAdded, CredentialRevoked } from '../events';
import { inOrder } from '@ledger/machinery/in-order';
import { knownPrincipal } from './principal';
import type { AccessState, Asking, Credential } from '../state';

/** @throws Refusal PrincipalNotFound, CredentialAlreadyExists, ExpiryInPast */
export function addCredential(
  state: AccessState,
  { type: _, principal, ...credential }: AddCredential,
  { now }: Pick<Asking, 'now'>,
): CredentialAdded[] {
  knownPrincipal(state.principals, principal);
  requireNewCredential(state, credential, now);
  return [{ type: 'CredentialAdded', body: inOrder({ ...credential, principal }) }];
}

/** @throws Refusal CredentialAlreadyExists, ExpiryInPast */
export function requireNewCredential(state: AccessState, body: CredentialBody, now: string): void {
  const { credential, expiresAt } = body;
  const claim = claimOf(body);
  const other = claim === undefined ? undefined : state.claims.get(claim);
  const isTaken = state.credentials.has(credential) || state.revokedCredentials.has(credential);
  if (isTaken || other !== undefined) {
    const id = other ?? credential;
    const what = other === undefined ? 'id' : body.kind;
    throw new AccessRefusal('CredentialAlreadyExists', `The credential ${id} has the same ${what}.`, {
      credential: id,
    });
  }
  if (expiresAt !== undefined && expiresAt <= now)
    throw new AccessRefusal('ExpiryInPast', `${expiresAt} is not later than ${now}.`, { expiresAt, now });
}

/** @throws Refusal CredentialNotFound, CredentialIsRevoked */
export function revokeCredential(
  { credentials, revokedCredentials }: AccessState,
  { credential, reason }: RevokeCredential,
): CredentialRevoked[] {
  if (revokedCredentials.has(credential)) {
    throw new AccessRefusal('CredentialIsRevoked', `The credential ${credential} was revoked before.`, {
      credential,
    });
  }
  if (!credentials.has(credential))
    throw new AccessRefusal('CredentialNotFound', `There is no credential ${credential}.`, { credential });
  return [{ type: 'CredentialRevoked', body: { credential, reason } }];
}

/** What only one credential can prove by at a time; undefined of an API key, whose secret is random. */
export function claimOf(proof: Proof): string | undefined {
  switch (proof.kind) {
    case 'key':
      return undefined;
    case 'certificate':
      return `certificate ${proof.fingerprint}`;
    case 'token':
      return `token ${JSON.stringify([proof.issuer, proof.subject])}`;
  }
}

export function credentialAdded(
  { credentials, claims }: AccessState,
  { credential: id, ...rest }: CredentialAdded['body'],
): void {
  credentials.set(id, { id, ...rest } satisfies Credential);
  const claim = claimOf(rest);
  if (claim !== undefined) claims.set(claim, id);
}

export function credentialRevoked(
  { credentials, claims, revokedCredentials }: AccessState,
  { credential: id }: CredentialRevoked['body'],
): void {
  const credential = credentials.get(id);
  if (!credential) return;
  credentials.delete(id);
  revokedCredentials.add(id);
  const claim = claimOf(credential);
  if (claim !== undefined) claims.delete(claim);
}
