import type { Line as TextLine } from '@files/lines';
import { FileNotReadable } from '../bytes/file-not-readable';
import { textMax } from '../bytes/limits';

/** One record with its continuations. */
export interface Bai2Record {
  /** `01` file, `02` group, `03` account, `16` transaction; `49`, `98` and `99` close them. */
  readonly code: string;
  /** The fields behind the code, those of continuations included. The text of a `16` is the last one. */
  readonly fields: readonly string[];
  readonly line: number;
  /** Records of the file that it was put together of: itself and its continuations. */
  readonly count: number;
}

/** Where another record begins behind the end of one, on the same line of text. */
const nextOnLine = /\/\s+(?=(?:16,\d{3},|03,|49,-?\d|98,|99,|88,|02,))/;

/** The records of BAI2, each with its continuations. */
export async function* recordsOf(lines: AsyncIterable<TextLine>): AsyncGenerator<Bai2Record> {
  const reader = new RecordReader();
  for await (const line of lines) yield* reader.push(line);
  yield* reader.end();
}

/** How many fields a transaction has before its text, by what is known of it; undefined where that is too little. */
function fieldsBeforeText([, , fundsType, first = '']: readonly string[]): number | undefined {
  const references = 2;
  if (fundsType === undefined) return undefined;
  if (fundsType === 'S') return 3 + 3 + references;
  if (fundsType === 'V') return 3 + 2 + references;
  if (fundsType !== 'D') return 3 + references;
  return /^\d{1,4}$/.test(first) ? 3 + 1 + 2 * Number(first) + references : undefined;
}

class RecordReader {
  private code = '';
  private fields: string[] = [];
  private line = 0;
  private count = 0;
  private length = 0;

  push({ isTooLong, number, text }: TextLine): Bai2Record[] {
    if (isTooLong) throw new FileNotReadable('has a line that is too long', number);
    const pieces = text.split(nextOnLine);
    return pieces.flatMap((piece, i) => this.record(i < pieces.length - 1 ? `${piece}/` : piece, number));
  }

  end(): Bai2Record[] {
    const { code, count, fields, line } = this;
    this.code = '';
    return code === '' ? [] : [{ code, fields, line, count }];
  }

  private record(text: string, line: number): Bai2Record[] {
    const trimmed = text.trim();
    if (trimmed === '') return [];
    if (trimmed.startsWith('88,')) {
      if (this.code === '') throw new FileNotReadable('continues a record that is not there', line);
      this.count += 1;
      this.take(trimmed.slice(3));
      return [];
    }
    const ended = this.end();
    const comma = trimmed.indexOf(',');
    this.code = comma === -1 ? trimmed.replace(/\/$/, '') : trimmed.slice(0, comma);
    if (!/^(?:01|02|03|16|49|98|99)$/.test(this.code))
      throw new FileNotReadable(
        `has a record ${JSON.stringify(this.code.slice(0, 20))}, which BAI2 has not`,
        line,
      );
    [this.fields, this.line, this.count, this.length] = [[], line, 1, 0];
    this.take(comma === -1 ? '' : trimmed.slice(comma + 1));
    return ended;
  }

  /** Further fields of the record; behind those before the text of a transaction, further text. */
  private take(text: string): void {
    this.length += text.length;
    if (this.length > textMax) throw new FileNotReadable('has a record that is too long', this.line);
    const content = text.replace(/\/$/, '');
    if (this.code !== '16') return void this.fields.push(...content.split(','));
    let rest: string | undefined = content;
    while (rest !== undefined) {
      const before = fieldsBeforeText(this.fields);
      if (before !== undefined && this.fields.length >= before) return this.takeText(rest, before);
      const comma: number = rest.indexOf(',');
      this.fields.push(comma === -1 ? rest : rest.slice(0, comma));
      rest = comma === -1 ? undefined : rest.slice(comma + 1);
    }
  }

  private takeText(text: string, at: number): void {
    const before = this.fields[at];
    this.fields[at] = before === undefined ? text : `${before}\n${text}`;
  }
}
