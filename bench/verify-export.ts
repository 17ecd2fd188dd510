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
import { leafHash, noHash } from '@entries/entry';
import { sha256Fingerprint, sha256Text } from '@entries/fingerprints';
import { Group, type Head } from '@journal/writer/group';
import { ledgerBook } from '@ledger/ledger-book';
import { MerkleTree } from '@proof/merkle';
import { openingKeys } from '@journal/keys/opening-keys';
import { systemWorld } from '@journal/system-world';
import type { LedgerCommand } from '@ledger/ledger';
import { fileKeys, type FileKeys } from '@signers/open-keys';
import { accessJournal, opener, poster } from './access-journal';
import { figure, zipf, type Figure } from './figures';
import { accountCount, accountOf, transaction } from './system';

const entriesWanted = 300_000;
/** Entries that are sealed together, as under load. */
const appendEntries = 64;
const checkpointEvery = 10_000;
const rounds = 3;
const ledger = 'bench';
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
      new LedgerExport(exportOf(keys, ledger, journalOf(keys))).files(spool),
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

async function* journalOf(keys: FileKeys): AsyncGenerator<ExportedEvent> {
  const book = ledgerBook(sha256Fingerprint);
  const state = book.empty();
  let head: Head = { seq: -1, hash: noHash, recordedAt: '' };
  const commands = commandsOf((await openingKeys(keys, ledger))!);
  while (head.seq + 1 < entriesWanted) {
    state.undo.restart();
    const stamp = { milliseconds: systemWorld.now(), random: systemWorld.random, appendBytesMax: 1_048_576 };
    const group = new Group(ledger, { book, state }, head, stamp);
    while (group.events.length < appendEntries) {
      const { value: command, done } = commands.next();
      if (done) throw new Error('the customers have run out of commands');
      const key = `bench-${head.seq + 1 + group.events.length}`;
      const decision = group.decide({
        actor: command.type === 'OpenLedger' ? opener : poster,
        command,
        key,
        hash: sha256Text(key),
      });
      if ('refusal' in decision) throw decision.refusal;
    }
    await group.seal(`${origin}/${ledger}`, keys.writers(ledger)[0]!);
    for (const [at, { data, metadata }] of group.events.entries())
      yield { revision: group.firstSeq + at, data, metadata };
    head = group.end;
  }
}

/** A bank pays every customer once; from then on they pay each other. */
function* commandsOf(keys: NonNullable<Awaited<ReturnType<typeof openingKeys>>>): Generator<LedgerCommand> {
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
