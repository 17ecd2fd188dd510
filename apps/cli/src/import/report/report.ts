import { inWords } from '../../in-words';
import { missingLines, type PostedTransaction } from '../earlier/earlier';
import type { ImportPlan } from '../plan';
import type { ImportOutcome } from '../run-import';
import type { Problem } from './tally';

/** How an import went, as `--json` prints it. */
export interface ImportReport {
  readonly file: string;
  readonly ledger: string;
  /** Name of the import; null where accounts were opened and nothing was posted. */
  readonly name: string | null;
  readonly rows: number;
  readonly alreadyPosted: number;
  readonly accepted: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly unreadable: number;
  readonly accountsOpened: number;
  readonly accountsAlreadyOpen: number;
  /** Highest seq of the rows that stand in the ledger; null where none does. */
  readonly lastSeq: string | null;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  /** The rows that were refused or unreadable, in the order of the file. */
  readonly problems: readonly Problem[];
  /** Another import that posted rows of the very same file before; null where there is none. */
  readonly otherName: string | null;
  /** What earlier runs posted and the file does not have; null where it continues none of them. */
  readonly notInFile: {
    readonly isCut: boolean;
    readonly transactions: readonly MissingTransaction[];
  } | null;
}

interface MissingTransaction extends PostedTransaction {
  readonly seq: string;
  readonly id: string;
}

/** @param problems those that are to be named */
export function reportOf(
  { file, ledger }: ImportPlan,
  { name, tally, otherName, missing }: ImportOutcome,
  problems: readonly Problem[],
  seconds: number,
): ImportReport {
  return {
    file,
    ledger,
    name: name ?? null,
    rows: tally.rows,
    alreadyPosted: tally.alreadyPosted,
    accepted: tally.accepted,
    refused: tally.refused,
    unreadable: tally.unreadable,
    accountsOpened: tally.opened,
    accountsAlreadyOpen: tally.alreadyOpen,
    lastSeq: tally.lastSeq < 0 ? null : String(tally.lastSeq),
    seconds: Number(seconds.toFixed(3)),
    rowsPerSecond: Math.round(tally.rows / seconds),
    problems: problems.toSorted((a, b) => a.line - b.line),
    otherName: otherName ?? null,
    notInFile: missing
      ? {
          isCut: missing.isCut,
          transactions: missing.transactions.map(({ seq, id, postings }) => ({
            seq,
            id,
            postings: postings.map(({ account, side, amount, currency }) => ({
              account,
              side,
              amount,
              currency,
            })),
          })),
        }
      : null,
  };
}

/** Rows that are named to people; a file of rejects, or JSON, names all. */
export const namedMax = 5;

/** The same for people. */
export function sentencesOf(report: ImportReport): string {
  const { rows, file, seconds, rowsPerSecond, otherName, notInFile } = report;
  return [
    `${inWords(rows, 'row')} of ${file} in ${seconds.toFixed(1)} s (${rowsPerSecond.toLocaleString('en')} a second)`,
    ...countsOf(report),
    ...rejectedRows(report),
    ...(notInFile ? missingLines(notInFile) : []),
    ...(otherName !== null
      ? [`Note: the import ${otherName} posted rows of this very file before; these were posted in addition.`]
      : []),
    ...(rows > 0 && rows === report.alreadyPosted
      ? [`Every row was posted before by the import ${report.name}. To post them again, give another --name.`]
      : []),
  ].join('\n');
}

function countsOf(report: ImportReport): string[] {
  const counts: [string, number][] = [
    ['already posted', report.alreadyPosted],
    ['accepted', report.accepted],
    ...Object.entries(report.refused).map(([code, count]): [string, number] => [`rejected: ${code}`, count]),
    ['unparseable', report.unreadable],
    ['accounts opened', report.accountsOpened],
    ['accounts open before', report.accountsAlreadyOpen],
  ];
  return counts
    .filter(([name, count]) => count > 0 || name === 'accepted')
    .map(([name, count]) => `  ${count.toLocaleString('en').padStart(12)}  ${name}`);
}

function rejectedRows({ problems, refused, unreadable }: ImportReport): string[] {
  if (problems.length === 0) return [];
  const more = Object.values(refused).reduce((sum, count) => sum + count, unreadable) - namedMax;
  return [
    'First rejected rows:',
    ...problems.slice(0, namedMax).map(({ line, code, detail }) => `  line ${line}: ${code}: ${detail}`),
    ...(more > 0 ? [`  and ${more.toLocaleString('en')} more; --rejects writes all of them to a file.`] : []),
  ];
}
