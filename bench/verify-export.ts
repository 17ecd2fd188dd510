import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { accessJournalId } from '@access/access-book';
import { writeFolder } from '@export/folder';
import { LedgerExport, type PublishedCheckpoint } from '@export/ledger-export';
import { eventsUntil, type ExportedEvent } from '@export/until';
import { signCheckpoint } from '@proof/checkpoint';
import { leafHash } from '@entries/entry';
import { MerkleTree } from '@proof/merkle';
import type { LedgerCommand } from '@ledger/ledger';
import { fileKeys, type FileKeys } from '@signers/open-keys';
import { accessJournal } from './access-journal';
import { benchJournal, type OpeningKeys } from './bench-journal';
import { figure, zipf, type Figure } from './figures';
import { accountCount, accountOf, transaction } from './system';

const entriesWanted = 300_000;
const checkpointEvery = 10_000;
const rounds = 3;
const ledger = 'bench';
const wanted = { ledger, entries: entriesWanted };
const origin = 'bench.local';

const cli = join(__dirname, '../apps/cli/src/main.js');

/**
 * Verifying an export offline, as an auditor does: one process, which gets the folder and the root key; and the same with
 * the export of the access journal, so that the grant of every actor is judged.
 */
export async function verifyExport(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ledger-verify-export-'));
  try {
    const keys = fileKeys(join(folder, 'keys'), origin);
    const target = join(folder, 'export');
    const access = join(folder, 'access');
    const granted = await accessJournal(keys);
    await writeFolder(target, (spool) =>
      new LedgerExport(exportOf(keys, ledger, benchJournal(keys, wanted, commandsOf))).files(spool),
    );
    await writeFolder(access, (spool) =>
      new LedgerExport(exportOf(keys, accessJournalId, eventsIn(granted), granted.length)).files(spool),
    );
    const words = ['verify', '--export', target, '--root-key', keys.root(ledger).vkey, '--json'];
    const accessRoot = keys.root(accessJournalId).vkey;
    const judging = [...words, '--access-export', access, '--access-root-key', accessRoot];
    const rates: number[] = [];
    const judged: number[] = [];
    // In turn, so that both see the same hour of the machine.
    for (let round = 0; round < rounds; round += 1) {
      rates.push(await rateOf(words));
      judged.push(await rateOf(judging));
    }
    return [
      figure('verify.export', Math.max(...rates), 'entries/s'),
      figure('verify.export.access', Math.max(...judged), 'entries/s'),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rateOf(words: readonly string[]): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...words]);
  return (JSON.parse(stdout) as { entriesPerSecond: number }).entriesPerSecond;
}

/** A journal as the writer makes it, and the checkpoints of a notary who came by every so often. */
function exportOf(
  keys: FileKeys,
  of: string,
  journal: AsyncIterable<ExportedEvent>,
  sizeInAll = entriesWanted,
) {
  const checkpoints: PublishedCheckpoint[] = [];
  const tree = new MerkleTree();
  async function* noted(): AsyncGenerator<ExportedEvent> {
    for await (const event of journal) {
      tree.append(leafHash(event.data));
      yield event;
      if (tree.size % checkpointEvery > 0 && tree.size < sizeInAll) continue;
      const checkpoint = { log: `${origin}/${of}`, size: tree.size, root: tree.root() };
      checkpoints.push({ size: tree.size, note: await signCheckpoint(checkpoint, ...keys.notaries(of)) });
    }
  }
  async function* published(): AsyncGenerator<PublishedCheckpoint> {
    yield* checkpoints.toReversed();
  }
  return { ledger: of, events: eventsUntil(noted(), {}), checkpoints: published };
}

async function* eventsIn(events: readonly ExportedEvent[]): AsyncGenerator<ExportedEvent> {
  yield* events;
}

/** A bank pays every customer once; from then on they pay each other. */
function* commandsOf(keys: OpeningKeys): Generator<LedgerCommand> {
  const chart = [{ pattern: 'customers:*:wallet', type: 'liability' as const }];
  yield { type: 'OpenLedger', name: 'Bench', chart, ...keys };
  yield { type: 'OpenAccount', path: 'bank', accountType: 'asset' };
  for (let customer = 0; customer < accountCount; customer += 1)
    yield paid('bank', accountOf(customer), '1000000.00');
  const customer = zipf(accountCount);
  for (;;) {
    const amount = `${1 + (customer() % 90)}.${10 + (customer() % 90)}`;
    yield paid(accountOf(customer()), accountOf(customer()), amount);
  }
}

function paid(from: string, to: string, amount: string): LedgerCommand {
  const { postings, category } = transaction(from, to, amount);
  const sided = postings.map((posting) => ({ ...posting, side: posting.side as 'debit' | 'credit' }));
  return { type: 'PostTransaction', postings: sided, category };
}
