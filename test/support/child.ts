import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';

/** A Node process of a test. */
export interface Child {
  readonly pid: number;
  /** The next line of its standard output; rejects with its standard error when it ends first. */
  line(): Promise<string>;
  /** Resolves with its exit code, or null when a signal ended it. */
  readonly exit: Promise<{ code: number | null; stdout: string; stderr: string }>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs `node <words>` with these variables added to a bare environment. */
export function runNode(words: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(process.execPath, [...words], {
    env: { PATH, HOME, ...(TMPDIR !== undefined && { TMPDIR }), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const [out, err]: [string[], string[]] = [[], []];
  const waiting: ((line: string) => void)[] = [];
  let taken = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    out.push(line);
    const next = waiting.shift();
    if (next !== undefined) next(out[taken++]!);
  });
  createInterface({ input: child.stderr }).on('line', (line) => err.push(line));
  const exit = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout: out.join('\n'), stderr: err.join('\n') }));
  });
  const line = (): Promise<string> => {
    if (taken < out.length) return Promise.resolve(out[taken++]!);
    const next = new Promise<string>((resolve) => waiting.push(resolve));
    const early = exit.then(({ code, stderr }) => {
      throw new Error(`It ended with ${code} before it said anything more: ${stderr}`);
    });
    return Promise.race([next, early]);
  };
  return { pid: child.pid!, line, exit, kill: (signal) => child.kill(signal) };
}
