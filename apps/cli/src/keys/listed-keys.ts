import { accessJournalId } from '@access/access-book';
import type { KeyRole } from '@ledger/known-keys';
import { keyListHash } from '@proof/key-list';
import type { ApiAnswer, ApiClient } from '../api-client';
import { Failure } from '../failure';

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

export interface ListedKeys {
  readonly log: string;
  readonly root: string;
  readonly nextRoot: { readonly hash: string; readonly namedSeq: string } | null;
  readonly replacedRoots: readonly {
    readonly vkey: string;
    readonly replacedSeq: string;
    readonly compromisedSeq?: string;
  }[];
  readonly seq: string;
  readonly head: { readonly seq: string; readonly hash: string };
  readonly items: readonly ListedKey[];
}

/** @throws Failure */
export async function keysOf(api: ApiClient, ledger: string): Promise<ListedKeys> {
  return accepted(await api.get(`${pathOf(ledger)}/keys`)) as unknown as ListedKeys;
}

/** Where the API serves the keys of a journal: a ledger's, or that of access. */
export function pathOf(ledger: string): string {
  return ledger === accessJournalId ? '/v1/access' : `/v1/ledgers/${ledger}`;
}

/** The body of an answer. @throws Failure with what the API says, where it is a refusal */
export function accepted({ status, body }: ApiAnswer): ApiAnswer['body'] {
  if (status < 300) return body;
  throw new Failure(`${String(body['code'])}: ${String(body['detail'])}`);
}

/** The hash of the listed keys, made of what was listed. */
export function listHashOf({ log, items }: ListedKeys): string {
  return keyListHash(
    log,
    items.map(({ role, vkey, ...seqs }) => ({
      role,
      vkey,
      registeredAt: Number(seqs.registeredSeq),
      ...(seqs.retiredSeq !== undefined && { retiredAt: Number(seqs.retiredSeq) }),
      ...(seqs.compromisedSeq !== undefined && { compromisedAt: Number(seqs.compromisedSeq) }),
      ...(seqs.compromisedFromSeq !== undefined && { compromisedFrom: Number(seqs.compromisedFromSeq) }),
    })),
  );
}

/** The list for people. */
export function sentencesOf(keys: ListedKeys): string {
  const { log, seq, root, replacedRoots, nextRoot, items } = keys;
  return [
    `Keys of ${log} at entry ${seq}, under the root key ${root}`,
    ...replacedRoots.map(
      (each) =>
        `  root     replaced     ${each.vkey}  replaced at ${each.replacedSeq}` +
        (each.compromisedSeq === undefined ? '' : `  compromised at ${each.compromisedSeq}`),
    ),
    ...items.map((key) => `  ${sentenceOf(key)}`),
    nextRoot === null
      ? 'No next root key is named: a stolen root key could not be replaced.'
      : `The next root key is named at entry ${nextRoot.namedSeq}, by its hash ${nextRoot.hash}`,
    `Key list: ${listHashOf(keys)}`,
  ].join('\n');
}

function sentenceOf({ role, status, vkey, ...seqs }: ListedKey): string {
  const ends = [
    ...(seqs.retiredSeq === undefined ? [] : [`retired at ${seqs.retiredSeq}`]),
    ...(seqs.compromisedSeq === undefined
      ? []
      : [`compromised at ${seqs.compromisedSeq}, from ${seqs.compromisedFromSeq ?? 'then on'}`]),
  ];
  return [role.padEnd(7), status.padEnd(11), vkey, `registered at ${seqs.registeredSeq}`, ...ends].join('  ');
}
