import type { ImportPlan } from './run-import';
import type { Problem, Tally } from './tally';

/** How an import went, as `--json` prints it. */
export interface ImportReport {
  readonly file: string;
  readonly ledger: string;
  readonly rows: number;
  readonly skipped: number;
  readonly accepted: number;
  readonly replayed: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly unreadable: number;
  readonly accountsOpened: number;
  readonly accountsAlreadyOpen: number;
  /** Greatest seq among the answers; null where nothing was posted. */
  readonly lastSeq: string | null;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  /** The first rows that were refused or left out. */
  readonly problems: readonly Problem[];
}

export function reportOf({ file, ledger }: ImportPlan, tally: Tally, seconds: number): ImportReport {
  return {
    file,
    ledger,
    rows: tally.rows,
    skipped: tally.skipped,
    accepted: tally.accepted,
    replayed: tally.replayed,
    refused: tally.refused,
    unreadable: tally.unreadable,
    accountsOpened: tally.opened,
    accountsAlreadyOpen: tally.alreadyOpen,
    lastSeq: tally.lastSeq < 0 ? null : String(tally.lastSeq),
    seconds: Number(seconds.toFixed(3)),
    rowsPerSecond: Math.round((tally.rows - tally.skipped) / seconds),
    problems: tally.problems,
  };
}

/** The same for people. */
export function sentencesOf(report: ImportReport): string {
  const { rows, skipped, accepted, replayed, refused, unreadable, accountsOpened, accountsAlreadyOpen } =
    report;
  const counts: [string, number][] = [
    ['decided by an earlier run', skipped],
    ['accepted', accepted],
    ['accepted before', replayed],
    ...Object.entries(refused).map(([code, count]): [string, number] => [`refused: ${code}`, count]),
    ['left out', unreadable],
    ['accounts opened', accountsOpened],
    ['accounts open before', accountsAlreadyOpen],
  ];
  const told = counts.filter(([name, count]) => count > 0 || name === 'accepted');
  const lines = told.map(([name, count]) => `  ${count.toLocaleString('en').padStart(12)}  ${name}`);
  const examples = report.problems
    .slice(0, 5)
    .map(({ row, code, detail }) => `  row ${row}: ${code}: ${detail}`);
  return [
    `${rows.toLocaleString('en')} rows of ${report.file} in ${report.seconds.toFixed(1)} s (${report.rowsPerSecond.toLocaleString('en')} a second)`,
    ...lines,
    ...(examples.length > 0 ? ['The first that were not accepted:', ...examples] : []),
  ].join('\n');
}
