import { readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CannotStart } from '@local/cannot-start';
import { endProcess, identityOf, isAlive, type ProcessIdentity } from '@local/process-identity';
import { writeNew, writeWhole } from './data-folder';

/** Where the services of a running start are reached. */
export interface Addresses {
  readonly api: string;
  readonly eventStore: string;
  readonly postgres: string;
}

interface Running {
  readonly start: ProcessIdentity;
  readonly isStopping: boolean;
  readonly children: Readonly<Record<string, ProcessIdentity>>;
  readonly addresses?: Addresses;
}

/** An earlier start that is about to end gets this long before the folder counts as in use. */
const courtesyMs = 1_500;
const stopWithinMs = 60_000;
const orphanPatienceMs = 10_000;

const fileOf = (dataDir: string): string => join(dataDir, 'running.json');

/** Addresses of the start that runs on this data folder now; undefined when none is ready. */
export function runningAddresses(dataDir: string): Addresses | undefined {
  const running = parse(readOr(fileOf(dataDir)));
  return running !== undefined && isAlive(running.start) ? running.addresses : undefined;
}

/** The right of one running start to use a data folder, written in a file that names its processes. */
export class Claim {
  private constructor(
    private readonly path: string,
    private running: Running,
  ) {}

  /**
   * Takes the folder, and first ends processes a killed start left behind there.
   * @throws CannotStart when another start uses it.
   */
  static async take(dataDir: string): Promise<Claim> {
    const path = fileOf(dataDir);
    const start = identityOf(process.pid);
    if (start === undefined) throw new Error('This process has no identity.');
    const children = await awaitEnd(path);
    const claim = new Claim(path, { start, isStopping: false, children });
    if (!writeNew(path, JSON.stringify(claim.running))) throw inUse(path, parse(readOr(path)));
    for (const orphan of Object.values(children)) await endProcess(orphan, 'SIGTERM', orphanPatienceMs);
    claim.write({ children: {} });
    return claim;
  }

  child(name: string, identity: ProcessIdentity): void {
    this.write({ children: { ...this.running.children, [name]: identity } });
  }

  ready(addresses: Addresses): void {
    this.write({ addresses });
  }

  /** Another start waits longer because of it; on a full disk it cannot learn this. */
  stopping(): void {
    try {
      this.write({ isStopping: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  release(): void {
    rmSync(this.path, { force: true });
  }

  private write(change: Partial<Running>): void {
    this.running = { ...this.running, ...change };
    writeWhole(this.path, JSON.stringify(this.running));
  }
}

/** Waits for an earlier start that is ending and clears its file; answers the processes it may have left. */
async function awaitEnd(path: string): Promise<Readonly<Record<string, ProcessIdentity>>> {
  const beganAt = Date.now();
  for (;;) {
    const text = readOr(path);
    if (text === undefined) return {};
    const running = parse(text);
    if (running === undefined || !isAlive(running.start)) {
      clearStale(path, text);
      return running?.children ?? {};
    }
    const patienceMs = running.isStopping ? stopWithinMs : courtesyMs;
    if (Date.now() - beganAt > patienceMs) throw inUse(path, running);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

/** Moves the file away before judging it a last time: another start may have replaced it since we read it. */
function clearStale(path: string, stale: string): void {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw cause;
  }
  const moved = readFileSync(aside, 'utf8');
  if (moved === stale) return rmSync(aside);
  renameSync(aside, path);
  throw inUse(path, parse(moved));
}

function inUse(path: string, running: Running | undefined): CannotStart {
  const by = running === undefined ? '' : ` (process ${running.start.pid})`;
  return new CannotStart(
    `The data folder ${dirname(path)} is in use by another running start${by}; stop that one or choose another DATA_DIR.`,
  );
}

function parse(text: string | undefined): Running | undefined {
  try {
    const value = JSON.parse(text ?? '') as Running | null;
    return typeof value?.start?.pid === 'number' && typeof value.children === 'object' ? value : undefined;
  } catch {
    // Half a file of a start that was killed on its first write.
    return undefined;
  }
}

function readOr(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}
