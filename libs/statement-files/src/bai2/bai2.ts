import { linesOf } from '@files/lines';
import { decodeText } from '../bytes/decode';
import { FileNotReadable } from '../bytes/file-not-readable';
import type { Reading } from '../reading';
import type { FileRecord } from '../record';
import { ControlTotals } from './control-totals';
import { Bai2Group } from './group';
import { recordsOf, type Bai2Record } from './records';

/**
 * BAI2 (Cash Management Balance Reporting Specifications, version 2): groups of accounts with balances and transactions.
 * @see https://www.bai.org/docs/default-source/libraries/site-general-downloads/cash_management_2005.pdf
 */
export async function* readBai2(
  chunks: AsyncIterable<Uint8Array>,
  reading: Reading,
  encodings: readonly string[],
): AsyncGenerator<FileRecord> {
  const file = new Bai2File(reading);
  let last = 1;
  for await (const record of recordsOf(linesOf(decodeText(chunks, encodings)))) {
    last = record.line;
    yield* file.push(record);
  }
  yield* file.end(last);
}

class Bai2File {
  private readonly totals = new ControlTotals();
  private group: Bai2Group | undefined;
  private statements = 0;
  private isClosed = false;

  constructor(private readonly reading: Reading) {}

  push(record: Bai2Record): FileRecord[] {
    const { code, fields, line } = record;
    if (code === '02' || code === '03') this.totals.begin(code === '02' ? 'group' : 'account');
    this.totals.count(record);
    if (code === '01') return [];
    if (code === '02') {
      const left = this.endOfAccount();
      this.group = new Bai2Group(fields, this.reading);
      return left;
    }
    if (code === '99') {
      this.isClosed = true;
      return [...this.endOfAccount(), ...this.totals.file(fields)];
    }
    if (!this.group) throw new FileNotReadable('has an account outside of any group', line);
    if (code === '98') return [...this.endOfAccount(), ...this.totals.group(fields)];
    if (code === '03') {
      const left = this.endOfAccount();
      this.group.account(record, this.statements);
      this.totals.amounts(this.group.amounts());
      return left;
    }
    if (code === '49') return [...this.endOfAccount(), ...this.totals.account(fields)];
    const records = this.group.transaction(record);
    this.totals.amounts(this.group.amounts());
    return records;
  }

  end(line: number): FileRecord[] {
    if (!this.isClosed) throw new FileNotReadable('ends without its record 99', line);
    return this.endOfAccount();
  }

  private endOfAccount(): FileRecord[] {
    const records = this.group?.endOfAccount() ?? [];
    if (records.some(({ kind }) => kind === 'statement')) this.statements += 1;
    return records;
  }
}
