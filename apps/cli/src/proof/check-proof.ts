import { leafHash, parseEntry, type Entry } from '@entries/entry';
import { isSignedBy, parseVkey, type VerifierKey } from '@proof/note';
import { parseProof, provesEntry } from '@proof/tlog-proof';
import { shapeFlawOf } from '@entries/entry-shape';
import { sentenceOf as flawSentence } from '@entries/shape';
import type { Command } from 'commander';
import { Failure } from '../failure';
import { bytesOf, textOf, verifierKeyIn } from '../given';
import { entryIn } from './entry-file';

interface Options {
  readonly key: string;
  readonly entry: string;
  readonly json?: true;
}

const help = `
No network is used, only the proof, the entry and the verifier key of the notary, as ledger keys list shows it. The
entry can be as ledger proof fetch --entry wrote it, or as GET …/entries/{seq} returns it.

Exit codes: 0 the proof is valid, 1 it is not, 3 usage error.`;

/** `ledger proof check`: whether a proof is valid for an entry, offline. */
export function define(command: Command): void {
  command
    .argument('<proof>', 'file with the proof (tlog-proof@v1)')
    .requiredOption('--key <key>', 'verifier key of the notary, or a file that holds it')
    .requiredOption('--entry <file>', 'file with the entry')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', help)
    .action((file: string, { key, entry, json }: Options) => {
      const notary = parseVkey(verifierKeyIn('--key', key));
      const given = bytesOf(entry);
      const checked = check(
        textOf(file),
        wellFormed(() => entryIn(given)),
        notary,
      );
      console.log(json ? JSON.stringify({ verdict: 'ok', ...checked }) : sentenceOf(checked));
    });
}

interface Checked {
  readonly log: string;
  readonly seq: string;
  readonly type: string;
  readonly size: string;
}

/** @throws Failure that says why the proof does not hold */
function check(text: string, bytes: Buffer, notary: VerifierKey): Checked {
  const proof = wellFormed(() => parseProof(text));
  const { log, size } = proof.head;
  if (!isSignedBy(proof.note, notary)) {
    throw new Failure(`The checkpoint of the proof is not signed by ${notary.name}+${notary.keyId}.`);
  }
  if (log !== notary.name)
    throw new Failure(`The checkpoint is about ${log}, the key is one of ${notary.name}.`);
  const entry: Entry = wellFormed(() => parseEntry(bytes));
  const flaw = shapeFlawOf(entry);
  if (flaw) throw new Failure(flawSentence(flaw));
  if (entry.seq !== String(proof.index) || !log.endsWith(`/${entry.ledger}`)) {
    throw new Failure(
      `The proof is for entry ${proof.index} of ${log}, the file holds entry ${entry.seq} of ${entry.ledger}.`,
    );
  }
  if (!provesEntry(proof, leafHash(bytes))) {
    throw new Failure(`The proof does not lead from this entry ${entry.seq} to the root that was signed.`);
  }
  return { log, seq: entry.seq, type: entry.type, size: String(size) };
}

function sentenceOf({ log, seq, type, size }: Checked): string {
  return `OK: this ${type} is entry ${seq} of ${log}, under the checkpoint of ${size} entries that the key has signed.`;
}

function wellFormed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Failure((error as Error).message);
  }
}
