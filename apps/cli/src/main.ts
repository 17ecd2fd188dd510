import { CannotStart } from '@local/cannot-start';
import { SettingsRefused } from '@settings/settings';
import { Command } from 'commander';
import { Failure, wrongUse } from './failure';

/** What a command's file exports: it adds its options and its action. */
interface CommandFile {
  define(command: Command): void;
}

/**
 * Every command; its file is loaded only when it is the one asked for, so that `--help` is quick. (TypeScript
 * wants the extension in a dynamic import.)
 */
const commands: Readonly<Record<string, { summary: string; load: () => Promise<CommandFile> }>> = {
  start: {
    summary:
      'run everything on this machine: Postgres, event store, API, projector, notary, a sandbox ledger',
    load: () => import('./start/start.js'),
  },
  seed: { summary: 'make the sandbox ledger and its accounts', load: () => import('./seed.js') },
  import: {
    summary: 'post the rows of a CSV or NDJSON file, each once, in order',
    load: () => import('./import/import.js'),
  },
  verify: {
    summary: 'prove that a journal is as it was written, and that the read models equal it',
    load: () => import('./verify/verify.js'),
  },
  export: {
    summary: 'write the journal of a ledger as files that prove it to anybody',
    load: () => import('./export/export.js'),
  },
  replay: {
    summary: 'fold an export to any entry or time, and compare it with a running API',
    load: () => import('./replay/replay.js'),
  },
  keys: {
    summary: 'list, make, register and retire the keys that sign for a ledger',
    load: () => import('./keys/keys.js'),
  },
  witness: {
    summary: 'cosign checkpoints of ledgers, for an auditor',
    load: () => import('./witness/witness.js'),
  },
  'witness-key': {
    summary: 'make the key of a witness and show its verifier key',
    load: () => import('./witness/witness-key.js'),
  },
  checkpoint: {
    summary: 'fetch the newest checkpoint that the notary signed of a ledger',
    load: () => import('./proof/checkpoint.js'),
  },
  proof: {
    summary: 'fetch the proof that an entry stands in the journal',
    load: () => import('./proof/proof.js'),
  },
  'check-proof': {
    summary: 'check such a proof, offline',
    load: () => import('./proof/check-proof.js'),
  },
  consistency: {
    summary: 'fetch the proof that a checkpoint continues an earlier one',
    load: () => import('./proof/consistency.js'),
  },
  'check-consistency': {
    summary: 'check such a proof against both checkpoints, offline',
    load: () => import('./proof/check-consistency.js'),
  },
  rebuild: {
    summary: 'make the read models anew from the journals',
    load: () => import('./rebuild.js'),
  },
  demo: {
    summary: 'put two real data sets through a running ledger and check what comes out',
    load: () => import('./demo/demo.js'),
  },
};

async function main(words: readonly string[]): Promise<void> {
  const program = new Command('ledger').description('An event-sourced, double-entry ledger for money.');
  // Every command takes this over when it is added.
  program.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : wrongUse));
  const asked = words.find((word) => !word.startsWith('-'));
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = program.command(name).description(summary);
    if (name === asked) (await load()).define(command);
  }
  await program.parseAsync([...words], { from: 'user' });
}

main(process.argv.slice(2)).catch((cause: unknown) => {
  const isForTheUser = [CannotStart, SettingsRefused, Failure].some((kind) => cause instanceof kind);
  console.error(isForTheUser ? (cause as Error).message : cause);
  process.exit(cause instanceof Failure ? cause.exitCode : 1);
});
