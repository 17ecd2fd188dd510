import { amountOf } from '../values/money';
import type { FileRecord, Way } from '../record';
import type { StatementLine } from './statement-line';

interface Sum {
  count: number;
  units: bigint;
}

/** Compares the fields `:90C:` and `:90D:` of an MT942 with its lines; what is only expected is not in them. */
export class InterimTotals {
  private readonly found: Record<Way, Sum> = { in: { count: 0, units: 0n }, out: { count: 0, units: 0n } };
  private readonly stated: Partial<Record<Way, Sum & { readonly decimals: number }>> = {};

  add({ isExpected, units, way }: StatementLine): void {
    if (isExpected) return;
    this.found[way].count += 1;
    this.found[way].units += units;
  }

  state(way: Way, sum: Sum & { readonly decimals: number }): void {
    this.stated[way] = sum;
  }

  breaks(): FileRecord[] {
    return (['in', 'out'] as const).flatMap((way): FileRecord[] => {
      const [stated, found] = [this.stated[way], this.found[way]];
      if (!stated || (stated.count === found.count && stated.units === found.units)) return [];
      const words = ({ count, units }: Sum) => `${way} ${count}: ${amountOf(units, stated.decimals)}`;
      const figures = { stated: words(stated), found: words(found) };
      return [{ kind: 'break', break: { kind: 'ControlTotalMismatch', of: 'statement', ...figures } }];
    });
  }
}
