import { setTimeout as delay } from 'node:timers/promises';
import { AccessRefusal } from '@access/access-refusal';
import { CredentialClient, untilStatus, type AccessDesk } from '../access-desk';
import { roles, type Caller, type Role, type Scope } from './expected-answer';

/** Somebody who asks, and what the tables know of him. */
export interface Asker extends Caller {
  readonly name: string;
  readonly client: CredentialClient;
}

/** Roles that no person has. */
const ofServices: readonly Role[] = ['publisher', 'worker'];
/** Roles whose acts have postings: theirs alone is a grant that is narrowed by them. */
const posting: readonly Role[] = ['poster', 'approver'];
const inMonth = () => new Date(Date.now() + 30 * 86_400_000).toISOString();

interface Case {
  readonly scope: Scope;
  readonly of?: readonly Role[];
  readonly more?: { readonly startsAt?: string; readonly expiresAt?: string };
}

/** Scopes that are in force, by what they are narrowed to. @param commands types of all that is asked for */
function casesOf(ledger: string, newLedger: string, commands: readonly string[]): Record<string, Case> {
  const euros = { currency: 'EUR' };
  return {
    'of every ledger': { scope: { ledger: '*' } },
    'of every ledger, narrowed to accounts': { scope: { ledger: '*', accounts: ['bank', 'customers'] } },
    'of every ledger, narrowed to commands': { scope: { ledger: '*', commands } },
    'of every ledger, narrowed to another command': { scope: { ledger: '*', commands: ['ExpireHold'] } },
    'of the ledger': { scope: { ledger } },
    'of another ledger': { scope: { ledger: newLedger } },
    'of a node above': { scope: { ledger, accounts: ['bank', 'customers:*'] } },
    'of one account of two': { scope: { ledger, accounts: ['customers:alice:wallet'] } },
    'of names that only begin alike': {
      scope: { ledger, accounts: ['bank:cash2', 'customers:alic', 'bank:cash:0'] },
    },
    'of the right sides': {
      scope: { ledger, debits: ['bank'], credits: ['customers:*:wallet'] },
      of: posting,
    },
    'of the wrong sides': { scope: { ledger, debits: ['customers'], credits: ['bank'] }, of: posting },
    'of the currency': { scope: { ledger, currencies: ['USD', 'EUR'] } },
    'of another currency': { scope: { ledger, currencies: ['USD'] } },
    'up to enough': { scope: { ledger, maximum: [{ amount: '150.00', ...euros }] }, of: posting },
    'up to too little': { scope: { ledger, maximum: [{ amount: '0.99', ...euros }] }, of: posting },
    'up to enough of another currency': {
      scope: { ledger, maximum: [{ amount: '150.00', currency: 'USD' }] },
      of: posting,
    },
    'of all commands by name': { scope: { ledger, commands } },
    'of another command': { scope: { ledger, commands: ['ExpireHold'] } },
    'with lateness': { scope: { ledger, late: true }, of: ['poster'] },
    'with personal text': { scope: { ledger, personal: true }, more: { expiresAt: inMonth() } },
  };
}

/** A person for each role with each scope, and those whose grant or credential counts for nothing. */
export async function askersOf(
  desk: AccessDesk,
  apiUrl: string,
  world: { readonly ledger: string; readonly newLedger: string; readonly commands: readonly string[] },
): Promise<readonly Asker[]> {
  const cases = Object.entries(casesOf(world.ledger, world.newLedger, world.commands));
  const granted = roles.flatMap((role) =>
    cases
      .filter(
        ([, { of, scope }]) => (of ?? roles).includes(role) && (role !== 'operator' || scope.ledger === '*'),
      )
      .map(([name, { scope, more }]) => ({ name: `${role} ${name}`, role, scope, more })),
  );
  const inForce = granted.map(async ({ name, role, scope, more }, at): Promise<Asker> => {
    const client = await callerOf(desk, role, `asker-${at}`, { ...scope, ...more });
    return { name, credential: 'valid', grant: { role, scope }, client };
  });
  return Promise.all([
    ...inForce,
    ...roles.flatMap((role) => withoutForce(desk, role)),
    ...withoutCredential(desk, apiUrl),
  ]);
}

/** A person, or a service where only such a one has the role; with a grant of the role where a scope is given. */
async function callerOf(
  desk: AccessDesk,
  role: Role,
  principal: string,
  scope?: Omit<Parameters<AccessDesk['grant']>[1], 'role'>,
): Promise<CredentialClient> {
  const grants = scope ? [{ role, ...scope }] : [];
  if (!ofServices.includes(role)) return desk.caller(principal, { grants });
  await desk.caller(`owner-of-${principal}`);
  return desk.caller(principal, { grants, owner: `owner-of-${principal}` });
}

/** Whose grant is of every ledger, and is not in force. */
function withoutForce(desk: AccessDesk, role: Role): Promise<Asker>[] {
  const asker = (name: string, client: CredentialClient, credential: Caller['credential'] = 'valid') => ({
    name: `${role} ${name}`,
    credential,
    client,
  });
  const early = callerOf(desk, role, `early-${role}`, { ledger: '*', startsAt: inMonth() });
  return [
    early.then((client) => asker('whose grant has not begun', client)),
    expired(desk, role).then((client) => asker('whose grant has expired', client)),
    revoked(desk, role).then((client) => asker('whose grant was revoked', client)),
    suspended(desk, role).then((client) => asker('who is suspended', client, 'invalid')),
  ];
}

/** A grant that ends soon, and is waited for. */
async function expired(desk: AccessDesk, role: Role): Promise<CredentialClient> {
  const principal = `late-${role}`;
  const client = await callerOf(desk, role, principal);
  for (let lifeMs = 1_000; ; lifeMs *= 2) {
    const expiresAt = new Date(Date.now() + lifeMs).toISOString();
    try {
      await desk.grant(principal, { role, expiresAt });
      await delay(Date.parse(expiresAt) - Date.now() + 1);
      return client;
    } catch (error) {
      // A busy machine makes it too late; then it lives longer.
      if (!(error instanceof AccessRefusal) || error.code !== 'ExpiryInPast') throw error;
    }
  }
}

async function revoked(desk: AccessDesk, role: Role): Promise<CredentialClient> {
  const principal = `left-${role}`;
  const client = await callerOf(desk, role, principal);
  const grant = await desk.grant(principal, { role });
  await desk.submit({ type: 'RevokeGrant', grant, reason: 'Left' });
  return client;
}

async function suspended(desk: AccessDesk, role: Role): Promise<CredentialClient> {
  const principal = `idle-${role}`;
  const client = await callerOf(desk, role, principal, {});
  await desk.submit({ type: 'SuspendPrincipal', principal, reason: 'On leave' });
  await untilStatus(client, '/v1/me', (status) => status === 401);
  return client;
}

function withoutCredential(desk: AccessDesk, apiUrl: string): Promise<Asker>[] {
  const nobody = new CredentialClient(apiUrl, undefined);
  const stranger = new CredentialClient(apiUrl, 'Bearer lk_nobody');
  return [
    Promise.resolve({ name: 'nobody', credential: 'missing', client: nobody }),
    Promise.resolve({ name: 'somebody with a wrong key', credential: 'invalid', client: stranger }),
    desk
      .caller('newcomer-0')
      .then((client) => ({ name: 'somebody without a grant', credential: 'valid', client })),
  ];
}
