import type { CliSettings } from '@settings/settings';
import { Failure } from '../failure';
import { keyIdIn, type Change } from './change-keys';
import { listHashOf, type ListedKeys } from './listed-keys';
import { rootSignerAt, signerAt } from './own-keys';

/** How a root key is to be replaced. */
export interface Replacement {
  /** Addresses of keys. */
  readonly key: string;
  readonly writerKey?: string;
  /** Hash of the keys that the operator has looked through. */
  readonly keyList: string;
  /** Hash of the key that may replace the new root in turn. */
  readonly nextRoot?: string;
}

/**
 * The registration of a writer key that seals it itself, right behind the last entry.
 * @throws Failure where the journal does not end with the entry that the operator knows
 */
export async function recovery(
  { origin }: CliSettings,
  { log, head }: ListedKeys,
  { key, after = head.hash }: { readonly key: string; readonly after: string | undefined },
): Promise<Change> {
  if (after !== head.hash) {
    throw new Failure(`The journal of ${log} ends with entry ${head.seq}, whose leaf hash is ${head.hash}.`);
  }
  const ledger = log.slice(log.lastIndexOf('/') + 1);
  const { vkey } = await signerAt(key, 'writer', `${origin}/${ledger}`);
  return { statement: { type: 'KeyRegistered', after, role: 'writer', vkey } };
}

/**
 * The replacement of the root key, on the keys that the operator has looked through.
 * @throws Failure where the ledger has others
 */
export async function replacement(keys: ListedKeys, asked: Replacement): Promise<Change> {
  const { log, root, head } = keys;
  const keyList = listHashOf(keys);
  if (asked.keyList !== keyList)
    throw new Failure(
      `The keys of ${log} are others than those: look at them with \`npx ledger keys list\`.`,
    );
  const newRoot = await rootSignerAt(asked.key, log);
  const next = asked.nextRoot === undefined ? {} : { nextRoot: asked.nextRoot };
  const writer =
    asked.writerKey === undefined ? {} : { writer: await rescue(asked.writerKey, log, head.hash) };
  const statement = {
    type: 'RootReplaced',
    keyList,
    ...next,
    vkey: newRoot.vkey,
    ...writer,
    replaces: root,
  } as const;
  return { statement, newRoot };
}

async function rescue(address: string, log: string, after: string) {
  const { vkey } = await signerAt(address, 'writer', log);
  return { after, keyId: keyIdIn('writer', vkey), vkey };
}
