import { textAt, find, type Element } from '../xml/element';
import { amountOf, unitsIn } from '../values/money';
import type { FileRecord, Way } from '../record';
import type { Entry } from './entry';

const sides = [
  ['TtlCdtNtries', 'in'],
  ['TtlDbtNtries', 'out'],
] as const;

/** Counts and sums of entries: banks state them of all, or of the booked ones alone. */
interface Found {
  count: number;
  in: bigint;
  out: bigint;
}

/** Compares what a `TxsSummry` states with what stands in the statement. */
export class CamtTotals {
  private summary: Element | undefined;
  private readonly all: Found = { count: 0, in: 0n, out: 0n };
  private readonly booked: Found = { count: 0, in: 0n, out: 0n };
  private decimals = 2;

  state(summary: Element): void {
    this.summary = summary;
  }

  add({ decimals, status, units, way }: Entry): void {
    this.decimals = decimals;
    for (const found of status === 'BOOK' ? [this.all, this.booked] : [this.all]) {
      found.count += 1;
      found[way] += units;
    }
  }

  breaks(statement: string): FileRecord[] {
    const { all, booked, summary } = this;
    const count = textAt(summary, 'TtlNtries', 'NbOfNtries');
    const isCounted =
      count === undefined || [all.count, booked.count].map(String).includes(count.replace(/^0+(?=\d)/, ''));
    const counts = isCounted ? [] : [mismatch(statement, `${count} entries`, String(all.count))];
    return [...counts, ...sides.flatMap(([name, way]) => this.sum(statement, name, way))];
  }

  private sum(statement: string, name: string, way: Way): FileRecord[] {
    const text = textAt(find(this.summary, name), 'Sum');
    if (text === undefined) return [];
    const found = [this.all[way], this.booked[way]];
    if (found.includes(unitsOrNone(text, this.decimals))) return [];
    return [mismatch(statement, `${way} ${text}`, amountOf(found[0]!, this.decimals))];
  }
}

function mismatch(statement: string, stated: string, found: string): FileRecord {
  return {
    kind: 'break',
    break: { kind: 'ControlTotalMismatch', of: 'statement', statement, stated, found },
  };
}

/** -1 for what is no amount, which equals no sum. */
function unitsOrNone(text: string, decimals: number): bigint {
  try {
    return unitsIn(text, decimals);
  } catch {
    return -1n;
  }
}
