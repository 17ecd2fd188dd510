import { createReadStream, statSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { decimalMarks } from '@files/decimal';
import { formats } from '@statement-files/bytes/detect';
import { FileNotReadable } from '@statement-files/bytes/file-not-readable';
import { presetNames } from '@statement-files/presets/presets';
import { FormatUnknown, readStatementFile, type FileReading } from '@statement-files/read-statement-file';
import type { FileRecord } from '@statement-files/record';
import { Failure, usageError } from '../failure';
import { showProgress, type ProgressBar } from '../progress';
import { wholeNumber } from '../whole-number';
import { ReadReport } from './read-report';
import { collectDecimals, collectToken, readingOf, type ReadOptions } from './reading-options';

/** Exit code of a file that was read to its end, though something in it needs a person. */
const hasBreaks = 2;

const help = `
Reads camt.052, .053 and .054, pain.002, MT940, MT942, BAI2, OFX 1 and 2, NACHA returns, the reports of Stripe,
Adyen and PayPal, transfers of tokens as ethereum-etl writes them, any other table or JSON lines with a mapping,
and a zip of these. The format is recognised by the content. No service is needed and nothing is written.

A line is booked; an advice is stated by the file, not booked; a break needs a person: a statement that does not
add up, a record that cannot be read, with its line. docs/RECONCILIATION.md describes them all.

Exit codes: 0 the file was read and has no breaks; 1 the file is refused as a whole (with --json, disregard what
was printed before); 2 the file was read and has breaks; 3 usage error: an option is wrong, or the format is not
known.`;

/** `ledger reconcile read`: what a file of a bank, a processor or a chain says. */
export function define(command: Command): void {
  command
    .argument('<file>', 'the file as the provider sent it')
    .addOption(new Option('--format <format>', 'default: by the content').choices(formats))
    .addOption(
      new Option('--preset <name>', 'mapping of a provider (default: by the columns)').choices(presetNames),
    )
    .option('--mapping <file>', 'JSON file that says how the columns of a table become lines')
    .option('--account <id>', 'the account, where the file does not name it')
    .option('--currency <code>', 'the currency, where the file does not name it')
    .option(
      '--decimals <code=count>',
      'decimals of a currency outside ISO 4217, any number of times',
      collectDecimals,
    )
    .option('--time-zone <zone>', 'zone whose days count, such as Europe/Zurich (default: days as written)')
    .option(
      '--encoding <names...>',
      'encodings in the order in which they are tried, such as utf-8 windows-1252',
    )
    .addOption(new Option('--decimal-mark <mark>', 'decimal mark of amounts in OFX').choices(decimalMarks))
    .addOption(new Option('--reversals <how>', 'direction of reversals in camt files').choices(['flipped']))
    .option('--watch <address>', 'the address on a chain whose transfers are lines')
    .option('--token <address=code:decimals>', 'a token on a chain, any number of times', collectToken)
    .option('--rows <count>', 'lines, advices and breaks to print of each', wholeNumber(0, 1e6), 20)
    .option('--json', 'print every record as a line of JSON')
    .addHelpText('after', help)
    .action((file: string, options: ReadOptions) => readFile(file, options));
}

async function readFile(file: string, options: ReadOptions): Promise<void> {
  const size = sizeOf(file);
  const report = new ReadReport(options.rows);
  const bar = showProgress('read', size);
  try {
    for await (const record of recordsOf(file, readingOf(options), bar)) {
      report.add(record);
      if (options.json) await print(`${JSON.stringify(record)}\n`);
    }
  } catch (error) {
    throw failureOf(file, error);
  } finally {
    bar.end();
  }
  if (!options.json) await print(`${report.text()}\n`);
  process.exitCode = report.breakCount > 0 ? hasBreaks : 0;
}

async function* recordsOf(file: string, reading: FileReading, bar: ProgressBar): AsyncGenerator<FileRecord> {
  let [bytes, lines] = [0, 0];
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      bar.at(bytes, `${lines.toLocaleString('en')} lines`);
      yield chunk;
    }
  }
  for await (const record of readStatementFile(counted(), reading)) {
    if (record.kind === 'line') lines += 1;
    yield record;
  }
}

/** Waits until a pipe takes more, so that a long file does not pile up in memory. */
function print(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (process.stdout.write(text)) resolve();
    else process.stdout.once('drain', resolve);
  });
}

function failureOf(file: string, error: unknown): unknown {
  if (error instanceof FormatUnknown) return new Failure(`${file}: ${error.message}`, usageError);
  return error instanceof FileNotReadable ? new Failure(`${file}: ${error.message}`) : error;
}

function sizeOf(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile()) return found.size;
  throw new Failure(`There is no file ${file}.`, usageError);
}
