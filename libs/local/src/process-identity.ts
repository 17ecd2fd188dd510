import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A running process of this machine, distinguished from a later one with the same pid by its start time. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly began: string;
}

/**
 * Identity of a live process; undefined when there is none, or only a zombie nobody has reaped (it holds
 * no file, port or memory any more).
 */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const began = process.platform === 'linux' ? beganOnLinux(pid) : beganByPs(pid);
  return began === undefined ? undefined : { pid, began };
}

/** Whether that very process still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identityOf(identity.pid)?.began === identity.began;
}

/** Pid of the parent of a live process; undefined when there is no such process. */
export function parentOf(pid: number): number | undefined {
  const text = process.platform === 'linux' ? statOf(pid)?.[1] : ps(pid, 'ppid=');
  return text === undefined ? undefined : Number(text);
}

/** The command line of a process, its words joined by blanks; empty when there is none. */
export function commandLineOf(pid: number): string {
  if (process.platform !== 'linux') return ps(pid, 'command=') ?? '';
  return (readOr(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
}

/**
 * Ends that very process: sends `signal`, waits up to `patienceMs` and then kills it. Never touches another
 * process that got the same pid since. Resolves when it is gone.
 */
export async function endProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  patienceMs: number,
): Promise<void> {
  for (const step of [signal, 'SIGKILL'] as const) {
    if (!isAlive(identity)) return;
    signalProcess(identity.pid, step);
    if (await goneWithin(identity, patienceMs)) return;
  }
  throw new Error(`Process ${identity.pid} does not end, not even by SIGKILL.`);
}

async function goneWithin(identity: ProcessIdentity, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (isAlive(identity)) {
    if (Date.now() > deadline) return false;
    await new Promise((wake) => setTimeout(wake, 20));
  }
  return true;
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
  }
}

/** Start of the process in clock ticks since boot; the boot id distinguishes reboots. */
function beganOnLinux(pid: number): string | undefined {
  const fields = statOf(pid);
  if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const boot = readOr('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return `${boot} ${fields[19]}`;
}

/** Fields of /proc/<pid>/stat from the third on: state, parent, …, start as the 20th (proc(5)). */
function statOf(pid: number): string[] | undefined {
  const stat = readOr(`/proc/${pid}/stat`);
  // The second field, the name in parentheses, may itself hold blanks and parentheses.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function beganByPs(pid: number): string | undefined {
  const line = ps(pid, 'stat=,lstart=');
  return line === undefined || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
}

function ps(pid: number, columns: string): string | undefined {
  try {
    const text = execFileSync('ps', ['-ww', '-o', columns, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.trim() === '' ? undefined : text.trim();
  } catch {
    // ps ends with 1 when no such process exists.
    return undefined;
  }
}

function readOr(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
