import { accessJournalId } from '@access/access-book';
import { leafHash } from '@entries/entry';
import { checkpointText, parseCheckpoint } from '@proof/checkpoint';
import { MerkleTree } from '@proof/merkle';
import { signNote } from '@proof/note';
import { UsageError } from '@verifier/export-fault';
import { verifyWithAccess, type ExportReport } from '@verifier/export/verify-export';
import { exported, temporaryExportFolder, writeFiles, type Files } from '../support/exported';
import { GrantedAccess, ledgerBy } from '../support/replayed-actors';
import { checkpointOf, groups, notary, root } from '../support/tampering';
import { keysOf, newSigner } from '../support/written-journal';

const log = `ledger.test/${accessJournalId}`;
const accessRoot = newSigner(`${log}/root`);
const accessNotary = newSigner(log);
const access = new GrantedAccess(keysOf(accessRoot, newSigner(`${log}/writer`)))
  .granted()
  .notarized(accessNotary, accessRoot)
  .revoked('5');
const events = access.journal.events.map((event, revision) => ({ ...event, revision }));

/** A checkpoint over the first entries of the access journal. */
function checkpointed(size: number): { size: number; note: string } {
  const tree = new MerkleTree();
  for (const { data } of events.slice(0, size)) tree.append(leafHash(data));
  return { size, note: signNote(checkpointText({ log, size, root: tree.root() }), accessNotary) };
}

function renameWallets(tile: Buffer): void {
  tile.write('walletz', tile.indexOf('wallets'));
}

const folders: { remove(): void }[] = [];
afterAll(() => folders.forEach((folder) => folder.remove()));

function folderOf(files: Files): string {
  const folder = temporaryExportFolder();
  folders.push(folder);
  writeFiles(folder.path, files);
  return folder.path;
}

/** The export of the access journal up to an entry, with a checkpoint over all of it. */
async function accessUntil(seq: number): Promise<Files> {
  return exported(events, { seq }, [checkpointed(seq + 1)], accessJournalId);
}

interface Given {
  readonly until?: number;
  readonly by?: string;
  /** Size of a checkpoint of the access journal that was kept. */
  readonly kept?: number;
  readonly accessRootKey?: string;
  readonly change?: (files: Files) => void;
}

async function reportWith({
  until = 7,
  by = 'wallets 5@5',
  kept,
  accessRootKey,
  change,
}: Given): Promise<ExportReport> {
  const files = await accessUntil(until);
  change?.(files);
  const walked = ledgerBy(by, { groups });
  const folder = folderOf(await exported(walked, {}, [checkpointOf(walked, walked.length, [notary])]));
  const held = kept === undefined ? [] : [{ name: 'kept', ...parseCheckpoint(checkpointed(kept).note) }];
  const options = { folder, rootKey: root.vkey, held, policy: undefined, now: 1_800_000_000 };
  return verifyWithAccess(options, { folder: folderOf(files), rootKey: accessRootKey ?? accessRoot.vkey });
}

async function foundWith(given: Given): Promise<string> {
  const { verdict, ledger, fault, incomplete, access: judged } = await reportWith(given);
  return `${ledger} ${verdict} ${fault?.class ?? incomplete?.class ?? `by ${judged?.entries} entries`}`;
}

describe('an export with that of the access journal', () => {
  it('is in order where every actor was permitted what he did', async () => {
    expect(await foundWith({})).toBe('acme ok by 8 entries');
  });

  it.each<[string, Given, string]>([
    ['names a grant that was revoked', { by: 'wallets 5@7' }, 'acme tampered ActorNotPermitted'],
    [
      'was judged after the access journal ends',
      { by: 'wallets 5@7', until: 6 },
      'acme incomplete AccessEndsEarlier',
    ],
    [
      'comes with an access journal that ends before a kept checkpoint of it',
      { until: 6, kept: 8 },
      '_access incomplete EndsBeforeKeptCheckpoint',
    ],
    [
      'comes with an access journal that was changed',
      { change: (files) => renameWallets(files.get('tile/entries/000.p/8')!) },
      '_access tampered SealWrongHead',
    ],
    [
      'comes with an access journal under another root key',
      { accessRootKey: newSigner(`${log}/root`).vkey },
      '_access tampered WrongRoot',
    ],
  ])('is not where it %s', async (_, given, expected) => {
    expect(await foundWith(given)).toBe(expected);
  });

  it('is not verified by the access journal of another installation', async () => {
    const accessRootKey = newSigner(`other.test/${accessJournalId}/root`).vkey;
    await expect(reportWith({ accessRootKey })).rejects.toThrow(UsageError);
  });
});
