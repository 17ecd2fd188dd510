import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { apiKeyText, type ApiKey } from '@access/edge/api-key';
import { isInForce } from '@access/grants/permit';
import type { Role } from '@access/grants/role';
import { everyLedger } from '@access/grants/scope';
import type { AccessState, Grant } from '@access/state';
import { writeDurably } from '@proof/durable-file';
import type { HeaderFile } from '../access/header-file-for';
import { apiKeyIn, headerText } from '../access/header-file';
import { freshApiKey, type KeyedWish, type OwnAccess } from '../access/own-access';

/** A person whom start makes, or the service of one, and the file with its header. */
interface Caller {
  readonly file: HeaderFile;
  readonly principal: string;
  /** Of a service: the person who answers for it. */
  readonly owner?: string;
  /** What is granted to it on every ledger. */
  readonly roles: readonly Role[];
}

/** The root key makes him an administrator; nobody needs to grant it. */
const administrator: Caller = { file: 'admin-auth', principal: 'admin', roles: [] };

/** Another person each: who administers neither posts nor approves. */
const others: readonly Caller[] = [
  { file: 'auth', principal: 'poster', roles: ['poster', 'auditor', 'operator'] },
  { file: 'approver-auth', principal: 'approver', roles: ['approver'] },
  { file: 'accountant-auth', principal: 'accountant', roles: ['accountant'] },
  { file: 'publisher-auth', principal: 'publisher', owner: 'poster', roles: ['publisher'] },
];

/** Where header files are kept, and which API key each of them had. */
export interface HeaderFolder {
  readonly path: string;
  /** Id of the API key that a file had last time. */
  credential(file: HeaderFile): string | undefined;
  rememberCredential(file: HeaderFile, id: string): void;
}

/**
 * Opens the access journal, and makes the persons of a sandbox with a header file for each. What is there stays as it is:
 * a grant or a key that was revoked since stays revoked. A header file that was lost, or no longer proves anything, is
 * replaced by one with a new API key, and the one that it had is revoked.
 * @returns what could not be done, a sentence each
 * @throws Refusal; StoreUnavailable; Failure
 */
export async function makeCallers(access: OwnAccess, folder: HeaderFolder): Promise<string[]> {
  await access.open();
  const before = await access.state();
  const adminKey = keyOf(access, before, join(folder.path, administrator.file));
  if (isUnknown(before, adminKey)) await access.nameAdmin(administrator.principal, adminKey);
  const state = await access.state();
  const grant = adminGrant(state);
  if (!grant) return [`${administrator.principal} is no administrator any more; no header file was made.`];
  const made = [
    { caller: administrator, key: adminKey },
    ...others.map((caller) => ({ caller, key: keyOf(access, state, join(folder.path, caller.file)) })),
  ];
  const changes = made.flatMap(({ caller, key }) => [
    ...(caller === administrator ? [] : changesFor(access, state, { caller, key })),
    ...revocation(state, folder.credential(caller.file), key),
  ]);
  const refusals = await access.change(grant, changes);
  for (const { caller, key } of made) folder.rememberCredential(caller.file, key.id);
  return refusals.map(
    ({ code, message }) => `The persons of the sandbox are not complete: ${code}: ${message}`,
  );
}

/** The key in a header file, or a new one in a new file. @throws Failure where others may read the file */
function keyOf(access: OwnAccess, { credentials }: AccessState, file: string): ApiKey {
  const key = existsSync(file) ? apiKeyIn(file) : undefined;
  const credential = key && credentials.get(key.id);
  if (key && (!credential || access.isOf(credential, key))) return key;
  const fresh = freshApiKey();
  // The file first: a key that the journal does not have yet is added at the next start.
  writeDurably(file, headerText(apiKeyText(fresh)));
  return fresh;
}

function isUnknown({ credentials, revokedCredentials }: AccessState, { id }: ApiKey): boolean {
  return !credentials.has(id) && !revokedCredentials.has(id);
}

function adminGrant({ principals }: AccessState): Grant | undefined {
  const now = new Date().toISOString();
  const admin = principals.get(administrator.principal);
  if (!admin || admin.isSuspended) return undefined;
  return admin.grants.find((grant) => grant.role === 'admin' && isInForce(grant, now));
}

/** All that makes a caller: what was done at an earlier start is not done again. */
function changesFor(
  access: OwnAccess,
  state: AccessState,
  { caller: { principal, owner, roles }, key }: { readonly caller: Caller; readonly key: ApiKey },
): KeyedWish[] {
  const kind = owner === undefined ? { kind: 'person' as const } : { kind: 'service' as const, owner };
  const credential = { type: 'AddCredential', principal, ...access.credentialOf(key) } as const;
  return [
    { key: `start/${principal}`, wish: { type: 'AddPrincipal', ...kind, principal } },
    ...roles.map((role): KeyedWish => {
      // Trying things out includes closing a period, and posting into it with a reason.
      const scope = { ledger: everyLedger, ...(role === 'poster' && { late: true as const }) };
      const wish = { type: 'MakeGrant', ...scope, principal, role } as const;
      return { key: `start/${principal}/${role}`, wish };
    }),
    ...(isUnknown(state, key) ? [{ key: `start/add/${key.id}`, wish: credential }] : []),
  ];
}

function revocation({ credentials }: AccessState, last: string | undefined, { id }: ApiKey): KeyedWish[] {
  if (last === undefined || last === id || !credentials.has(last)) return [];
  const reason = 'Its header file was replaced.';
  return [{ key: `start/revoke/${last}`, wish: { type: 'RevokeCredential', credential: last, reason } }];
}
