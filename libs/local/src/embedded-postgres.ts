import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { CannotStart } from './cannot-start';
import { freePort } from './free-port';
import {
  type Cluster,
  clearLeftover,
  identityFor,
  makeCluster,
  postgresUser,
  quietEnvironment,
} from './postgres-cluster';

const host = '127.0.0.1';
const readyWithinMs = 180_000;
const stopWithinMs = 15_000;

/** A running embedded Postgres. */
export interface EmbeddedPostgres {
  /** `postgres://…` of its database `ledger`, for any client on this machine. */
  readonly url: string;
  readonly port: number;
  /** Resolves with how it ended (`code 0`, `SIGKILL`) when the server has ended, asked to or not. */
  readonly ended: Promise<string>;
  /** Fast shutdown: open transactions are rolled back, everything committed stays. */
  stop(): Promise<void>;
}

/** How an embedded Postgres is to run. */
export interface PostgresOptions extends Cluster {
  /** Taken when it is free; another free one otherwise. */
  readonly preferredPort?: number;
  /** Receives each line of the server's log. */
  readonly log: (line: string) => void;
  /** Also removed by the watchdog, after the server has ended: for clusters that live as long as a test run. */
  readonly removeAfterwards?: string;
}

/**
 * Makes the cluster when it is new, clears what a killed server left, starts the server on a free port of
 * 127.0.0.1 with password authentication, and resolves when it answers. The server ends with this process,
 * however that ends (SIGKILL too).
 * @throws CannotStart with one sentence for the user.
 */
export async function startEmbeddedPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  await makeCluster(options);
  await clearLeftover(options.folder);
  const deadline = Date.now() + readyWithinMs;
  for (let preferred = options.preferredPort; ; preferred = undefined) {
    const port = await freePort(host, preferred);
    const server = launch(options, port);
    const failure = await answer(server, address(options, port, 'postgres'), deadline);
    if (failure === undefined) {
      return { url: address(options, port, postgresUser), port, ended: server.ended, stop: server.stop };
    }
    await server.stop();
    if (!isPassing(failure) || Date.now() > deadline) {
      throw new CannotStart(`Postgres did not start on ${options.folder}: ${failure}.`);
    }
  }
}

interface Server {
  readonly ended: Promise<string>;
  /** What the server said last before it gave up; empty when it said nothing. */
  readonly complaint: () => string;
  readonly stop: () => Promise<void>;
}

/**
 * Runs the server, and beside it waits for the end of standard input. That pipe is held by the process that
 * called us: when it goes away, in any way, the pipe ends and the server gets SIGINT, its fast shutdown.
 * The server must not inherit the pipe, or it would hold it open itself.
 */
const watchdog = `
exec 3<&0 </dev/null
remove=$1; shift
"$@" 3<&- & server=$!
{ cat <&3 >/dev/null; kill -INT $server; } 2>/dev/null & watcher=$!
exec 3<&-
wait $server; code=$?
kill $watcher 2>/dev/null
[ -z "$remove" ] || rm -rf "$remove"
exit $code
`;

function launch(options: PostgresOptions, port: number): Server {
  const words = [
    '-c',
    watchdog,
    'ledger-postgres',
    options.removeAfterwards ?? '',
    join(options.binaries, 'bin/postgres'),
  ];
  const child = spawn('/bin/sh', [...words, '-D', options.folder, ...serverSettings(port)], {
    ...identityFor(options.account),
    cwd: '/',
    env: quietEnvironment(),
    // A group of its own: Ctrl-C in a terminal must not reach the server before the processes that use it.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let complaint = '';
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (/(FATAL|PANIC):/.test(line)) complaint = line.replace(/^.*?(FATAL|PANIC):\s*/, '');
    options.log(line);
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (cause) => resolve(cause.message));
    child.once('exit', () => child.stdin.destroy());
    child.once('close', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  const stop = async (): Promise<void> => {
    child.stdin.end();
    const impatience = setTimeout(() => killGroup(child), stopWithinMs);
    await ended;
    clearTimeout(impatience);
  };
  child.stdin.on('error', () => undefined);
  return { ended, complaint: () => complaint, stop };
}

/** Durable settings (fsync, synchronous_commit and full_page_writes stay on) of a size that suits a laptop. */
function serverSettings(port: number): string[] {
  const settings = {
    listen_addresses: host,
    port,
    // No Unix socket: its path may be too long, and one address is enough.
    unix_socket_directories: '',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    shared_buffers: '512MB',
    max_connections: 100,
    wal_level: 'replica',
    max_wal_senders: 0,
    min_wal_size: '256MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    log_timezone: 'UTC',
    timezone: 'UTC',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Undefined once the server answers a query; otherwise a sentence why it will not. */
async function answer(server: Server, url: string, deadline: number): Promise<string | undefined> {
  let end: string | undefined;
  void server.ended.then((how) => (end = server.complaint() || `it ended with ${how}`));
  while (Date.now() < deadline) {
    if (end !== undefined) return end;
    const error = await ensureDatabase(url);
    if (error === undefined) return undefined;
    // 28P01 is a wrong password: waiting does not help.
    if (error.code === '28P01')
      return 'the password remembered in the data folder is not the one of this cluster';
    await new Promise((wake) => setTimeout(wake, 15));
  }
  return `it does not answer within ${readyWithinMs / 1000} s`;
}

/** Creates our database on a new cluster. Undefined when it is there, otherwise what was in the way. */
async function ensureDatabase(url: string): Promise<{ code?: string } | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [postgresUser]);
    if (rowCount === 0) await client.query(`create database ${postgresUser}`);
    return undefined;
  } catch (cause) {
    return cause as { code?: string };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Failures that go away: a port taken since we looked, or back ends of a killed server that still unwind. */
function isPassing(failure: string): boolean {
  return /could not create any TCP\/IP sockets|Address already in use|pre-existing shared memory block/.test(
    failure,
  );
}

function address({ password }: Cluster, port: number, database: string): string {
  return `postgres://${postgresUser}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
  }
}
