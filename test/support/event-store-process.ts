/** The event store as a process of its own, for tests that kill it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(__dirname, '../../dist/apps/event-store/src/main.js');

export interface EventStoreProcess {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** Kills it without warning and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to end and answers its exit code. */
  end(): Promise<number | null>;
  /** Sends a fault command and waits for the answer. */
  command(command: object): Promise<unknown>;
}

export async function startEventStoreProcess(dir: string, ...args: string[]): Promise<EventStoreProcess> {
  const child = spawn(process.execPath, [program, '--port', '0', '--dir', dir, ...args], { stdio: 'pipe' });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said: string[] = [];
  child.stderr.on('data', (chunk) => said.push(String(chunk)));
  const exited = once(child, 'exit');
  const nextLine = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(said.join('').trim());
    return JSON.parse(value) as unknown;
  };
  const { port } = (await nextLine()) as { port: number };
  const leave = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    port,
    child,
    kill: () => leave('SIGKILL'),
    end: async () => {
      await leave('SIGTERM');
      return child.exitCode;
    },
    command: (command) => {
      child.stdin.write(`${JSON.stringify(command)}\n`);
      return nextLine();
    },
  };
}
