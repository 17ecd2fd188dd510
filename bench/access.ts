import { randomBytes } from 'node:crypto';
import { evolve } from '@access/access';
import { apiKeyText, credentialOf, newApiKey } from '@access/edge/api-key';
import { Authenticator } from '@access/edge/authenticator';
import { Peppers } from '@access/edge/peppers';
import type { AccessEvent } from '@access/events';
import { permit, type Demand } from '@access/grants/permit';
import { emptyState, type AccessState } from '@access/state';
import { sha256Fingerprint } from '@entries/fingerprints';
import { figure, percentile, type Figure } from './figures';

const grantsOfOne = 21;
const grantsInAll = 100_000;
const rounds = 50;
const callsInRound = 20_000;
/** Headers of a round that were not seen before. */
const newHeaders = 2_000;
const recordedAt = '2026-11-30T12:00:00.000Z';

/** What the rules of access cost: one decision, and loading all grants. */
export function access(): Figure[] {
  return [
    figure('access.permit', permitted(), 'µs'),
    figure('access.load', loaded(), 'ms'),
    figure('access.authenticate.first', authenticated(false), 'µs'),
    figure('access.authenticate.again', authenticated(true), 'µs'),
  ];
}

/** Microseconds of processor time of one decision on three postings, by the last grant of a principal; the median. */
function permitted(): number {
  const state = withGrants(grantsOfOne, grantsOfOne);
  const posting = (account: string, side: 'debit' | 'credit', amount: string) =>
    ({ account, amount, currency: 'EUR', side }) as const;
  const demand: Demand = {
    permission: 'post',
    ledger: 'acme',
    command: 'PostTransaction',
    reach: {
      postings: [
        posting('bank:20', 'debit', '100.00'),
        posting('customers:alice:wallet', 'credit', '99.00'),
        posting('fees', 'credit', '1.00'),
      ],
    },
  };
  const verdict = permit(state, 'service-0', demand, recordedAt);
  if (!('grant' in verdict) || verdict.grant.seq !== grantsOfOne)
    throw new Error('the last grant permits it');
  const samples = Array.from({ length: rounds }, () => {
    const begin = processor();
    for (let call = 0; call < callsInRound; call += 1) permit(state, 'service-0', demand, recordedAt);
    return (processor() - begin) / callsInRound;
  });
  return percentile(samples, 0.5);
}

/** Microseconds of processor time to find out who sends a header, that was seen before or not; the median. */
function authenticated(isKnown: boolean): number {
  const pepper = new Peppers([randomBytes(32)]);
  const key = newApiKey(randomBytes);
  const state = withGrants(1, 1);
  const { credential: id, ...proof } = credentialOf(key, pepper.newest);
  state.credentials.set(id, { id, principal: 'service-0', ...proof });
  const signs = { authorization: `Bearer ${apiKeyText(key)}`, address: '127.0.0.1' };
  const newAuthenticator = () => new Authenticator({ state: () => state }, pepper, () => recordedAt);
  const known = newAuthenticator();
  const samples = Array.from({ length: rounds }, () => {
    const fresh = Array.from({ length: isKnown ? 0 : newHeaders }, newAuthenticator);
    const calls = isKnown ? callsInRound : newHeaders;
    const begin = processor();
    for (let call = 0; call < calls; call += 1) void (fresh[call] ?? known).authenticate(signs);
    return (processor() - begin) / calls;
  });
  if (known.authenticate(signs) === 'invalid') throw new Error('the key proves its principal');
  return percentile(samples, 0.5);
}

/** Milliseconds of processor time to read and fold all grants. */
function loaded(): number {
  const begin = processor();
  withGrants(grantsInAll, 20);
  return (processor() - begin) / 1_000;
}

/** Microseconds of processor time that this process has used. */
function processor(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** So many grants, each of other accounts, shared by principals that have so many each. */
function withGrants(count: number, each: number): AccessState {
  const state = emptyState(sha256Fingerprint);
  for (let number = 0; number < count; number += 1) {
    const principal = `service-${Math.floor(number / each)}`;
    if (number % each === 0)
      take(state, { type: 'PrincipalAdded', body: { kind: 'service', owner: 'emma', principal } });
    take(state, {
      type: 'GrantMade',
      body: {
        accounts: [`bank:${number % each}`, 'customers:*:wallet', 'fees'],
        ledger: 'acme',
        maximum: [{ amount: '10000.00', currency: 'EUR' }],
        principal,
        role: 'poster',
      },
    });
  }
  return state;
}

function take(state: AccessState, event: AccessEvent): void {
  const read = JSON.parse(JSON.stringify(event)) as AccessEvent;
  evolve(state, read, {
    actor: { at: '2', grant: '2', sub: 'admin' },
    seq: state.seq + 1,
    id: '',
    recordedAt,
  });
}
