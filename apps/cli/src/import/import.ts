import { statSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { decimalMarks } from '@files/decimal';
import { FileRefused } from '@files/file-refused';
import { formats } from '@files/rows';
import { accountTypes } from '@ledger/state';
import { cliSettings } from '@settings/settings';
import { apiOf } from '../addresses';
import { Failure, usageError } from '../failure';
import { showProgress } from '../progress';
import { wholeNumber } from '../whole-number';
import { planOf, type Options } from './options';
import type { ImportPlan } from './plan';
import { openRejects } from './report/rejects';
import { namedMax, reportOf, sentencesOf } from './report/report';
import { runImport, type ImportOutcome } from './run-import';
import type { OnProblem, Problem } from './report/tally';

/** Exit code of an import that came to its end, though not every row stands in the ledger. */
const someRowsRejected = 2;

const help = `
Columns stand in braces: --debit 'customers:{source}' --amount '{value}' --currency USD. Behind a column may
stand filters: {token|slice:2:32|upper}. Category, description, effective time, reference and metadata are left
out where their columns are empty; an empty column anywhere else makes the row unparseable.

Money in debits --debit and credits --credit; money out swaps them. It is a negative amount with --signed, an amount
with a mark of its own (--amount '{Betrag}' --side '{S/H}' --in H --out S), or has its own column (--money-in
'{Paid in}' --money-out '{Paid out}').

Amounts have a point and no more decimals than their currency, unless --decimal-mark or --thousands-mark says how
numbers are written. --effective-at takes RFC 3339, unless --date-format says how dates are written, in tokens
such as dd.MM.yyyy, M/d/yy or "yyyy-MM-dd HH:mm"; a date is the start of its day in the time zone.

Rows are posted in file order. A row that cannot be read or is rejected is reported and left out, and the import
goes on. Run the same import again after an interruption or with the same file: what stands in the ledger is not
posted again, and all other rows are tried.

A row is known again by what it becomes and how many equal rows stand before it in the file, within one import;
never by its place. An import has a name, by default that of the file and the mapping. Where another file under
the same name has rows that stand in the ledger already, nothing is posted: give --continue to post only those
that do not (the file was corrected, extended or sorted), or another --name (equal rows are meant again).
With --key the key of each row decides instead, across files; a key that stands for other content is a conflict.

Exit codes: 0 every row stands in the ledger; 1 the import stopped before its end, or posted nothing and needs
--continue or --name; 2 it came to its end, but some rows were rejected or unparseable; 3 usage error: an option is
wrong, or the file does not fit the options.`;

/** `ledger import`: the rows of a CSV or NDJSON file as transactions of two postings. */
export function define(command: Command): void {
  defineFile(command);
  defineRow(command);
  defineAccounts(command);
  command
    .option('--rejects <file>', 'write all rows that were rejected or unparseable to this file, as CSV')
    .option('--rows <count>', 'take the first rows of the file only', wholeNumber(1, 1e15))
    .option('--batch <rows>', 'rows in one request', wholeNumber(1, 10_000), 1_000)
    .option('--json', 'print one line of JSON, which names all rejected rows')
    .addHelpText('after', help)
    .action((file: string, options: Options) => importFile(file, options));
}

function defineFile(command: Command): void {
  command
    .argument('<file>', 'CSV with a header, or NDJSON')
    .requiredOption('--ledger <id>', 'ledger to post to')
    .option('--name <name>', 'name of the import (default: that of the file and the mapping)')
    .addOption(new Option('--key-prefix <name>', 'what --name was called before').hideHelp())
    .option('--continue', 'post the rows that do not stand in the ledger, though others of the file do')
    .addOption(new Option('--format <format>', 'default: from the name of the file').choices(formats))
    .option('--separator <character>', 'what separates cells: a character, or tab (default: ",")')
    .option('--quote <character>', `what quotes cells, or none (default: '"')`)
    .option('--header-line <number>', 'line of the header', wholeNumber(1, 1e9))
    .option('--encoding <name>', 'encoding of the file, such as windows-1252 (default: utf-8, strictly)');
}

function defineRow(command: Command): void {
  command
    .option('--debit <account>', 'account to debit')
    .option('--credit <account>', 'account to credit')
    .option('--amount <amount>', 'amount')
    .option('--side <mark>', 'what marks an amount as money in or money out, such as {S/H}')
    .option('--in <texts>', 'texts of --side that mark money in, separated by commas')
    .option('--out <texts>', 'texts of --side that mark money out, which swaps debit and credit')
    .option('--money-in <amount>', 'amount of money in, where it has a column of its own')
    .option('--money-out <amount>', 'amount of money out, which swaps debit and credit')
    .option('--currency <code>', 'currency')
    .addOption(new Option('--decimal-mark <mark>', 'what stands before the decimals').choices(decimalMarks))
    .addOption(new Option('--thousands-mark <mark>', 'what groups digits').choices(['.', ',', "'", 'space']))
    .option('--signed', 'amounts may have a sign; a negative one swaps debit and credit')
    .option('--smallest-unit', "amounts count the currency's smallest unit, such as cents")
    .option('--key <text>', 'what identifies a row for ever, in all files')
    .option('--category <text>', 'category')
    .option('--description <text>', 'description')
    .option('--effective-at <time>', 'effective time')
    .option('--date-format <format>', 'how --effective-at is written, such as dd.MM.yyyy')
    .option('--time-zone <zone>', 'time zone of these dates, such as Europe/Berlin (default: UTC)')
    .option('--reference <text>', 'reference, unique in the ledger')
    .option('--metadata <name=text>', 'metadata, any number of times', collectPair, {});
}

function defineAccounts(command: Command): void {
  command
    .option('--open <account>', 'open this account before the transaction of the row, or alone')
    .addOption(new Option('--type <type>', 'type of the accounts that are opened').choices(accountTypes))
    .option('--accepts <codes>', 'currencies these accounts accept, separated by commas (default: any)')
    .option('--minimum <amount>', 'their minimum balance, in the currency given')
    .option('--maximum <amount>', 'their maximum balance');
}

async function importFile(file: string, options: Options): Promise<void> {
  const size = sizeOf(file);
  const plan = planOf(file, options);
  const begin = performance.now();
  const { outcome, problems } = await run(plan, size, options);
  const report = reportOf(plan, outcome, problems, (performance.now() - begin) / 1_000);
  console.log(options.json ? JSON.stringify(report) : sentencesOf(report));
  const { refusedCount, unreadable } = outcome.tally;
  process.exitCode = refusedCount + unreadable > 0 ? someRowsRejected : 0;
}

async function run(
  plan: ImportPlan,
  size: number,
  { json, rejects }: Options,
): Promise<{ outcome: ImportOutcome; problems: Problem[] }> {
  const api = apiOf(cliSettings());
  const file = rejects === undefined ? undefined : openRejects(rejects, plan.file);
  const bar = showProgress('import', size);
  const problems: Problem[] = [];
  const onProblem: OnProblem = (problem, row) => {
    file?.write(problem, row);
    if (json || problems.length < namedMax) problems.push(problem);
  };
  try {
    const outcome = await runImport(api, plan, (bytes, { rows }) => bar.at(bytes, `${rows} rows`), onProblem);
    return { outcome, problems };
  } catch (error) {
    if (error instanceof FileRefused) throw new Failure(`${plan.file}: ${error.message}`, usageError);
    throw error;
  } finally {
    bar.end();
    file?.close();
  }
}

function sizeOf(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile()) return found.size;
  throw new Failure(`There is no file ${file}.`, usageError);
}

function collectPair(text: string, before: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write name=text.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
