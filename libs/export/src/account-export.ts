import { isKeyEvent } from '@ledger/key-events';
import {
  AccountSubject,
  accountFigures,
  type AccountExportEnd,
  type AccountExportHeader,
  type AccountExportLine,
  type AccountFigures,
} from '@proof/account-export-format';
import { parseCheckpoint } from '@proof/checkpoint';
import { readEntry } from '@entries/entry';
import { formatProof } from '@proof/tlog-proof';
import { inclusionProof, type ReadSubtrees } from '@proof/tree-proof';
import { Summary } from './summary';
import type { ExportedEvent } from './until';

export interface AccountExportOptions {
  readonly ledger: string;
  readonly account: string;
  /** The note under which the entries are proved. */
  readonly checkpoint: string;
  /** The journal from its first event on, at least as far as the checkpoint. */
  readonly events: AsyncIterable<ExportedEvent>;
  /** Of a tree of the checkpoint's size, or larger. */
  readonly subtrees: ReadSubtrees;
}

type Closing = AccountExportEnd['end']['closing'][number];

/**
 * The statement and history of one account as lines of JSON, with a proof for every entry. The journal itself is
 * walked, so no read model is trusted; entries come and go one by one.
 * @throws MalformedNote where the checkpoint is none
 */
export async function* accountExport(options: AccountExportOptions): AsyncGenerator<string> {
  const { ledger, account, checkpoint, events, subtrees } = options;
  const { log, size } = parseCheckpoint(checkpoint).checkpoint;
  const header: AccountExportHeader = {
    format: 'ledger-account-export/v1',
    log,
    ledger,
    account,
    checkpoint,
  };
  yield asLine(header);
  const closing = new Map<string, Closing>();
  const summary = new Summary();
  let entries = 0;
  let lineCount = 0;
  const isWanted = wanted(account);
  const subject = new AccountSubject(account);
  for await (const { revision, data } of events) {
    if (revision >= size) break;
    if (!isWanted(revision, data)) continue;
    const entry = readEntry(data);
    if (entry.type === 'LedgerOpened' || isKeyEvent(entry)) summary.take(entry);
    if (!subject.isOf(entry)) continue;
    const lines = accountFigures(entry, account);
    for (const figures of lines) closing.set(figures.currency, closingOf(figures));
    const siblings = await inclusionProof(revision, size, subtrees);
    const proof = formatProof({ index: revision, siblings, checkpoint });
    const line: AccountExportLine = { seq: entry.seq, lines, entry: Buffer.from(data).toString(), proof };
    yield asLine(line);
    entries += 1;
    lineCount += lines.length;
  }
  const { root, keyEvents } = summary;
  const last = [...closing.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
  const end: AccountExportEnd = {
    end: {
      entries: String(entries),
      lines: String(lineCount),
      closing: last,
      keys: { root, events: keyEvents },
    },
  };
  yield asLine(end);
}

/** Decides by the bytes what is worth reading: most entries speak of other accounts. */
function wanted(account: string): (seq: number, data: Uint8Array) => boolean {
  const words = [`"${account}"`, '"captures":{', '"rootSignature":"'].map((word) => Buffer.from(word));
  return (seq, data) => {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    return seq === 0 || words.some((word) => bytes.includes(word));
  };
}

function closingOf({ currency, posted, available, version }: AccountFigures): Closing {
  return { currency, posted, available, version };
}

function asLine(value: AccountExportHeader | AccountExportLine | AccountExportEnd): string {
  return `${JSON.stringify(value)}\n`;
}
