import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in /proc, on every architecture of Linux that Node runs on (USER_HZ, proc(5)). */
const ticksPerSecond = 100;

interface Process {
  readonly parent: number;
  /** Of the process and of its children that have ended. */
  readonly ticks: number;
}

/**
 * Processor time that a process and all processes below it have used so far, in milliseconds, in steps of ten; undefined
 * where there is no /proc.
 */
export function processorMs(root: number): number | undefined {
  const processes = allProcesses();
  if (!processes.has(root)) return undefined;
  let ticks = 0;
  for (const [pid, each] of processes) if (isBelow(pid, root, processes)) ticks += each.ticks;
  return (ticks * 1_000) / ticksPerSecond;
}

function allProcesses(): ReadonlyMap<number, Process> {
  const processes = new Map<number, Process>();
  for (const name of readFolder('/proc')) {
    const pid = Number(name);
    const process = Number.isInteger(pid) ? readProcess(pid) : undefined;
    if (process) processes.set(pid, process);
  }
  return processes;
}

function readFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Undefined where it has just ended. */
function readProcess(pid: number): Process | undefined {
  try {
    // The name, in parentheses, may hold blanks. Behind it: state, parent, …; the 12th to 15th are times.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: Number(fields[1]), ticks };
  } catch {
    return undefined;
  }
}

function isBelow(pid: number, root: number, processes: ReadonlyMap<number, Process>): boolean {
  for (let at = pid; at > 0; at = processes.get(at)?.parent ?? 0) if (at === root) return true;
  return false;
}
