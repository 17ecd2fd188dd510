import type { FileRecord } from '../record';
import type { Bai2Record } from './records';

/** What a group or a file adds up of the totals below it. */
interface Level {
  total: bigint;
  members: number;
  records: number;
}

const empty = (): Level => ({ total: 0n, members: 0, records: 0 });

/**
 * Checks the totals with which accounts, groups and the file close: sums of all amounts, counts of what is in them and of
 * records. A group adds up what its accounts state, so that one wrong total is reported once.
 */
export class ControlTotals {
  private inAccount = empty();
  private inGroup = empty();
  private inFile = empty();

  count({ count }: Bai2Record): void {
    for (const level of [this.inAccount, this.inGroup, this.inFile]) level.records += count;
  }

  /** Amounts of an account's record or of a transaction, in the smallest unit. */
  amounts(units: readonly bigint[]): void {
    for (const each of units) this.inAccount.total += each;
  }

  account([total = '', records = '']: readonly string[]): FileRecord[] {
    const { inAccount, inGroup } = this;
    const breaks = [...summed('account', total, inAccount), ...recorded('account', records, inAccount)];
    inGroup.total += unitsOr0(total);
    inGroup.members += 1;
    this.inAccount = empty();
    return breaks;
  }

  group([total = '', accounts = '', records = '']: readonly string[]): FileRecord[] {
    const { inFile, inGroup } = this;
    const breaks = [
      ...summed('group', total, inGroup),
      ...counted('group', accounts, inGroup, 'account'),
      ...recorded('group', records, inGroup),
    ];
    inFile.total += unitsOr0(total);
    inFile.members += 1;
    [this.inGroup, this.inAccount] = [empty(), empty()];
    return breaks;
  }

  file([total = '', groups = '', records = '']: readonly string[]): FileRecord[] {
    const { inFile } = this;
    return [
      ...summed('file', total, inFile),
      ...counted('file', groups, inFile, 'group'),
      ...recorded('file', records, inFile),
    ];
  }

  /** An account, or a group, begins: what was counted so far is of what it stands in. */
  begin(level: 'account' | 'group'): void {
    this.inAccount = empty();
    if (level === 'group') this.inGroup = empty();
  }
}

function summed(of: string, stated: string, { total }: Level): FileRecord[] {
  return stated === '' || unitsOr0(stated) === total ? [] : [mismatch(of, stated, String(total))];
}

function counted(of: string, stated: string, { members }: Level, thing: string): FileRecord[] {
  if (stated === '' || Number(stated) === members) return [];
  return [mismatch(of, `${stated} ${thing}${stated === '1' ? '' : 's'}`, String(members))];
}

function recorded(of: string, stated: string, { records }: Level): FileRecord[] {
  if (stated === '' || Number(stated) === records) return [];
  return [mismatch(of, `${stated} records`, String(records))];
}

function mismatch(of: string, stated: string, found: string): FileRecord {
  return { kind: 'break', break: { kind: 'ControlTotalMismatch', of, stated: stated.slice(0, 60), found } };
}

function unitsOr0(text: string): bigint {
  return /^[+-]?\d{1,38}$/.test(text) ? BigInt(text.replace('+', '')) : 0n;
}
