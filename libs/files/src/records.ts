import { lengthMax, type Line } from './lines';
import { Unreadable } from './unreadable';

/** How the cells of a table are set apart. */
export interface CellMarks {
  /** One character, such as a comma, a semicolon or a tab. */
  readonly separator: string;
  /** What stands around cells that hold a separator or a line end, written twice within; undefined where nothing does. */
  readonly quote: string | undefined;
}

/** One record of a table: a line, or several where a quoted cell holds line ends. */
export interface CsvRecord {
  readonly line: number;
  readonly text: string;
  readonly cells: readonly string[] | Unreadable;
}

/**
 * The records of a table, strictly by RFC 4180 but for the marks. A record that breaks its rules costs one line: reading
 * goes on at the line after the one on which it began, so that a stray quote swallows no row behind it. Empty lines are
 * passed over.
 */
export async function* recordsOf(lines: AsyncIterable<Line>, marks: CellMarks): AsyncGenerator<CsvRecord> {
  const reader = new RecordReader(marks);
  for await (const line of lines) yield* reader.push(line);
  yield* reader.end();
}

class RecordReader {
  /** The lines of a record that goes on, because a quote in it is still open. */
  private open: Line[] = [];
  private length = 0;
  private cells: Cells;

  constructor(private readonly marks: CellMarks) {
    this.cells = new Cells(marks);
  }

  push(line: Line): CsvRecord[] {
    const records: CsvRecord[] = [];
    const waiting = [line];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const flaw = this.read(next, records);
      if (flaw) waiting.push(...this.giveUp(flaw, records).reverse());
    }
    return records;
  }

  end(): CsvRecord[] {
    const records: CsvRecord[] = [];
    while (this.open.length > 0) {
      const again = this.giveUp('A quotation mark is opened and never closed.', records);
      for (const line of again) records.push(...this.push(line));
    }
    return records;
  }

  /** @returns what is wrong with the record that this line begins or goes on with */
  private read(line: Line, records: CsvRecord[]): string | undefined {
    if (this.open.length === 0 && line.text === '') return undefined;
    this.open.push(line);
    this.length += line.text.length;
    if (line.isTooLong || this.length > lengthMax)
      return `It is longer than ${lengthMax.toLocaleString('en')} characters.`;
    const state = this.cells.read(line.text);
    if (typeof state !== 'string') return state.flaw;
    if (state === 'closed') {
      const text = this.open.map((each) => each.text).join('\n');
      records.push({ line: this.open[0]!.number, text, cells: this.cells.found });
      this.startAnew();
    }
    return undefined;
  }

  /** The first line of the record is unreadable. @returns the lines behind it, which are to be read again */
  private giveUp(flaw: string, records: CsvRecord[]): Line[] {
    const [first, ...again] = this.open;
    records.push({ line: first!.number, text: first!.text, cells: new Unreadable(flaw) });
    this.startAnew();
    return again;
  }

  private startAnew(): void {
    this.open = [];
    this.length = 0;
    this.cells = new Cells(this.marks);
  }
}

interface Flawed {
  readonly flaw: string;
}

/** The cells of one record, read line by line. */
class Cells {
  readonly found: string[] = [];
  /** The quoted cell that goes on; undefined outside of one. */
  private quoted: string | undefined;

  constructor(private readonly marks: CellMarks) {}

  /** @returns whether the record ends with this line */
  read(line: string): 'open' | 'closed' | Flawed {
    for (let at = 0; ;) {
      const isQuoted = this.quoted !== undefined || line[at] === this.marks.quote;
      const end = isQuoted ? this.readQuoted(line, at) : this.readPlain(line, at);
      if (typeof end !== 'number') return end;
      if (end === line.length) return 'closed';
      at = end + 1;
      if (at < line.length) continue;
      this.found.push('');
      return 'closed';
    }
  }

  /** @returns where the cell ends: the place of its separator, or the end of the line */
  private readPlain(line: string, begin: number): number | Flawed {
    const { separator, quote } = this.marks;
    const next = line.indexOf(separator, begin);
    const end = next === -1 ? line.length : next;
    const cell = line.slice(begin, end);
    if (quote !== undefined && cell.includes(quote))
      return { flaw: `A quotation mark stands within cell ${this.found.length + 1}, which is not quoted.` };
    this.found.push(cell);
    return end;
  }

  /** @returns where the cell ends, or that it goes on in the next line */
  private readQuoted(line: string, begin: number): number | 'open' | Flawed {
    const quote = this.marks.quote!;
    let at = this.quoted === undefined ? begin + 1 : begin;
    let cell = this.quoted ?? '';
    for (let next = line.indexOf(quote, at); ; next = line.indexOf(quote, at)) {
      if (next === -1) {
        this.quoted = `${cell}${line.slice(at)}\n`;
        return 'open';
      }
      cell += line.slice(at, next);
      at = next + 1;
      if (line[at] !== quote) break;
      cell += quote;
      at += 1;
    }
    if (at < line.length && line[at] !== this.marks.separator)
      return { flaw: `Text follows the closing quotation mark of cell ${this.found.length + 1}.` };
    this.quoted = undefined;
    this.found.push(cell);
    return at;
  }
}
