import { parseCheckpoint, type Checkpoint } from '@proof/checkpoint';
import { isConsistent } from '@proof/merkle';
import { isSignedBy, parseVkey, type VerifierKey } from '@proof/note';
import { parseHashes } from '@proof/tlog-proof';
import type { Command } from 'commander';
import { Failure, usageError } from '../failure';
import { textOf, verifierKeyIn } from '../given';

interface Options {
  readonly older: string;
  readonly newer: string;
  readonly key: readonly string[];
  readonly json?: true;
}

const help = `
No network is used, only the proof, as ledger consistency fetch writes it, both checkpoints, and the verifier key of
the notary that signed them; if the notary's key was replaced in between, give both keys.

Exit codes: 0 the newer checkpoint extends the older one, 1 the proof does not show it, 3 usage error or a checkpoint
that none of the keys signed.`;

/** `ledger consistency check`: whether one checkpoint extends another, offline. */
export function define(command: Command): void {
  command
    .argument('<proof>', 'file with the hashes of the proof')
    .requiredOption('--older <file>', 'the checkpoint that you kept')
    .requiredOption('--newer <file>', 'the checkpoint that extends it')
    .requiredOption('--key <keys...>', 'verifier key of the notary, or a file that holds it')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', help)
    .action((file: string, { older, newer, key, json }: Options) => {
      const notaries = key.map((each) => parseVkey(verifierKeyIn('--key', each)));
      const checked = check(textOf(file), checkpointIn(older, notaries), checkpointIn(newer, notaries));
      console.log(json ? JSON.stringify({ verdict: 'ok', ...checked }) : sentenceOf(checked));
    });
}

interface Checked {
  readonly log: string;
  readonly older: string;
  readonly newer: string;
}

/** @throws Failure of a usage error, where the file is no checkpoint or none of the keys has signed it */
function checkpointIn(file: string, notaries: readonly VerifierKey[]): Checkpoint {
  const { checkpoint, note } = wellFormed(`${file} is no checkpoint`, usageError, () =>
    parseCheckpoint(textOf(file)),
  );
  if (notaries.some((key) => key.name === checkpoint.log && isSignedBy(note, key))) return checkpoint;
  const names = notaries.map(({ name, keyId }) => `${name}+${keyId}`).join(' or ');
  throw new Failure(
    `${file} is a checkpoint of ${checkpoint.log} that is not signed by ${names}.`,
    usageError,
  );
}

/** @throws Failure that says why the proof does not hold */
function check(text: string, older: Checkpoint, newer: Checkpoint): Checked {
  if (older.log !== newer.log)
    throw new Failure(`One checkpoint is of ${older.log}, the other of ${newer.log}.`, usageError);
  if (older.size > newer.size) {
    const sizes = `The older checkpoint has ${older.size} entries, the newer ${newer.size}`;
    throw new Failure(`${sizes}: are they swapped?`, usageError);
  }
  if (older.size === newer.size && !older.root.equals(newer.root))
    throw new Failure(`The notary signed two journals of ${older.log} of the same ${older.size} entries.`);
  const hashes = wellFormed('The proof cannot be read', 1, () => parseHashes(text));
  if (!isConsistent(older, newer, hashes))
    throw new Failure(
      `The proof does not show that the checkpoint of ${newer.size} entries continues that of ${older.size}.`,
    );
  return { log: older.log, older: String(older.size), newer: String(newer.size) };
}

function sentenceOf({ log, older, newer }: Checked): string {
  return `OK: the checkpoint of ${newer} entries of ${log} continues that of ${older}, both signed by the notary.`;
}

function wellFormed<T>(what: string, exitCode: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${what}: ${(error as Error).message}`, exitCode);
  }
}
