import type { KeyRole } from '@ledger/key';
import { parseKeyOf, signStatement, type KeyStatement } from '@proof/key-statements';
import { MalformedNote } from '@proof/note';
import type { CliSettings } from '@settings/settings';
import type { ApiAnswer, ApiClient } from '../api-client';
import { Failure } from '../failure';
import { rootSignerOf, signerAt } from './own-keys';

/** A key as the API lists it; seqs are text. */
export interface ListedKey {
  readonly keyId: string;
  readonly role: KeyRole;
  readonly vkey: string;
  readonly status: 'active' | 'retired' | 'compromised';
  readonly registeredSeq: string;
  readonly retiredSeq?: string;
  readonly compromisedSeq?: string;
  readonly compromisedFromSeq?: string;
}

interface ListedKeys {
  readonly log: string;
  readonly root: string;
  readonly seq: string;
  readonly items: readonly ListedKey[];
}

/** @throws Failure */
export async function keysOf(api: ApiClient, ledger: string): Promise<ListedKeys> {
  return accepted(await api.get(`/v1/ledgers/${ledger}/keys`)) as unknown as ListedKeys;
}

/** What the root key is to say of a new key. @throws KeyUnusable, Failure */
export async function newKey(
  { origin }: CliSettings,
  ledger: string,
  {
    role,
    key,
    vkey,
  }: { readonly role: KeyRole; readonly key: string | undefined; readonly vkey: string | undefined },
): Promise<KeyStatement> {
  const signer = key === undefined ? undefined : await signerAt(key, role, `${origin}/${ledger}`);
  return { type: 'KeyRegistered', role, vkey: signer?.vkey ?? vkey! };
}

/**
 * Signs a change of a ledger's keys with the root key of this machine, and has the API append it. The same change
 * again finds the entry of the first time.
 * @throws Failure
 */
export async function changeKeys(
  settings: CliSettings,
  api: ApiClient,
  ledger: string,
  statement: KeyStatement,
): Promise<{ type: KeyStatement['type']; keyId: string; seq: string }> {
  const { log, root } = await keysOf(api, ledger);
  requireOurLog(settings, ledger, log);
  const signer = await rootSignerOf(settings, log);
  if (!signer) throw new Failure('The root key is not on this machine: name it in ROOT_KEY.');
  if (signer.vkey !== root) {
    throw new Failure(`The root key here is ${signer.vkey}; ${ledger} stands under ${root}.`);
  }
  const keyId = 'vkey' in statement ? idIn(statement) : statement.keyId;
  const rootSignature = await signStatement(log, statement, signer);
  const { path, verb, body } = requestOf(statement, keyId);
  const key = ['keys', verb, keyId, ...('fromSeq' in statement ? [statement.fromSeq] : [])].join('-');
  const answer = await api.post(`/v1/ledgers/${ledger}/keys${path}`, key, { ...body, rootSignature });
  return { type: statement.type, keyId, seq: String(accepted(answer)['seq']) };
}

/** Whoever answers for the API must not choose for which log the root key signs. */
function requireOurLog({ origin }: CliSettings, ledger: string, log: string): void {
  if (log === `${origin}/${ledger}`) return;
  throw new Failure(
    `The API calls the ledger ${log}; with LEDGER_ORIGIN ${origin} it would be ${origin}/${ledger}.`,
  );
}

function idIn({ role, vkey }: { readonly role: KeyRole; readonly vkey: string }): string {
  try {
    return parseKeyOf(role, vkey).keyId;
  } catch (error) {
    if (error instanceof MalformedNote) throw new Failure(`${vkey} is no verifier key of a ${role}.`);
    throw error;
  }
}

function requestOf(statement: KeyStatement, keyId: string) {
  switch (statement.type) {
    case 'KeyRegistered': {
      const { role, vkey } = statement;
      return { path: '', verb: 'register', body: { keyId, role, vkey } };
    }
    case 'KeyRetired':
      return { path: `/${keyId}/retire`, verb: 'retire', body: {} };
    case 'KeyCompromised': {
      const { fromSeq } = statement;
      const body = fromSeq === undefined ? {} : { fromSeq };
      return { path: `/${keyId}/compromise`, verb: 'compromise', body };
    }
  }
}

function accepted({ status, body }: ApiAnswer): ApiAnswer['body'] {
  if (status < 300) return body;
  throw new Failure(`${String(body['code'])}: ${String(body['detail'])}`);
}
