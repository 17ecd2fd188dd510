import type { Credential, Grant, Principal } from '@access/state';

/** A principal, with its grants. */
export function principalShown({ id, kind, owner, grants }: Principal) {
  return { principal: id, kind, ...(owner !== undefined && { owner }), grants: grants.map(grantShown) };
}

/** The same for who may read access. */
export function principalListed(principal: Principal, credentials: readonly Credential[]) {
  const { isSuspended } = principal;
  return { ...principalShown(principal), isSuspended, credentials: credentials.map(credentialShown) };
}

export function grantShown({ seq, principal, role, scope, databaseUser }: Grant) {
  const { accounts, commands, credits, currencies, debits, maximum, ...rest } = scope;
  return {
    grant: String(seq),
    principal,
    role,
    ...rest,
    ...(accounts && { accounts: [...accounts] }),
    ...(commands && { commands: [...commands] }),
    ...(credits && { credits: [...credits] }),
    ...(currencies && { currencies: [...currencies] }),
    ...(debits && { debits: [...debits] }),
    ...(maximum && { maximum: maximum.map(({ amount, currency }) => ({ amount, currency })) }),
    ...(databaseUser !== undefined && { databaseUser }),
  };
}

function credentialShown({ id, kind, expiresAt, networks }: Credential) {
  return {
    credential: id,
    kind,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(networks && { networks: [...networks] }),
  };
}
