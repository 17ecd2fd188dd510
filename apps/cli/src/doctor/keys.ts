import { accessJournalId } from '@access/access-book';
import type { CliSettings } from '@settings/settings';
import { KeyUnusable } from '@signers/key-unusable';
import { presentKeys } from '@signers/open-keys';
import { everyPage } from '../access/every-page';
import { apiOf } from '../addresses';
import { Failure } from '../failure';
import { keysOf, type ListedKeys } from '../keys/listed-keys';
import type { Finding } from './finding';

/** The keys of one journal as the API lists them, and those of this machine under their names there. */
interface Compared {
  readonly ledger: string;
  readonly listed: Pick<ListedKeys, 'items' | 'nextRoot'>;
  /** Verifier keys of the writer keys here. */
  readonly own: readonly string[];
}

/** Compares the writer keys of this machine, if it has any, with those that are registered. */
export async function checkKeys(settings: CliSettings): Promise<Finding[]> {
  try {
    const keys = await presentKeys(settings);
    if (keys.writers(accessJournalId).length === 0) return [];
    const api = apiOf(settings).withPatience(0);
    const ledgers = await everyPage<{ readonly id: string }>(api, '/v1/ledgers');
    const compared: Compared[] = [];
    for (const ledger of [accessJournalId, ...ledgers.map(({ id }) => id)]) {
      const own = keys.writers(ledger).map(({ vkey }) => vkey);
      compared.push({ ledger, listed: await keysOf(api, ledger), own });
    }
    return keyFindings(compared);
  } catch (error) {
    if (!(error instanceof Failure) && !(error instanceof KeyUnusable)) throw error;
    return [
      {
        status: 'warning',
        sentence: `The keys of this machine were not compared with those that are registered: ${error.message}`,
        remedy: 'Run it where the API, the keys and the header files of an installation can be reached.',
      },
    ];
  }
}

/** What of the keys will keep a process from writing, or an operator from replacing them. */
export function keyFindings(compared: readonly Compared[]): Finding[] {
  const [foreign, elsewhere, withoutNext] = [
    compared.filter(({ listed, own }) => !activeWriters(listed).some((vkey) => own.includes(vkey))),
    compared.filter(({ listed, own }) => activeWriters(listed).some((vkey) => !own.includes(vkey))),
    compared.filter(({ listed }) => listed.nextRoot === null),
  ];
  const findings: Finding[] = [
    ...warning(
      foreign,
      (names) =>
        `No writer key of this machine is registered in ${names}: with these keys nothing is written there.`,
      'Register one with `npx ledger keys register`, or `recover` if all others are lost.',
    ),
    ...warning(
      elsewhere.filter((each) => !foreign.includes(each)),
      (names) => `A writer key that is not on this machine may seal entries of ${names}.`,
      'Retire it with `npx ledger keys retire`, unless another machine has it.',
    ),
    ...warning(
      withoutNext,
      (names) => `No next root key is named in ${names}: a stolen root key could not be replaced.`,
      'Name one with `npx ledger keys name-next-root`.',
    ),
  ];
  if (findings.length > 0) return findings;
  return [{ status: 'ok', sentence: 'The writer keys of this machine are those that are registered.' }];
}

function activeWriters({ items }: Compared['listed']): string[] {
  return items.flatMap(({ role, status, vkey }) => (role === 'writer' && status === 'active' ? [vkey] : []));
}

function warning(found: readonly Compared[], sentence: (names: string) => string, remedy: string): Finding[] {
  if (found.length === 0) return [];
  const names = found.map(({ ledger }) => ledger).join(', ');
  return [{ status: 'warning', sentence: sentence(names), remedy }];
}
