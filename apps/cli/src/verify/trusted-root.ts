import { readEntry } from '@entries/entry';
import { namedSigner } from '@proof/note';
import type { CliSettings } from '@settings/settings';
import { openRootKey } from '@signers/open-keys';
import { journalOf, type Stream } from '@streams/stream';
import { rootIn } from '@verifier/journal/opening';
import { usageError, Failure } from '../failure';
import { verifierKeyIn } from '../given';
import type { TrustedRoot } from './report';

/** The root key that a journal is held against: the given one, else that of this installation, else none. */
export async function trustedRoot(
  settings: CliSettings,
  stream: Stream,
  {
    journal,
    given,
    option,
  }: { readonly journal: string; readonly given?: string; readonly option: TrustedRoot['from'] },
): Promise<TrustedRoot | undefined> {
  if (given === undefined) return rootInKeys(settings, stream, journal);
  return { vkey: given, from: option };
}

/** @throws Failure of a usage error where it is not a root key of this journal, whatever its origin */
export function rootKeyOf(journal: string, given: string, option: string): string {
  const root = verifierKeyIn(option, given);
  if (!root.split('+')[0]!.endsWith(`/${journal}/root`))
    throw new Failure(
      `${option}: ${root} is not a root key of ${journal}, which begins with <origin>/${journal}/root+.`,
      usageError,
    );
  return root;
}

/** The root key of this installation, in the words of the journal's own origin. */
async function rootInKeys(
  { keysDir, rootKey }: CliSettings,
  stream: Stream,
  journal: string,
): Promise<TrustedRoot | undefined> {
  const root = await openRootKey({ keysDir, rootKey });
  if (!root) return undefined;
  for await (const first of stream.read(journalOf(journal), 0, 1)) {
    const origin = originIn(first.data, journal);
    if (origin !== undefined)
      return { vkey: namedSigner(`${origin}/${journal}/root`, root).vkey, from: 'KEYS_DIR' };
  }
  return undefined;
}

/** Undefined where the first entry is not what it should be, which the walk will say. */
function originIn(data: Uint8Array, journal: string): string | undefined {
  try {
    const ending = `/${journal}/root`;
    const [name] = rootIn(readEntry(data).body).split('+');
    return name?.endsWith(ending) ? name.slice(0, -ending.length) : undefined;
  } catch {
    return undefined;
  }
}
