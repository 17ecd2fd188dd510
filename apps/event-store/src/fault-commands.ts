/**
 * Faults over standard input, one JSON object a line, each answered by one line:
 *   {"fault":{"kind":"delay","delayMs":500},"times":2}   {"freeze":true}   {"thaw":true}   {"clear":true}
 */
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Fault, Faults } from './faults';

interface Command {
  readonly fault?: Fault;
  readonly times?: number;
  readonly freeze?: boolean;
  readonly thaw?: boolean;
  readonly clear?: boolean;
}

export function takeFaultCommands(input: Readable, output: Writable, faults: Faults): void {
  createInterface({ input }).on('line', (line) => {
    output.write(`${JSON.stringify(obey(line, faults))}\n`);
  });
}

function obey(line: string, faults: Faults): object {
  try {
    const command = JSON.parse(line) as Command;
    if (command.clear) faults.clear();
    if (command.fault) faults.next(command.fault, command.times ?? 1);
    if (command.freeze) faults.freeze();
    if (command.thaw) faults.thaw();
    return { ok: true, struck: faults.struck };
  } catch (error) {
    return { ok: false, error: (error as Error).message };
  }
}
