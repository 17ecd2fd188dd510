import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyAccountExport, type AccountOptions } from '@verifier/account-export/verify-account';
import { leafHash } from '@entries/entry';
import { TileBuilder } from '@proof/tile-builder';
import type { Tile } from '@proof/tiles';
import type { ReadSubtrees } from '@proof/tree-proof';
import type { JournalEvent } from '@verifier/journal/stored-entry';
import { accountExport } from '@export/account-export';
import { inOrder, temporaryExportFolder } from './exported';
import { fromTiles } from './stored-tiles';
import { checkpointOf, journalOf, root } from './tampering';
import { ledger } from './written-journal';

/** The tiles of the tree over these entries, as a notary stores them. */
function subtreesOver(events: readonly Pick<JournalEvent, 'data'>[]): ReadSubtrees {
  const tree = new TileBuilder();
  const tiles = new Map<string, Tile>();
  const keep = (tile: Tile) => void tiles.set(`${tile.level}/${tile.index}`, tile);
  for (const { data } of events) tree.append(leafHash(data)).forEach(keep);
  tree.partials().forEach(keep);
  return fromTiles((level, index) => tiles.get(`${level}/${index}`)!);
}

/** The lines of an account's export, without their line feeds. */
export async function accountLines(
  account = 'customers:alice',
  events: readonly JournalEvent[] = journalOf(),
  checkpoint = checkpointOf(events, events.length).note,
): Promise<string[]> {
  const subtrees = subtreesOver(events);
  const lines: string[] = [];
  for await (const line of accountExport({ ledger, account, checkpoint, events: inOrder(events), subtrees }))
    lines.push(line.slice(0, -1));
  return lines;
}

/** What the verifier finds in an account's export of these lines. */
export function foundIn(lines: readonly string[], options: Partial<AccountOptions> = {}): string {
  const folder = temporaryExportFolder();
  try {
    const file = join(folder.path, 'account.ndjson');
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    const now = Date.UTC(2026, 10, 23) / 1_000;
    const given = { rootKey: root.vkey, held: [], policy: undefined, now, ...options };
    const { fault, incomplete, verdict } = verifyAccountExport({ file, ...given });
    if (fault) return `${fault.class}${fault.seq === null ? '' : ` ${fault.seq}`}`;
    return incomplete ? `incomplete: ${incomplete.class}` : verdict;
  } finally {
    folder.remove();
  }
}
