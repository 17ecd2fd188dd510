import type { KeyRole } from '@ledger/known-keys';
import { parseKeyOf, signStatement, type KeyStatement } from '@proof/key-statements';
import { MalformedNote, type Signer } from '@proof/note';
import type { CliSettings } from '@settings/settings';
import type { ApiClient } from '../api-client';
import { Failure } from '../failure';
import { accepted, keysOf, pathOf, type ListedKeys } from './listed-keys';
import { rootSignerOf } from './own-keys';

/** What was done, and the entry that says so. */
export interface ChangedKeys {
  readonly type: KeyStatement['type'];
  readonly keyId?: string;
  readonly seq: string;
}

/** A change of keys, as a root key is to say it, and the root key that says it where that is not the present one. */
export interface Change {
  readonly statement: KeyStatement;
  readonly newRoot?: Signer;
}

/**
 * Signs a change of a ledger's keys on this machine, with its root key or the next one, and has the API append it. The
 * same change again finds the entry of the first time.
 * @param changeOf makes it of the keys that the ledger has
 * @throws Failure
 */
export async function changeKeys(
  settings: CliSettings,
  api: ApiClient,
  ledger: string,
  changeOf: (keys: ListedKeys) => Change | Promise<Change>,
): Promise<ChangedKeys> {
  const keys = await keysOf(api, ledger);
  requireOurLog(settings, ledger, keys.log);
  const { statement, newRoot } = await changeOf(keys);
  const signer = newRoot ?? (await presentRoot(settings, ledger, keys));
  const rootSignature = await signStatement(keys.log, statement, signer);
  const { path, key, keyId, body } = requestOf(statement);
  const answer = await api.post(`${pathOf(ledger)}${path}`, key, { ...body, rootSignature });
  const done = { type: statement.type, seq: String(accepted(answer)['seq']) };
  return keyId === undefined ? done : { ...done, keyId };
}

/** The API must not choose which log the root key signs for. */
function requireOurLog({ origin }: CliSettings, ledger: string, log: string): void {
  if (log === `${origin}/${ledger}`) return;
  throw new Failure(
    `The API calls the ledger ${log}; with LEDGER_ORIGIN ${origin} it would be ${origin}/${ledger}.`,
  );
}

async function presentRoot(
  settings: CliSettings,
  ledger: string,
  { log, root }: ListedKeys,
): Promise<Signer> {
  const signer = await rootSignerOf(settings, log);
  if (!signer) throw new Failure('The root key is not on this machine: name it in ROOT_KEY.');
  if (signer.vkey === root) return signer;
  throw new Failure(`The root key here is ${signer.vkey}; ${ledger} stands under ${root}.`);
}

/** @throws Failure where it is no verifier key of this role */
export function keyIdIn(role: KeyRole, vkey: string): string {
  try {
    return parseKeyOf(role, vkey).keyId;
  } catch (error) {
    if (error instanceof MalformedNote) throw new Failure(`${vkey} is no verifier key of a ${role}.`);
    throw error;
  }
}

/** The request that a statement goes with; the idempotency key is made of what is asked. */
function requestOf(statement: KeyStatement): {
  readonly path: string;
  readonly key: string;
  readonly keyId?: string;
  readonly body: object;
} {
  switch (statement.type) {
    case 'KeyRegistered': {
      const { type: _, ...said } = statement;
      const keyId = keyIdIn(said.role, said.vkey);
      const place = said.after === undefined ? [] : [said.after];
      return {
        path: '/keys',
        key: ['keys-register', keyId, ...place].join('-'),
        keyId,
        body: { keyId, ...said },
      };
    }
    case 'KeyRetired': {
      const { keyId } = statement;
      return { path: `/keys/${keyId}/retire`, key: `keys-retire-${keyId}`, keyId, body: {} };
    }
    case 'KeyCompromised': {
      const { keyId, fromSeq } = statement;
      const from = fromSeq === undefined ? [] : [fromSeq];
      const key = ['keys-compromise', keyId, ...from].join('-');
      const body = fromSeq === undefined ? {} : { fromSeq };
      return { path: `/keys/${keyId}/compromise`, key, keyId, body };
    }
    case 'NextRootNamed': {
      const { nextRoot } = statement;
      return { path: '/root/name-next', key: `root-name-next-${nextRoot}`, body: { nextRoot } };
    }
    case 'RootReplaced': {
      const { type: _, replaces: __, ...body } = statement;
      const key = ['root-replace', body.vkey.split('+')[1], body.keyList, body.writer?.after ?? '-'].join(
        '-',
      );
      return { path: '/root/replace', key, body };
    }
  }
}
