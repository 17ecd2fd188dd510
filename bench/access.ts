import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import { evolve } from '@access/access';
import { apiKeyText, credentialOf, newApiKey } from '@access/edge/api-key';
import { Authenticator } from '@access/edge/authenticator';
import { KeySet } from '@access/edge/key-set';
import { Peppers } from '@access/edge/peppers';
import { Tokens } from '@access/edge/tokens';
import type { AccessEvent } from '@access/events';
import { permit, type Demand } from '@access/grants/permit';
import { claimOf } from '@access/principals/credential';
import { emptyState, type AccessState } from '@access/state';
import { sha256Fingerprint } from '@entries/fingerprints';
import { figure, percentile, type Figure } from './figures';

const grantsOfOne = 21;
const grantsInAll = 100_000;
const rounds = 50;
const callsInRound = 20_000;
/** Headers of a round that were not seen before. */
const newHeaders = 2_000;
/** Rounds of tokens, and tokens of a round: to sign one takes longer than all else here. */
const tokenRounds = 20;
const newTokens = 100;
const recordedAt = '2026-11-30T12:00:00.000Z';

/** What access costs: one decision, loading all grants, and finding out who calls. */
export async function access(): Promise<Figure[]> {
  return [
    figure('access.permit', permitted(), 'µs'),
    figure('access.load', loaded(), 'ms'),
    figure('access.authenticate.first', authenticated(false), 'µs'),
    figure('access.authenticate.again', authenticated(true), 'µs'),
    figure('access.authenticate.token', await authenticatedByToken(), 'µs'),
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

/** Microseconds of processor time to verify a token of a provider that was not seen before; the median. */
async function authenticatedByToken(): Promise<number> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'first', alg: 'ES256' }] };
  const rules = {
    issuer: 'https://login.example',
    audience: 'https://ledger.example',
    algorithms: ['ES256' as const],
    clockToleranceSeconds: 5,
  };
  const keySet = new KeySet({
    address: rules.issuer,
    now: () => performance.now(),
    load: () => Promise.resolve(keys),
  });
  const tokens = new Tokens(rules, keySet, () => recordedAt);
  const state = withGrants(1, 1);
  const subject = 'service-0';
  const claim = { kind: 'token', issuer: rules.issuer, subject } as const;
  state.credentials.set('token', { id: 'token', principal: subject, ...claim });
  state.claims.set(claimOf(claim)!, 'token');
  const authenticator = new Authenticator(
    { state: () => state },
    new Peppers([randomBytes(32)]),
    () => recordedAt,
    { tokens },
  );
  const issuedAt = Date.parse(recordedAt) / 1_000;
  const signed = (jti: string) =>
    new SignJWT({ jti })
      .setProtectedHeader({ alg: 'ES256', kid: 'first' })
      .setIssuer(rules.issuer)
      .setAudience(rules.audience)
      .setSubject(subject)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + 3_600)
      .sign(privateKey);
  const samples: number[] = [];
  for (let round = 0; round < tokenRounds; round += 1) {
    const headers: string[] = [];
    for (let each = 0; each < newTokens; each += 1)
      headers.push(`Bearer ${await signed(`${round} ${each}`)}`);
    const begin = processor();
    for (const authorization of headers) {
      const caller = await authenticator.authenticate({ authorization, address: '127.0.0.1' });
      if (typeof caller !== 'object') throw new Error('the token proves its principal');
    }
    samples.push((processor() - begin) / newTokens);
  }
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
