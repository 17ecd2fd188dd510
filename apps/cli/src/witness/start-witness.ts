import { resolve } from 'node:path';
import type { Command } from 'commander';
import { MalformedNote, parseVkey, type VerifierKey } from '@proof/note';
import { Witness } from '@witness/witness';
import { serveWitness, type WitnessServer } from '@witness/witness-server';
import { WitnessedHeads } from '@witness/witnessed-heads';
import { Failure, usageError } from '../failure';
import { untilStopSignal } from '../start/until-stop-signal';
import { wholeNumber } from '../whole-number';
import { ownFolder } from './own-folder';
import { witnessName, witnessSigner } from './witness-signer';

const help = `
A witness cosigns a checkpoint only if it extends all those that the witness cosigned before, so no history can be
removed or replaced without its notice. Run it where the operators of the ledger have no access, and keep its folder:
it is the witness's only memory. In it, <log>.checkpoint is the last checkpoint of each log, which ledger verify accepts
with --checkpoint.

The key of a log is shown by: ledger keys show --ledger <id> --role notary

Exit codes: 0 stopped, 1 could not run, 3 usage error.`;

interface Options {
  readonly name: string;
  readonly key: string;
  readonly dir: string;
  readonly log: readonly string[];
  readonly host: string;
  readonly port: number;
}

/** `ledger witness start`: cosigns the checkpoints of logs, for an auditor. It needs no ledger, database or settings. */
export function define(command: Command): void {
  command
    .addHelpText('after', help)
    .requiredOption('--name <name>', 'name of the witness, as its verifier key says it', witnessName)
    .requiredOption('--key <file>', 'its key, created with ledger witness new-key')
    .requiredOption('--dir <folder>', 'folder where it remembers what it cosigned')
    .requiredOption('--log <vkey...>', 'verifier keys of the notaries whose logs are witnessed')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 picks a free one', wholeNumber(0, 65_535), 7380)
    .action((options: Options) => run(options));
}

async function run({ name, key, dir, log, host, port }: Options): Promise<void> {
  const logs = log.map(logKey);
  const signer = await witnessSigner(name, key);
  const folder = resolve(dir);
  const giveBack = ownFolder(folder);
  try {
    const now = () => Math.floor(Date.now() / 1_000);
    const witness = new Witness({ heads: headsIn(folder), signer, logs, now });
    const server = await listen(witness, host, port);
    console.log(`The witness ${signer.vkey} listens at ${server.url}/add-checkpoint.`);
    await untilStopSignal();
    await server.close();
  } finally {
    giveBack();
  }
}

/** Refusals go to standard error: one may be the proof that a log showed two histories. */
function listen(witness: Witness, host: string, port: number): Promise<WitnessServer> {
  const warn = (sentence: string): void => console.error(`${new Date().toISOString()} ${sentence}`);
  const observer = {
    answered: ({ status, sentence }: { status: number; sentence: string }) => {
      if (status === 200) console.log(`${new Date().toISOString()} ${sentence}`);
      else warn(`${status} ${sentence}`);
    },
    failed: (error: unknown) => warn(`500 ${(error as Error).message}`),
  };
  return serveWitness(witness, { host, port }, observer).catch((cause: NodeJS.ErrnoException) => {
    throw new Failure(`The witness cannot listen on port ${port} of ${host}: ${cause.code}.`);
  });
}

function headsIn(folder: string): WitnessedHeads {
  try {
    return new WitnessedHeads(folder);
  } catch (cause) {
    throw new Failure((cause as Error).message);
  }
}

function logKey(vkey: string): VerifierKey {
  try {
    return parseVkey(vkey);
  } catch (cause) {
    if (cause instanceof MalformedNote) throw new Failure(`--log: ${cause.message}.`, usageError);
    throw cause;
  }
}
