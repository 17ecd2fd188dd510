/** The local event store as a process; prints {"port":N} when it takes calls. */
import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { openWrappingKey } from '@signers/open-wrapping-keys';
import { parseArguments } from './arguments';
import { takeFaultCommands } from './fault-commands';
import { type RunningEventStore, startEventStore } from './server';

async function main(): Promise<void> {
  setLogVerbosity(logVerbosity.NONE);
  const { options, encryptionKeys, takesFaults, exitsWithParent } = parseArguments(process.argv.slice(2));
  const wrappingKeys = await Promise.all(encryptionKeys.map(openWrappingKey));
  const running = await startEventStore({ ...options, wrappingKeys, onFailure: giveUp });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void leave(running));
  if (exitsWithParent) process.stdin.once('end', () => void leave(running)).resume();
  if (takesFaults) takeFaultCommands(process.stdin, process.stdout, running.faults);
  process.stdout.write(`${JSON.stringify({ port: running.port })}\n`);
}

async function leave(running: RunningEventStore): Promise<void> {
  await running.stop();
  process.exit(0);
}

/** After a failed write nobody knows what is on the disk: the next start finds out. */
function giveUp(error: Error): void {
  process.stderr.write(`The event store cannot write its log: ${error.message}\n`);
  process.exit(1);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
