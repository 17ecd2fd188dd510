import { Option, type Command } from 'commander';
import { Books, type BookAccount } from '@verifier/journal/books';
import { MalformedTile } from '@proof/tiles';
import { JournalFault } from '@verifier/journal/fault';
import { ExportFault, UsageError } from '@verifier/export-fault';
import { cliSettings } from '@settings/settings';
import { headerFor } from '../access/header-for';
import { ApiClient } from '../api-client';
import { withPlain } from '../export/opened-export';
import { addUntilOptions, untilOf, type UntilOptions } from '../export/until-options';
import { cannotSay, Failure, usageError } from '../failure';
import { showProgress } from '../progress';
import { Comparison } from './comparison';
import { ExportedJournal } from './exported-journal';
import { figuresOf, trialBalancesOf } from './figures';
import { historyIn } from './history';
import { sentencesOf, wordsOfHistory, type ReplayReport } from './report';

interface Options extends UntilOptions {
  readonly export: string;
  readonly balances?: true;
  readonly trialBalance?: true;
  readonly account?: string;
  readonly against?: string;
  readonly identity?: string;
  readonly json?: true;
}

/** How long a request that was not answered is repeated; the read models are waited for by the API itself. */
const patienceMs = 2_000;

const help = `
Every amount is added up again from the entries of the export, up to any entry or time; no service is needed. It takes
the entries as they are: prove them first, with npx ledger verify --export.

With --account the history of one account is printed as it is found; with --json a line of JSON for each step.

With --against the read models of a running API, as they knew the ledger at that entry, are compared with it: every
transaction in order, then every account and every figure of its balances. The first difference is reported.

Exit codes: 0 replayed (and equal), 1 the API returns something else or the entries contradict each other, 2 something
is missing or out of reach, 3 usage error.`;

/** `ledger replay`: the books as an export makes them, at any entry or time. */
export function define(command: Command): void {
  command
    .requiredOption('--export <path>', 'export to replay, a folder or an encrypted file')
    .option('--identity <file>', 'file with the identity of age that opens an encrypted export');
  addUntilOptions(command)
    .addOption(
      new Option('--balances', 'print the figures of every account (default)').conflicts('trialBalance'),
    )
    .option('--trial-balance', 'print the balances of all accounts in two columns, by currency')
    .addOption(
      new Option('--account <path>', 'print what happened to one account').conflicts([
        'balances',
        'trialBalance',
      ]),
    )
    .option('--against <url>', 'compare with the read models of this API')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: Options) =>
      withPlain([{ path: options.export, form: 'folder' }], options.identity, ([plain]) =>
        replayExport(plain!, options),
      ).catch(forTheUser),
    );
}

function forTheUser(cause: unknown): never {
  if (cause instanceof UsageError) throw new Failure(cause.message, usageError);
  const isFinding = [ExportFault, JournalFault, MalformedTile].some((kind) => cause instanceof kind);
  throw isFinding ? new Failure((cause as Error).message) : cause;
}

/** @param plain the export, decrypted where it was encrypted */
async function replayExport(plain: string, options: Options): Promise<void> {
  const journal = new ExportedJournal(plain, untilOf(options));
  const { books, entries, last } = fold(journal, options);
  const accounts = [...books.accounts.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  if (options.account !== undefined && !books.accounts.has(options.account))
    throw new Failure(`There is no account ${options.account} at entry ${last.seq}.`, usageError);
  const compared =
    options.against === undefined ? null : await compare(options.against, journal, last.seq, accounts);
  const report: ReplayReport = {
    export: options.export,
    ledger: journal.ledger,
    entries: String(entries),
    ...last,
    transactions: String(books.transactions),
    ...contentOf(options, accounts),
    against: compared,
  };
  console.log(options.json ? JSON.stringify(report) : sentencesOf(report));
  if (compared && 'figure' in compared) process.exitCode = 1;
}

/** Only the books are held in memory, not the entries. */
function fold(journal: ExportedJournal, { account, json }: Options) {
  const books = new Books();
  const bar = showProgress('replay', journal.size);
  let entries = 0;
  let last = { seq: '', recordedAt: '' };
  try {
    for (const entry of journal.entries()) {
      books.take(entries, entry);
      entries += 1;
      last = { seq: entry.seq, recordedAt: entry.recordedAt };
      if (entries % 2_000 === 0) bar.at(entries, `${entries.toLocaleString('en')} entries`);
      if (account === undefined) continue;
      for (const line of historyIn(entry, account))
        console.log(json ? JSON.stringify(line) : wordsOfHistory(line));
    }
  } finally {
    bar.end();
  }
  if (entries === 0) throw new Failure('The export has no entry up to that point.', cannotSay);
  return { books, entries, last };
}

function compare(url: string, journal: ExportedJournal, seq: string, accounts: readonly BookAccount[]) {
  const api = new ApiClient(url, headerFor(cliSettings()), patienceMs);
  return new Comparison(api, journal, seq).run(accounts).catch((cause: unknown) => {
    throw cause instanceof Failure ? new Failure(cause.message, cannotSay) : cause;
  });
}

function contentOf({ account, trialBalance }: Options, accounts: readonly BookAccount[]) {
  if (account !== undefined) return { balances: figuresOf(accounts.find(({ path }) => path === account)!) };
  return trialBalance
    ? { trialBalances: trialBalancesOf(accounts) }
    : { balances: accounts.flatMap(figuresOf) };
}
