import { FileRefused } from '@files/file-refused';
import type { Fields } from '@files/fields';
import { shown } from '@files/decimal';
import { layoutOf, readRows, type Format } from '@files/rows';
import type { Row } from '@files/row';
import { BeforeHeader, Unreadable } from '@files/unreadable';
import { decodeText } from '../bytes/decode';
import { FileNotReadable } from '../bytes/file-not-readable';
import { ibanIn } from '../values/iban';
import { columnsOf, type Mapping } from './mapping';
import { amountOf, wayOf } from '../values/money';
import type { Reading } from '../reading';
import type { Advice, FileRecord, Line, Why } from '../record';
import { Cells, cellOf } from './cells';
import { detailsOf } from './details';
import { MappedStatements } from './mapped-statement';

/** A table, or a JSON object on each line, by a mapping. */
export async function* readMapped(
  chunks: AsyncIterable<Uint8Array>,
  { encodings, format, mapping, reading }: MappedFile,
): AsyncGenerator<FileRecord> {
  const { delimiter } = mapping;
  const layout = { ...layoutOf(format), ...(delimiter !== undefined && { separator: delimiter }) };
  const reader = new MappedReader(mapping, reading);
  try {
    const rows = readRows(utf8(decodeText(chunks, encodings)), layout, columnsOf(mapping));
    for await (const row of rows) yield* reader.push(row);
  } catch (error) {
    if (error instanceof FileRefused) throw new FileNotReadable(`does not fit its mapping: ${error.message}`);
    throw error;
  }
  yield* reader.end();
}

export interface MappedFile {
  readonly format: Format;
  readonly mapping: Mapping;
  readonly reading: Reading;
  readonly encodings: readonly string[];
}

/** The reader of rows takes bytes, of which nothing is to be guessed any more. */
async function* utf8(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text);
}

class MappedReader {
  private readonly cells: Cells;
  private readonly statements: MappedStatements;
  private account: string | undefined;

  constructor(
    private readonly mapping: Mapping,
    private readonly reading: Reading,
  ) {
    this.cells = new Cells(mapping, reading);
    this.statements = new MappedStatements(mapping);
    this.account = reading.account;
  }

  push(row: Row): FileRecord[] {
    const { fields, line, text } = row;
    if (fields instanceof BeforeHeader) {
      this.account ??= ibanIn(text);
      return [note(row)];
    }
    if (fields instanceof Unreadable) return this.unreadable(row, fields.message);
    try {
      return this.record(fields);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (this.isAround(fields)) return [note(row)];
      return this.unreadable({ line, text }, error.message);
    }
  }

  end(): FileRecord[] {
    return this.statements.end();
  }

  /** @throws Unreadable */
  private record(fields: Fields): FileRecord[] {
    const { cells, mapping } = this;
    const { currency, decimals } = cells.currencyOf(fields);
    const units = cells.moved(fields, decimals);
    const booked = cells.day(cellOf(fields, mapping.booked) ?? '');
    const value = cellOf(fields, mapping.value);
    const balanceText = cellOf(fields, mapping.balance);
    const balance = balanceText === undefined ? undefined : cells.units(balanceText, decimals);
    const statement = this.statements.of(this.accountOf(fields, currency), { currency, decimals }, fields);
    const said = {
      account: statement.account,
      amount: amountOf(units, decimals),
      booked,
      currency,
      ...detailsOf(fields, cells, { currency, decimals }),
      ...(value !== undefined && { value: cells.day(value) }),
      way: wayOf(units),
    };
    const why =
      this.whyOf(fields) ?? (mapping.countsByBalance ? statement.whyNot(units, balance) : undefined);
    if (why !== undefined) return [advised(said, why)];
    const line: Line = { ...said, ...this.identity(fields), statement: String(statement.index) };
    statement.add(line, units, balance);
    return [{ kind: 'line', line }];
  }

  private accountOf(fields: Fields, currency: string): string {
    const { account, accountIsCurrency } = this.mapping;
    return cellOf(fields, account) ?? this.account ?? (accountIsCurrency ? currency.toLowerCase() : '');
  }

  private whyOf(fields: Fields): Why | undefined {
    const { advices } = this.mapping;
    const value = cellOf(fields, advices?.column);
    return value !== undefined && advices && Object.hasOwn(advices.values, value)
      ? advices.values[value]
      : undefined;
  }

  private identity(fields: Fields): Pick<Line, 'identity'> {
    const parts = this.mapping.identity?.map((name) => cellOf(fields, name) ?? '');
    return parts?.[0] ? { identity: parts.join(' ') } : {};
  }

  /** A title or a sum around the table has neither a day nor an amount where lines have them. */
  private isAround(fields: Fields): boolean {
    const { amount, balance, booked, in: incoming, out } = this.mapping;
    const hasAmount = [amount, balance, incoming, out].some((name) => cellOf(fields, name) !== undefined);
    if (hasAmount) return false;
    try {
      this.cells.day(cellOf(fields, booked) ?? '');
      return false;
    } catch {
      return true;
    }
  }

  private unreadable({ line, text }: Pick<Row, 'line' | 'text'>, reason: string): FileRecord[] {
    this.statements.incomplete();
    const stated = { fileLine: String(line), reason, text: shown(text) };
    return [{ kind: 'break', break: { kind: 'LineUnreadable', ...stated } }];
  }
}

function advised(said: Omit<Advice, 'why'>, why: Why): FileRecord {
  return { kind: 'advice', advice: { ...said, why } };
}

function note({ line, text }: Row): FileRecord {
  return { kind: 'note', note: { fileLine: String(line), text: text.slice(0, 200) } };
}
