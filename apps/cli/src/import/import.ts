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

/** Exit code of an import that came to its end, though not every row is in the ledger. */
const someRowsRejected = 2;

const help = `
Put the names of columns in braces: --debit 'customers:{source}' --amount '{value}' --currency USD. A column can be
followed by filters: {token|slice:2:32|upper}. If the columns of category, description, effective time, reference or
metadata are empty, the field is omitted; an empty column anywhere else makes the row unparseable.

Money in debits --debit and credits --credit; money out does the opposite. Money out is a negative amount with
--signed, an amount with a mark (--amount '{Betrag}' --side '{S/H}' --in H --out S), or an amount in a column of its
own (--money-in '{Paid in}' --money-out '{Paid out}').

Amounts use a decimal point and at most as many decimals as their currency, unless --decimal-mark or --thousands-mark
describes the number format. --effective-at expects RFC 3339, unless --date-format describes the format of dates, in
tokens such as dd.MM.yyyy, M/d/yy or "yyyy-MM-dd HH:mm"; a date means the start of that day in the time zone.

Rows are posted in file order. A row that cannot be read or is rejected is reported and omitted, and the import
continues. After an interruption, run the same import again: rows that are already in the ledger are not posted
again, and all others are tried.

Within one import, a row is identified by its mapped content and by how many equal rows precede it in the file, not
by its line number. An import has a name, by default that of the file and the mapping. If another file under the same
name has already posted some of the rows, nothing is posted: use --continue to post only the missing rows (the file
was corrected, extended or sorted), or another --name to post equal rows once more. With --key, the key of each row
identifies it instead, across all files; the same key with other content is a conflict.

Exit codes: 0 every row is in the ledger; 1 the import stopped early, or posted nothing and needs --continue or --name;
2 the import finished, but some rows were rejected or unparseable; 3 usage error: an option is wrong, or the file does
not match the options.`;

/** `ledger import`: the rows of a CSV or NDJSON file as transactions of two postings. */
export function define(command: Command): void {
  defineFile(command);
  defineRow(command);
  defineAccounts(command);
  command
    .option('--rejects <file>', 'write all rows that were rejected or unparseable to this file, as CSV')
    .option('--rows <count>', 'read only this many rows of the file', wholeNumber(1, 1e15))
    .option('--batch <rows>', 'rows per request', wholeNumber(1, 10_000), 1_000)
    .option('--json', 'print one line of JSON, with all rejected rows')
    .addHelpText('after', help)
    .action((file: string, options: Options) => importFile(file, options));
}

function defineFile(command: Command): void {
  command
    .argument('<file>', 'CSV with a header, or NDJSON')
    .requiredOption('--ledger <id>', 'ledger to post to')
    .option('--name <name>', 'name of the import (default: that of the file and the mapping)')
    .addOption(new Option('--key-prefix <name>', 'former name of --name').hideHelp())
    .option('--continue', 'post the rows that are not in the ledger, even if others of the file are')
    .addOption(new Option('--format <format>', 'format of the file (default: by its name)').choices(formats))
    .option('--separator <character>', 'separator of cells: a character, or tab (default: ",")')
    .option('--quote <character>', `quotation mark of cells, or none (default: '"')`)
    .option('--header-line <number>', 'line of the header', wholeNumber(1, 1e9))
    .option('--encoding <name>', 'encoding of the file, such as windows-1252 (default: utf-8)');
}

function defineRow(command: Command): void {
  command
    .option('--debit <account>', 'account to debit')
    .option('--credit <account>', 'account to credit')
    .option('--amount <amount>', 'amount')
    .option('--side <mark>', 'column that marks an amount as money in or out, such as {S/H}')
    .option('--in <texts>', 'values of --side that mean money in, separated by commas')
    .option('--out <texts>', 'values of --side that mean money out, which swaps debit and credit')
    .option('--money-in <amount>', 'amount of money in, if it has its own column')
    .option('--money-out <amount>', 'amount of money out, which swaps debit and credit')
    .option('--currency <code>', 'currency')
    .addOption(new Option('--decimal-mark <mark>', 'decimal mark').choices(decimalMarks))
    .addOption(
      new Option('--thousands-mark <mark>', 'mark between groups of digits').choices([
        '.',
        ',',
        "'",
        'space',
      ]),
    )
    .option('--signed', 'amounts may have a sign; a negative one swaps debit and credit')
    .option('--smallest-unit', "amounts are in the currency's smallest unit, such as cents")
    .option('--key <text>', 'permanent identity of a row, across all files')
    .option('--category <text>', 'category')
    .option('--description <text>', 'description')
    .option('--effective-at <time>', 'effective time')
    .option('--date-format <format>', 'format of --effective-at, such as dd.MM.yyyy')
    .option('--time-zone <zone>', 'time zone of these dates, such as Europe/Berlin (default: UTC)')
    .option('--reference <text>', 'reference, unique in the ledger')
    .option('--metadata <name=text>', 'metadata; may be repeated', collectPair, {})
    .option('--subject <id>', 'your id of the person whom --personal is about')
    .option(
      '--personal <name=text>',
      'text about a person, kept encrypted; may be repeated',
      collectPair,
      {},
    );
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
