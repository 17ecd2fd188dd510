import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CannotStart } from './cannot-start';
import { identityOf, type ProcessIdentity } from './process-identity';

/** How to run one of our programs as a process of its own. */
export interface ServiceOptions {
  /** As it begins a sentence: `The API`, `The event store`. */
  readonly name: string;
  /** Absolute path of the compiled main.js, then its arguments. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly readyWithinMs: number;
  /** Receives every line of its standard error. */
  readonly log: (line: string) => void;
  /** Called as soon as the process exists, before it is ready. */
  readonly born?: (identity: ProcessIdentity) => void;
}

/** A process that said it is ready. */
export interface Service {
  /** The first JSON line of its standard output. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Resolves with how it ended (`code 0`, `SIGKILL`), asked to or not. */
  readonly ended: Promise<string>;
  /** SIGTERM, and SIGKILL after `patienceMs`. */
  stop(patienceMs: number): Promise<void>;
}

/**
 * Starts one of our programs and resolves once it has printed a line of JSON. Its standard input is a pipe
 * we hold: it ends when we do, and programs that run with EXIT_WITH_PARENT=1 then stop.
 * @throws CannotStart when it ends before, or does not get ready in time.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const child = spawn(process.execPath, [...options.words], {
    env: { ...options.env },
    // A group of its own: Ctrl-C in a terminal must reach only us, who end the processes in order.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const identity = child.pid === undefined ? undefined : identityOf(child.pid);
  if (identity !== undefined) options.born?.(identity);
  let lastLine = '';
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLine = line.trim() || lastLine;
    options.log(line);
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (cause) => resolve(cause.message));
    child.once('close', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  const stop = (patienceMs: number): Promise<void> => stopChild(child, ended, patienceMs);
  const first = await firstJson(child, ended, options.readyWithinMs);
  if (typeof first === 'object') return { ready: first, ended, stop };
  await stop(2_000);
  throw new CannotStart(`${options.name} ${first}${lastLine === '' ? '.' : `: ${messageOf(lastLine)}`}`);
}

/** The first line of standard output that is a JSON object, or what happened instead of it. */
function firstJson(
  child: ChildProcess,
  ended: Promise<string>,
  withinMs: number,
): Promise<Readonly<Record<string, unknown>> | string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(`did not get ready within ${withinMs / 1000} s`), withinMs);
    void ended.then((how) => {
      clearTimeout(timer);
      resolve(`ended before it was ready (${how})`);
    });
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const value = jsonObject(line);
      if (value === undefined) return;
      clearTimeout(timer);
      resolve(value);
    });
  });
}

async function stopChild(child: ChildProcess, ended: Promise<string>, patienceMs: number): Promise<void> {
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(impatience);
}

function jsonObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Our programs log JSON lines with the sentence in `msg`; before that, and from Node itself, plain text. */
function messageOf(line: string): string {
  const message = jsonObject(line)?.['msg'];
  return typeof message === 'string' ? message : line;
}
