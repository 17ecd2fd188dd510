import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ApiClient } from './api';
import { runNode, type Child } from './child';
import { blocksIn, type Block } from './markdown';
import { page, root } from './pages';
import { runStart, tidy, type StartLine } from './started';

/** A command of docs/AUDIT.md: one that is run to its end, with the answer printed below it, or one that goes on. */
export interface AuditStep {
  readonly language: string;
  readonly command: string;
  readonly answer: string | undefined;
  /** The first line, for the name of a test. */
  readonly title: string;
}

/** The commands of the page in these languages, in order. */
export function auditSteps(languages: readonly string[]): AuditStep[] {
  const blocks: readonly Block[] = blocksIn(page('docs/AUDIT.md').text);
  return blocks.flatMap(({ language, text }, at) => {
    if (!languages.includes(language)) return [];
    const next = blocks[at + 1];
    const answer = next?.language === 'text' ? next.text : undefined;
    return [{ language, command: text, answer, title: text.split('\n')[0]!.slice(0, 100) }];
  });
}

/** What is another one at every run. */
export function masked(text: string): string {
  return text
    .replace(/\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}\.\d{3}Z)?/g, 'a time')
    .replace(/\bin [\d.]+ s(?: \([\d,]+ a second\))?/g, 'in a while')
    .replace(/\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}/g, '+a key')
    .replace(/[A-Za-z0-9+/]{43}=/g, 'a hash')
    .replace(/\b\d+ (?:notary )?checkpoints (?=of|are)/g, 'some checkpoints ')
    .trim();
}

const [apiOnPage, witnessPortOnPage, folderOnPage] = ['http://127.0.0.1:3000', '7380', '~/audit'];

/** An instance of one's own, on which the page is walked through. */
export class AuditWalk {
  private readonly base = mkdtempSync(join(tmpdir(), 'ledger-audit-'));
  private readonly children: Child[] = [];
  private start: Child | undefined;
  private api = '';
  private witness = '';

  async begin(env: Readonly<Record<string, string>> = {}): Promise<void> {
    // As root, Postgres runs as another account and must pass through.
    chmodSync(this.base, 0o711);
    mkdirSync(this.dataDir, { recursive: true });
    this.start = runStart(this.dataDir, env);
    this.children.push(this.start);
    ({ api: this.api } = JSON.parse(await this.start.line()) as StartLine);
  }

  async end(): Promise<void> {
    await tidy(this.dataDir, this.children);
    await tidy(this.base, []);
  }

  /** What a command prints. */
  async run({ command }: AuditStep): Promise<string> {
    await this.covered();
    const printed = await this.shell(command);
    return printed.replaceAll(this.folder, folderOnPage);
  }

  /** Starts what goes on: the witness; or the ledger again, with the witnesses that the command says. */
  async launch({ command }: AuditStep): Promise<void> {
    if (command.includes('npm start')) {
      const printing = command.replace('npm start', 'printenv WITNESSES');
      const witnesses = (await this.shell(printing)).trim();
      this.start!.kill('SIGTERM');
      await this.start!.exit;
      return this.begin({ WITNESSES: witnesses });
    }
    const words = await this.shell(`printf '%s\\n' ${command.trim().replace(/^npx ledger /, '')}`);
    const bin = join(root, 'bin/ledger.js');
    const child = runNode([
      bin,
      ...words
        .trim()
        .split('\n')
        .map((word) => (word === witnessPortOnPage ? '0' : word)),
    ]);
    this.children.push(child);
    this.witness = /http:\/\/[\d.:]+/.exec(await child.line())![0];
  }

  private get dataDir(): string {
    return join(this.base, 'data');
  }

  private get folder(): string {
    return join(this.base, 'audit');
  }

  private async shell(command: string): Promise<string> {
    const script = command
      .replaceAll(`http://127.0.0.1:${witnessPortOnPage}`, this.witness)
      .replaceAll(apiOnPage, this.api)
      .replaceAll('@.data/', `@${this.dataDir}/`)
      .replaceAll(folderOnPage, this.folder);
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, DATA_DIR: this.dataDir };
    const { stdout } = await promisify(execFile)('sh', ['-euc', script], { cwd: root, env });
    return stdout;
  }

  /** A reader is slower than the notary; a test waits until all that was posted is under a checkpoint. */
  private async covered(): Promise<void> {
    const client = ApiClient.at(this.api, this.dataDir);
    const ledger = '/v1/ledgers/sandbox';
    const entries = (await client.get(`${ledger}/entries`)).text.trimEnd().split('\n').length;
    for (;;) {
      const [, size] = (await client.get(`${ledger}/checkpoint`)).text.split('\n');
      if (Number(size) === entries) return;
      await nextTurn();
    }
  }
}
