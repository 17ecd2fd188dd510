import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyTypes, parseVkey, type VerifierKey } from '@proof/note';
import { runNode, type Child } from './child';
import { runAlone } from './ledger-command';

const program = join(__dirname, '../../dist/apps/cli/src/main.js');

/** A witness as an auditor runs it: a process of its own, with a key and a folder of its own. */
export class WitnessProcess {
  private constructor(
    readonly name: string,
    readonly vkey: string,
    /** Of its key and its memory. */
    readonly folder: string,
  ) {}

  static async make(name: string): Promise<WitnessProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'ledger-witness-'));
    const { stdout } = await runAlone(
      {},
      'witness',
      'new-key',
      '--name',
      name,
      '--key',
      join(folder, 'key.pem'),
    );
    return new WitnessProcess(name, stdout.trim(), folder);
  }

  private child: Child | undefined;
  /** Where it listens: another port at every start. */
  url = '';

  get key(): VerifierKey {
    return parseVkey(this.vkey, keyTypes.cosignature);
  }

  get memory(): string {
    return join(this.folder, 'memory');
  }

  /** The words of `ledger witness start` for these logs. */
  words(port: number, logs: readonly string[]): string[] {
    const { name, folder, memory } = this;
    const own = ['--name', name, '--key', join(folder, 'key.pem'), '--dir', memory, '--port', String(port)];
    return [program, 'witness', 'start', ...own, '--log', ...logs];
  }

  /** Starts it; resolves when it listens. */
  async start(...logs: readonly string[]): Promise<this> {
    this.child = runNode(this.words(0, logs));
    const said = await this.child.line();
    this.url = /(http:\S+)\/add-checkpoint/.exec(said)?.[1] ?? said;
    return this;
  }

  /** The next line it says on standard output. */
  line(): Promise<string> {
    return this.child!.line();
  }

  add(request: string): Promise<Response> {
    return fetch(`${this.url}/add-checkpoint`, { method: 'POST', body: request });
  }

  /** Ends it, or kills it without warning; answers its exit code and what it said. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') {
    this.child!.kill(signal);
    return this.child!.exit;
  }

  async remove(): Promise<void> {
    if (this.child) await this.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
