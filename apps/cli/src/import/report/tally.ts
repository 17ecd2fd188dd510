import type { Row } from '@files/row';
import { NumberSet } from '../earlier/number-set';

/** Why a row became no transaction. */
export interface Problem {
  readonly row: number;
  /** The line of the file on which the row begins. */
  readonly line: number;
  readonly code: string;
  readonly detail: string;
}

/** Receives each row that became no transaction. */
export type OnProblem = (problem: Problem, row: Row) => void;

/** What became of the rows of a file. */
export class Tally {
  rows = 0;
  accepted = 0;
  /** Rows that stood in the ledger before, or twice in the file, and were not posted again. */
  alreadyPosted = 0;
  /** Rows that no transaction could be made of. */
  unreadable = 0;
  opened = 0;
  alreadyOpen = 0;
  /** The highest seq of the rows that stand in the ledger; reading with it as `after` shows all of them. */
  lastSeq = -1;
  readonly refused: Record<string, number> = {};
  /** Seqs of all rows that stand in the ledger. */
  readonly seqs = new NumberSet();

  /** @param beginSeq the end of the journal when the import began */
  constructor(
    private readonly beginSeq: number,
    private readonly onProblem: OnProblem = () => undefined,
  ) {}

  get refusedCount(): number {
    return Object.values(this.refused).reduce((sum, count) => sum + count, 0);
  }

  /**
   * The row stands in the ledger. Only what is behind the begin was posted by this run, though an answer may have been
   * lost and the row be found when it was sent again.
   */
  stands(seq: number): void {
    if (this.isNew(seq)) this.accepted += 1;
    else this.alreadyPosted += 1;
    this.seqs.add(seq);
    this.lastSeq = Math.max(this.lastSeq, seq);
  }

  /** Whether the entry was written since the import began, and no row was found to be it so far. */
  isNew(seq: number): boolean {
    return seq > this.beginSeq && !this.seqs.has(seq);
  }

  /** So many rows were found to stand in the ledger, the last at this seq, and are not sent. */
  passOver(count: number, lastSeq: number): void {
    this.alreadyPosted += count;
    this.lastSeq = Math.max(this.lastSeq, lastSeq);
  }

  refuse(row: Row, code: string, detail: string): void {
    this.refused[code] = (this.refused[code] ?? 0) + 1;
    this.onProblem({ row: row.number, line: row.line, code, detail }, row);
  }

  leaveOut(row: Row, detail: string): void {
    this.unreadable += 1;
    this.onProblem({ row: row.number, line: row.line, code: 'Unreadable', detail }, row);
  }
}
