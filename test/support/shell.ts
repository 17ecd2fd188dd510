import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { root } from './pages';

/** Printed after a command, so that the end of its output is known. */
const mark = '-- that was it --';

/** One shell, as a reader has it: a variable that a command sets is there for those after it. */
export class Shell {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly ended: Promise<never>;
  private printed = '';
  private faults = '';

  /** @param env beside PATH and HOME */
  constructor(env: Readonly<Record<string, string>>) {
    const { PATH = '', HOME = '' } = process.env;
    this.child = spawn('sh', ['-eu'], {
      cwd: root,
      env: { PATH, HOME, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.faults += text));
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.printed += text));
    this.ended = new Promise((_, reject) => {
      this.child.once('close', (code) => reject(new Error(`The shell ended with ${code}: ${this.faults}`)));
    });
    // Who runs a command hears of it; nobody else needs to.
    this.ended.catch(() => undefined);
  }

  /** What a command prints; rejects with what it says on standard error where it fails. */
  async run(command: string): Promise<string> {
    this.printed = '';
    // Without its own input, a command that reads would take the next one away.
    this.child.stdin.write(`{ ${command}\n} </dev/null\nprintf '%s' '${mark}'\n`);
    while (!this.printed.endsWith(mark)) await Promise.race([this.moreOutput(), this.ended]);
    return this.printed.slice(0, -mark.length);
  }

  end(): void {
    this.child.stdin.end();
  }

  private moreOutput(): Promise<void> {
    return new Promise((resolve) => {
      this.child.stdout.once('data', () => resolve());
    });
  }
}
