import { randomBytes, randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '@local/cannot-start';

const markerName = 'ledger-data.json';
const format = 'ledger-data';
const version = 1;

/** What other programs of ours may have made in a folder before start first used it. */
const ownNames = new Set([
  'keys',
  'snapshots',
  'notary',
  'logs',
  'auth',
  'admin-auth',
  'approver-auth',
  'accountant-auth',
  'publisher-auth',
]);

/** What start remembers in a data folder from one run to the next. */
interface Memory {
  readonly format: typeof format;
  readonly version: number;
  /** Random name of this folder's belongings that must lie elsewhere. */
  readonly id: string;
  readonly postgresPassword: string;
  /** Ports picked earlier, by service. */
  readonly ports: Readonly<Record<string, number>>;
  /** Ids of the API keys in the header files, by file; none before the first. */
  readonly credentials?: Readonly<Record<string, string>>;
}

/** A folder that is ours. */
export class DataFolder {
  private constructor(
    readonly path: string,
    private memory: Memory,
  ) {}

  /**
   * Opens the folder, or makes it when it is new or empty.
   * @throws CannotStart when it is a file, unreadable, broken, foreign or made by a later version.
   */
  static open(path: string): DataFolder {
    try {
      makeFolder(path);
      const marker = join(path, markerName);
      if (existsSync(marker)) return new DataFolder(path, readMemory(marker));
      refuseForeign(path);
      // As root, Postgres runs as another account, which must pass through; what lies inside is closed to it.
      chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
      writeNew(marker, textOf(freshMemory()));
      return new DataFolder(path, readMemory(marker));
    } catch (cause) {
      if (cause instanceof CannotStart) throw cause;
      const { code } = cause as NodeJS.ErrnoException;
      throw new CannotStart(`The data folder ${path} cannot be used (${code}); choose another DATA_DIR.`, {
        cause,
      });
    }
  }

  get id(): string {
    return this.memory.id;
  }

  get postgresPassword(): string {
    return this.memory.postgresPassword;
  }

  /** The port this service had last time, if it ever ran. */
  port(service: string): number | undefined {
    return this.memory.ports[service];
  }

  rememberPort(service: string, port: number): void {
    if (this.memory.ports[service] === port) return;
    this.memory = { ...this.memory, ports: { ...this.memory.ports, [service]: port } };
    this.write();
  }

  /** Id of the API key that a header file had last time. */
  credential(file: string): string | undefined {
    return this.memory.credentials?.[file];
  }

  rememberCredential(file: string, id: string): void {
    if (this.credential(file) === id) return;
    this.memory = { ...this.memory, credentials: { ...this.memory.credentials, [file]: id } };
    this.write();
  }

  /** Path of a folder inside that only we may enter; made when it is not there. */
  privateFolder(name: string): string {
    const folder = join(this.path, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  private write(): void {
    writeWhole(join(this.path, markerName), textOf(this.memory));
  }
}

/**
 * Writes a file unless it exists, content and name at once: a hard link fails where the name is taken, so of
 * two starts only one writes it. Mode 0600. Answers whether it was us.
 */
export function writeNew(path: string, text: string): boolean {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, text, { mode: 0o600, flush: true });
  try {
    linkSync(mine, path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Replaces a file at once: readers see the old or the new text, whole. Mode 0600. */
export function writeWhole(path: string, text: string): void {
  const next = `${path}.${process.pid}`;
  writeFileSync(next, text, { mode: 0o600, flush: true });
  renameSync(next, path);
}

function freshMemory(): Memory {
  return {
    format,
    version,
    id: randomUUID(),
    postgresPassword: randomBytes(18).toString('base64url'),
    ports: {},
  };
}

function textOf(memory: Memory): string {
  return `${JSON.stringify(memory, null, 2)}\n`;
}

function makeFolder(path: string): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory())
      throw new CannotStart(`DATA_DIR ${path} is not a folder; choose another.`);
    return;
  }
  mkdirSync(path, { recursive: true });
}

function refuseForeign(path: string): void {
  const stranger = readdirSync(path).find((name) => !ownNames.has(name) && !name.startsWith(markerName));
  if (stranger === undefined) return;
  throw new CannotStart(
    `The folder ${path} is not a data folder of the ledger (it holds ${stranger} but no ${markerName}); choose another DATA_DIR.`,
  );
}

function readMemory(marker: string): Memory {
  const memory = parse(readFileSync(marker, 'utf8'));
  if (memory?.format !== format || typeof memory.version !== 'number') {
    throw new CannotStart(
      `The data folder is broken: ${marker} is not readable; restore it or choose another DATA_DIR.`,
    );
  }
  if (memory.version > version) {
    throw new CannotStart(
      `${marker} was written by a later version of the ledger (format ${memory.version}, this one knows ${version}); use that version or choose another DATA_DIR.`,
    );
  }
  if (
    typeof memory.id !== 'string' ||
    typeof memory.postgresPassword !== 'string' ||
    typeof memory.ports !== 'object'
  ) {
    throw new CannotStart(
      `The data folder is broken: ${marker} lacks a part; restore it or choose another DATA_DIR.`,
    );
  }
  return memory as Memory;
}

function parse(text: string): Partial<Memory> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
