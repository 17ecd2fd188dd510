/** The command line of the server. */
import { parseArgs } from 'node:util';
import type { EventStoreOptions } from './server';

const usage =
  'usage: event-store (--dir DIR | --memory) [--port N] [--host ADDRESS] [--drop-slow-consumers] [--encryption-key ADDRESSES] [--faults] [--exit-with-parent]';

export interface Arguments {
  readonly options: EventStoreOptions;
  /** Addresses of the wrapping keys of an encrypted log; none where it is plain. */
  readonly encryptionKeys: readonly string[];
  /** Take fault commands from standard input. */
  readonly takesFaults: boolean;
  /** Stop when standard input ends: the process that started this one holds it open until it exits. */
  readonly exitsWithParent: boolean;
}

/** Throws an Error of one sentence for what it cannot make sense of. */
export function parseArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      dir: { type: 'string' },
      memory: { type: 'boolean', default: false },
      port: { type: 'string', default: '2113' },
      host: { type: 'string', default: '127.0.0.1' },
      'drop-slow-consumers': { type: 'boolean', default: false },
      'encryption-key': { type: 'string', default: '' },
      faults: { type: 'boolean', default: false },
      'exit-with-parent': { type: 'boolean', default: false },
    },
  });
  if (values.memory === (values.dir !== undefined))
    throw new Error(`Say either --dir or --memory; ${usage}.`);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port ${values.port} is not a port; 0 picks a free one.`);
  }
  return {
    options: {
      ...(values.dir === undefined ? {} : { dir: values.dir }),
      port,
      host: values.host,
      slowConsumers: values['drop-slow-consumers'] ? 'drop' : 'catch-up',
    },
    encryptionKeys: values['encryption-key'].split(/\s+/).filter(Boolean),
    takesFaults: values.faults,
    exitsWithParent: values['exit-with-parent'],
  };
}
