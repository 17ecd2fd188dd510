import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { accountTypes } from '@ledger/state';
import { cliSettings } from '@settings/settings';
import { apiAddress } from '../addresses';
import { ApiClient } from '../api-client';
import { Failure, wrongUse } from '../failure';
import { showProgress } from '../progress';
import { wholeNumber } from '../whole-number';
import { reportOf, sentencesOf } from './report';
import { formats, type Format } from './rows';
import { runImport, type ImportPlan, type Opening } from './run-import';
import { parseTemplate } from './template';
import type { Mapping } from './transfer';

interface Options {
  readonly ledger: string;
  readonly format?: Format;
  readonly debit?: string;
  readonly credit?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly smallestUnit?: true;
  readonly key?: string;
  readonly keyPrefix?: string;
  readonly category?: string;
  readonly description?: string;
  readonly effectiveAt?: string;
  readonly reference?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly open?: string;
  readonly type?: string;
  readonly accepts?: string;
  readonly minimum?: string;
  readonly maximum?: string;
  readonly batch: number;
  readonly rows?: number;
  readonly json?: true;
}

/** Exit code of an import that came to its end. */
const someRowsUnreadable = 2;

const help = `
Columns stand in braces: --debit 'customers:{source}' --amount '{value}' --currency USD. Behind a column may
stand filters: {token|slice:2:32|upper}. Amounts are brought to the decimals of their currency; where a digit
would be lost, the row is left out and reported.

Rows are posted in file order, each once: run the same import again after an interruption, and it goes on behind
the last row that was posted.

Exit codes: 0 every row was decided (accepted, or refused by the rules of the ledger), 1 the import did not come
to its end, 2 it did, but no transaction could be made of some rows, 3 wrong use.`;

/** `ledger import`: the rows of a CSV or NDJSON file as transactions of two postings. */
export function define(command: Command): void {
  command
    .argument('<file>', 'CSV with a header, or NDJSON')
    .requiredOption('--ledger <id>', 'ledger to post to')
    .addOption(new Option('--format <format>', 'by default from the name of the file').choices(formats))
    .option('--debit <account>', 'account that is debited')
    .option('--credit <account>', 'account that is credited')
    .option('--amount <amount>', 'amount, written out')
    .option('--currency <code>', 'currency')
    .option('--smallest-unit', "amounts count the currency's smallest unit, such as cents")
    .option('--key <text>', 'what tells rows apart for ever (default: their number)')
    .option(
      '--key-prefix <text>',
      'what the keys of this import begin with (default: a fingerprint of the file)',
    )
    .option('--category <text>', 'category')
    .option('--description <text>', 'description')
    .option('--effective-at <time>', 'effective time, RFC 3339')
    .option('--reference <text>', 'reference, unique in the ledger')
    .option('--metadata <name=text>', 'metadata, any number of times', collectPair, {})
    .option('--open <account>', 'open this account before the transaction of the row, or alone')
    .addOption(new Option('--type <type>', 'type of the accounts that are opened').choices(accountTypes))
    .option('--accepts <codes>', 'currencies these accounts accept, separated by commas (default: any)')
    .option('--minimum <amount>', 'their minimum balance, in the currency given')
    .option('--maximum <amount>', 'their maximum balance')
    .option('--rows <count>', 'take the first rows of the file only', wholeNumber(1, 1e15))
    .option('--batch <rows>', 'rows in one request', wholeNumber(1, 10_000), 1_000)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', help)
    .action((file: string, options: Options) => importFile(file, options));
}

async function importFile(file: string, options: Options): Promise<void> {
  const plan = planOf(file, options);
  const size = sizeOf(file);
  const api = new ApiClient(apiAddress(cliSettings()));
  const begin = performance.now();
  const bar = showProgress('import', size);
  const tally = await runImport(api, plan, (bytes, { sent }) => bar.at(bytes, `${sent} rows`)).finally(() =>
    bar.end(),
  );
  const report = reportOf(plan, tally, (performance.now() - begin) / 1_000);
  console.log(options.json ? JSON.stringify(report) : sentencesOf(report));
  process.exitCode = tally.unreadable > 0 ? someRowsUnreadable : 0;
}

function planOf(file: string, options: Options): ImportPlan {
  const mapping = mappingOf(options);
  const opening = openingOf(options);
  if (!mapping && !opening) {
    throw new Failure(
      'Say what a row becomes: --debit, --credit, --amount and --currency, or --open.',
      wrongUse,
    );
  }
  return {
    file,
    format: options.format ?? formatOf(file),
    ledger: options.ledger,
    mapping,
    ...(opening && { opening }),
    ...(options.keyPrefix !== undefined && { keyPrefix: options.keyPrefix }),
    batchRows: options.batch,
    ...(options.rows !== undefined && { rowsMax: options.rows }),
  };
}

function mappingOf(options: Options): Mapping | undefined {
  const { debit, credit, amount, currency } = options;
  if (debit === undefined && credit === undefined && amount === undefined) return undefined;
  if (debit === undefined || credit === undefined || amount === undefined || currency === undefined) {
    throw new Failure('A transaction needs all of --debit, --credit, --amount and --currency.', wrongUse);
  }
  const details = ['key', 'category', 'description', 'effectiveAt', 'reference'] as const;
  const given = details.flatMap((name) =>
    options[name] === undefined ? [] : [[name, parseTemplate(options[name])]],
  );
  const metadata = Object.entries(options.metadata).map(([name, text]) => [name, parseTemplate(text)]);
  return {
    debit: parseTemplate(debit),
    credit: parseTemplate(credit),
    amount: parseTemplate(amount),
    currency: parseTemplate(currency),
    isInSmallestUnit: options.smallestUnit === true,
    ...(Object.fromEntries(given) as Pick<Mapping, (typeof details)[number]>),
    metadata: Object.fromEntries(metadata) as Mapping['metadata'],
  };
}

function openingOf({ open, type, accepts, minimum, maximum, currency }: Options): Opening | undefined {
  if (open === undefined) return undefined;
  const isLimited = minimum !== undefined || maximum !== undefined;
  if (isLimited && (currency === undefined || currency.includes('{'))) {
    throw new Failure('--minimum and --maximum need a --currency that is the same in all rows.', wrongUse);
  }
  const limit = {
    currency,
    ...(maximum !== undefined && { maximum }),
    ...(minimum !== undefined && { minimum }),
  };
  return {
    path: parseTemplate(open),
    terms: {
      ...(type !== undefined && { type }),
      ...(accepts !== undefined && { currencies: accepts.split(',') }),
      ...(isLimited && { limits: [limit] }),
    },
  };
}

function formatOf(file: string): Format {
  const ending = extname(file).slice(1).toLowerCase();
  if (ending === 'csv') return 'csv';
  if (ending === 'ndjson' || ending === 'jsonl') return 'ndjson';
  throw new Failure(`The name of ${file} does not tell its format; give --format csv or ndjson.`, wrongUse);
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    throw new Failure(`There is no file ${file}.`, wrongUse);
  }
}

function collectPair(text: string, before: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write name=text.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
