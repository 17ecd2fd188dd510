import { opposite } from '../values/money';
import type { FileRecord, Line } from '../record';
import type { StatementTally } from '../statement';
import { recorded } from './read-line';
import type { StatementLine } from './statement-line';

/** Most lines that are held until the closing balance is known. */
const heldMax = 10_000;

interface HeldLine {
  readonly line: Line;
  readonly read: StatementLine;
}

/**
 * Decides lines with a minus beside their mark, `D-104,12`. Some banks mean money in, others repeat the mark; only the
 * balances can say it. The lines of the statement from the first such one on are held until its end.
 */
export class SidesByBalance {
  private readonly held: HeldLine[] = [];

  /** @returns what can be given on at once: nothing, or the line, without a side, where too many are held */
  hold(read: StatementLine, line: Line, tally: StatementTally): FileRecord[] {
    if (this.held.push({ line, read }) <= heldMax) return [];
    const newest = this.held.pop()!;
    return recorded(read, read.hasMinus ? sideless(newest.line) : newest.line, tally);
  }

  end(tally: StatementTally): FileRecord[] {
    const { balance, head } = tally;
    const fits = [true, false].filter(
      (isTurned) => balance !== undefined && balance + this.sum(isTurned) === head.closing,
    );
    const [isTurned, another] = fits;
    const isSure = isTurned !== undefined && another === undefined;
    return this.held.flatMap(({ line, read }) => {
      if (!read.hasMinus) return recorded(read, line, tally);
      if (!isSure) return recorded(read, sideless(line), tally);
      return recorded(read, isTurned ? { ...line, way: opposite(read.way) } : line, tally);
    });
  }

  /** In less out of what is held. @param isTurned whether a minus turns the mark round */
  private sum(isTurned: boolean): bigint {
    return this.held.reduce((sum, { read: { hasMinus, units, way } }) => {
      const isIn = (way === 'in') !== (hasMinus && isTurned);
      return isIn ? sum + units : sum - units;
    }, 0n);
  }
}

function sideless({ way: _, ...line }: Line): Line {
  return line;
}
