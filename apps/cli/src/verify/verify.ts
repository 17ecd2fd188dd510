import type { Command } from 'commander';
import { accessJournalId } from '@access/access-book';
import { connectEventStore } from '@streams/eventstore-stream';
import { journalOf, type Stream } from '@streams/stream';
import { cliSettings, type CliSettings } from '@settings/settings';
import type { AccountReport } from '@verifier/account-export/verify-account';
import type { ExportReport } from '@verifier/export/verify-export';
import { databaseAddress, eventStoreAddress } from '../addresses';
import { withPlain } from '../export/opened-export';
import { Failure, usageError } from '../failure';
import { showProgress } from '../progress';
import { wholeNumber } from '../whole-number';
import { sentencesOfAccount, verifyAccount } from './account';
import { exitCodes } from './exit-codes';
import { sentencesOfExport, verifyFolder } from './export';
import type { OfflineArguments } from './offline';
import { ReadModelSnapshot } from './read-models';
import { reportOf, sentencesOf, type TrustedRoot, type VerifyReport } from './report';
import { rootKeyOf, trustedRoot } from './trusted-root';
import { walkAccess } from './access';
import { foundScopes, withScopes } from './analysts';
import { walkJournal, type Findings } from './walk';

/** What to verify in the event store; `wait` is in seconds. */
interface LedgerArguments {
  readonly ledger: string;
  readonly rootKey?: string;
  readonly accessRootKey?: string;
  readonly readModels: boolean;
  readonly wait: number;
}

interface Options extends OfflineArguments, Omit<LedgerArguments, 'ledger'> {
  readonly ledger?: string;
  readonly export?: string;
  readonly accountExport?: string;
  readonly accessExport?: string;
  readonly identity?: string;
  readonly json?: true;
}

const help = `
With --ledger, reads the journal from the event store, entry by entry, judges every actor by the access journal, and
compares every row of the read models with the journal, as of the last entry that they have applied. Nothing is written.

With --export or --account-export, no service is needed: only the export, the root key and what you kept are read.
docs/VERIFIER.md lists what is checked and what can be reported.

Exit codes: 0 no tampering found, 1 tampered with (the class of the fault and the first bad seq are printed),
2 incomplete or unreachable, so nothing can be concluded, 3 usage error.`;

/** `ledger verify`: the journal of a ledger against its seals, and the read models against the journal. */
export function define(command: Command): void {
  command
    .option('--ledger <id>', 'ledger to verify, in the event store')
    .option('--no-read-models', 'verify the journal alone')
    .option('--wait <seconds>', 'how long the read models may take to catch up', wholeNumber(0, 86_400), 30)
    .option(
      '--export <path>',
      'verify an export instead, a folder or an encrypted file: no service is needed',
    )
    .option(
      '--access-export <folder>',
      'with --export: judge every actor by this export of the access journal',
    )
    .option('--access-root-key <key>', 'the root key of the access journal, or a file that contains it')
    .option('--account-export <file>', 'verify the export of one account')
    .option('--identity <file>', 'file with the identity of age that opens encrypted exports')
    .option(
      '--root-key <key>',
      'the root key, or a file that contains it (default with --ledger: the one in KEYS_DIR, if any)',
    )
    .option('--checkpoint <files...>', 'checkpoints you kept, which the export must extend')
    .option('--policy <file>', 'which witnesses must have cosigned the newest checkpoint (tlog-policy)')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', help)
    .action(async (options: Options) => {
      const { ledger, export: folder, accountExport: file, json } = options;
      const given = [ledger, folder, file].filter((each) => each !== undefined);
      if (given.length !== 1)
        throw new Failure('Give one of --ledger, --export and --account-export.', usageError);
      if (folder !== undefined) return print(await verifyExports(folder, options), sentencesOfExport, json);
      if (file !== undefined) return print(await verifyAccountFile(file, options), sentencesOfAccount, json);
      const asked = withRootKeys({ ...options, ledger: ledger! });
      const report = await verifyLedger(cliSettings(), asked).catch(outOfReach);
      print(report, sentencesOf, json);
      process.exit();
    });
}

