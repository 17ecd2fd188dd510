import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, startCommand, type Ended } from './ledger-command';
import { startServices, type Services } from './services';

/** What an import printed with `--json`. */
export interface ImportReport {
  readonly name: string;
  readonly rows: number;
  readonly alreadyPosted: number;
  readonly accepted: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly unreadable: number;
  readonly lastSeq: string | null;
  readonly otherName: string | null;
  readonly problems: readonly {
    readonly row: number;
    readonly line: number;
    readonly code: string;
    readonly detail: string;
  }[];
  readonly notInFile: { readonly transactions: readonly { readonly seq: string }[] } | null;
}

interface Posted {
  readonly postings: readonly { readonly account: string; readonly side: string; readonly amount: string }[];
  readonly [detail: string]: unknown;
}

/** Somebody who imports files of payments from `bank` to customers. */
export class ImportDesk {
  private constructor(
    readonly services: Services,
    private readonly folder: string,
  ) {}

  static async open(options: Parameters<typeof startServices>[0] = {}): Promise<ImportDesk> {
    return new ImportDesk(await startServices(options), mkdtempSync(join(tmpdir(), 'ledger-import-')));
  }

  async close(): Promise<void> {
    await this.services.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A new ledger with customers and a bank; its id. */
  async newLedger(): Promise<string> {
    const id = `import-${randomUUID().slice(0, 13)}`;
    const path = await this.services.api.openLedger({
      id,
      chart: [
        { pattern: 'bank', type: 'asset' },
        { pattern: 'customers:*', type: 'liability' },
      ],
    });
    await untilKnown(this.services, path);
    return id;
  }

  /** A file of these lines, or bytes, in place of any of the same name; its path. */
  file(name: string, ...content: string[] | [Buffer]): string {
    const path = join(this.folder, name);
    writeFileSync(path, content[0] instanceof Buffer ? content[0] : content.join('\n'));
    return path;
  }

  /** A path in the folder of the files. */
  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** Imports the file as the pages on imports do, with these words added. */
  async import(ledger: string, file: string, ...words: string[]): Promise<Ended & { report: ImportReport }> {
    const ended = await runCommand(this.services, ...this.words(ledger, file), ...words);
    return { ...ended, report: ended.report as unknown as ImportReport };
  }

  /** The same for people: what it prints. */
  importForPeople(ledger: string, file: string, ...words: string[]): Promise<Ended> {
    return startCommand(this.services, ...this.words(ledger, file), ...words).exit;
  }

  words(ledger: string, file: string): string[] {
    const columns = [
      '--debit',
      'bank',
      '--credit',
      'customers:{who}',
      '--amount',
      '{amount}',
      '--currency',
      'EUR',
    ];
    return ['import', file, '--ledger', ledger, ...columns];
  }

  /** The transactions of the ledger as the journal has them, in order. */
  async transactions(ledger: string): Promise<Posted[]> {
    const { text } = await this.services.api.get(`/v1/ledgers/${ledger}/entries?from=0`);
    const lines = text.trim().split('\n');
    const entries = lines.map(
      (line) => (JSON.parse(line) as { entry: { type: string; body: Posted } }).entry,
    );
    return entries.filter(({ type }) => type === 'TransactionPosted').map(({ body }) => body);
  }

  /** The balance of the bank by the journal, such as `60.00`. */
  async bank(ledger: string): Promise<string> {
    let units = 0n;
    for (const { postings } of await this.transactions(ledger))
      for (const { account, side, amount } of postings)
        if (account === 'bank') units += BigInt(amount.replace('.', '')) * (side === 'debit' ? 1n : -1n);
    const text = (units < 0n ? -units : units).toString().padStart(3, '0');
    return `${units < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`;
  }
}

/** Resolves when the read models answer the query, however long a busy machine takes. */
export async function untilKnown(services: Services, path: string): Promise<void> {
  while ((await services.api.get(path)).status !== 200) await new Promise((wake) => setImmediate(wake));
}
