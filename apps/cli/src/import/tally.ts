/** Why a row became no transaction. */
export interface Problem {
  readonly row: number;
  readonly code: string;
  readonly detail: string;
}

/** Most problems that are told in full; the others are counted. */
const toldMax = 20;

/** What became of the rows of a file. */
export class Tally {
  /** Rows decided by an earlier run of the same import, which were not sent again. */
  skipped = 0;
  accepted = 0;
  /** Accepted earlier under the same key. */
  replayed = 0;
  /** Rows that no transaction could be made of. */
  unreadable = 0;
  opened = 0;
  alreadyOpen = 0;
  /** The greatest seq among the answers; reading with it as `after` shows all that was written. */
  lastSeq = -1;
  readonly refused: Record<string, number> = {};
  readonly problems: Problem[] = [];

  get sent(): number {
    return this.accepted + this.replayed + this.refusedCount;
  }

  get refusedCount(): number {
    return Object.values(this.refused).reduce((sum, count) => sum + count, 0);
  }

  get rows(): number {
    return this.skipped + this.sent + this.unreadable;
  }

  accept(seq: string, isReplayed: boolean): void {
    if (isReplayed) this.replayed += 1;
    else this.accepted += 1;
    this.lastSeq = Math.max(this.lastSeq, Number(seq));
  }

  refuse(problem: Problem): void {
    this.refused[problem.code] = (this.refused[problem.code] ?? 0) + 1;
    this.tell(problem);
  }

  leaveOut(row: number, detail: string): void {
    this.unreadable += 1;
    this.tell({ row, code: 'Unreadable', detail });
  }

  private tell(problem: Problem): void {
    if (this.problems.length < toldMax) this.problems.push(problem);
  }
}