/** @throws Failure where it is used wrongly, or what is encrypted cannot be decrypted */
function verifyExports(folder: string, options: Options): Promise<ExportReport> {
  const { accessExport, identity } = options;
  const named = [folder, ...(accessExport === undefined ? [] : [accessExport])];
  const exports = named.map((path) => ({ path, form: 'folder' }) as const);
  return withPlain(exports, identity, ([plain, access]) => ({
    ...verifyFolder(plain!, { ...options, ...(access !== undefined && { accessExport: access }) }),
    export: folder,
  }));
}

function verifyAccountFile(file: string, options: Options): Promise<AccountReport> {
  return withPlain([{ path: file, form: 'file' }], options.identity, ([plain]) => ({
    ...verifyAccount(plain!, options),
    accountExport: file,
  }));
}

function print<Report extends { readonly verdict: keyof typeof exitCodes }>(
  report: Report,
  sentences: (report: Report) => string,
  asJson?: true,
): void {
  console.log(asJson ? JSON.stringify(report) : sentences(report));
  process.exitCode = exitCodes[report.verdict];
}

/** A failure of the verifier itself says nothing about the journal. */
function outOfReach(cause: unknown): never {
  const sentence = cause instanceof Error ? cause.message : String(cause);
  throw new Failure(sentence, exitCodes.incomplete);
}

/**
 * Verifies one ledger, whatever comes of it.
 * @throws Failure and the errors of the stores, where they are out of reach
 */
export async function verifyLedger(settings: CliSettings, options: LedgerArguments): Promise<VerifyReport> {
  const { ledger } = options;
  const stream = connectEventStore(eventStoreAddress(settings));
  try {
    const last = (await stream.last(journalOf(ledger)))?.revision ?? -1;
    const { rootKey: given } = options;
    const named = { journal: ledger, option: '--root-key', ...(given !== undefined && { given }) } as const;
    const root = await trustedRoot(settings, stream, named);
    return await walk({ settings, options, stream, root, last });
  } finally {
    await stream.close();
  }
}

/** The root keys that were given, read before anything is asked. @throws Failure of a usage error */
function withRootKeys({ rootKey, accessRootKey, ...rest }: LedgerArguments): LedgerArguments {
  return {
    ...rest,
    ...(rootKey !== undefined && { rootKey: rootKeyOf(rest.ledger, rootKey, '--root-key') }),
    ...(accessRootKey !== undefined && {
      accessRootKey: rootKeyOf(accessJournalId, accessRootKey, '--access-root-key'),
    }),
  };
}

interface Subject {
  readonly settings: CliSettings;
  readonly options: LedgerArguments;
  readonly stream: Stream;
  readonly root: TrustedRoot | undefined;
  /** Seq of the last entry when we began; -1 where there is none. */
  readonly last: number;
}

async function walk({ settings, options, stream, root, last }: Subject): Promise<VerifyReport> {
  const { ledger } = options;
  const isAccess = ledger === accessJournalId;
  const scopes = options.readModels ? await foundScopes(databaseAddress(settings)) : undefined;
  const readModels =
    options.readModels && !isAccess
      ? await ReadModelSnapshot.open(databaseAddress(settings), ledger, last, options.wait * 1_000)
      : undefined;
  const bar = showProgress('verify', last + 1);
  try {
    const progress = (entries: number) => bar.at(entries, `${entries.toLocaleString('en')} entries`);
    // Whatever is in the ledger by now was judged by what is in the access journal by then.
    const count = ((await stream.last(journalOf(ledger)))?.revision ?? -1) + 1;
    const access = await walkAccess(settings, stream, options, scopes);
    if (access && access.report.verdict !== 'ok') return access.report;
    const walked = { ledger, stream, root: root?.vkey, readModels, access: access?.history, count, progress };
    const findings = await walkJournal(walked);
    if (isAccess) return reportOf(ledger, root, withScopes(findings, scopes));
    const all =
      findings.fault || !options.readModels ? findings : withBehind(findings, readModels?.seq, last);
    return reportOf(ledger, root, all);
  } finally {
    bar.end();
    await readModels?.close();
  }
}

/** A journal that is in order, but read models that have not applied what was there when we began. */
function withBehind(findings: Findings, seq: number | undefined, last: number): Findings {
  if (findings.incomplete !== undefined || (seq !== undefined && seq >= last)) return findings;
  const applied = seq === undefined ? 'do not know the ledger' : `have applied ${seq} of ${last}`;
  const detail = `The read models ${applied}; is the projector running?`;
  return { ...findings, incomplete: { class: 'ReadModelsBehind', detail } };
}
