import type { Line as TextLine } from '@files/lines';
import { FileNotReadable } from '../bytes/file-not-readable';
import { textMax } from '../bytes/limits';

/** One field of a message, such as `:61:`; or what ends a message; or text that stands in no message. */
export interface Field {
  /** Without its colons; `-` for the end of a message, empty for text around messages. */
  readonly tag: string;
  /** Its lines, joined by LF. */
  readonly text: string;
  readonly line: number;
}

/** The tags of MT940 and MT942; `:00 Uhr` in a text is none. */
const tags = new Set('13 13D 20 21 25 25P 28 28C 34F 60F 60M 61 62F 62M 64 65 86 90C 90D NS'.split(' '));
const tagged = /^:([0-9A-Z]{2,3}):(.*)$/s;
/** A message may stand in an envelope: `{1:F01…}{2:…}{4:` before it, `-}` behind. */
const envelope = /^(?:\{[123]:.*\})?\{4:\s*|^\{[1-5]:[^}]*\}\s*$/;

/**
 * The fields of MT940 and MT942. A tag stands at the beginning of a line; whatever else does goes on with the field
 * before. A line of `-` alone ends the message, where a new one or nothing follows; otherwise it is text.
 */
export async function* fieldsOf(lines: AsyncIterable<TextLine>): AsyncGenerator<Field> {
  const reader = new FieldReader();
  for await (const line of lines) yield* reader.push(line);
  yield* reader.end();
}

class FieldReader {
  private open: { tag: string; line: number; parts: string[]; length: number } | undefined;
  /** A `-` of which is not known yet what it is. */
  private dash: number | undefined;

  push({ isTooLong, number, text }: TextLine): Field[] {
    if (isTooLong) throw new FileNotReadable('has a line that is too long', number);
    if (text.trimEnd() === '-' || text.trimEnd() === '-}') {
      const before = this.settle(false);
      this.dash = number;
      return before;
    }
    if (this.dash !== undefined && text.trim() === '') return [];
    const isEnvelope = envelope.test(text);
    const rest = text.replace(envelope, '');
    const [, tag = '', value = ''] = tagged.exec(rest) ?? [];
    const ended = this.settle(isEnvelope || tag === '20');
    if (isEnvelope && rest === '') return ended;
    if (tags.has(tag)) return [...ended, ...this.begin(tag, value, number)];
    return [...ended, ...this.goOn(rest, number)];
  }

  end(): Field[] {
    return [...this.settle(true), ...this.close()];
  }

  /** Now it is known whether a `-` ended the message. */
  private settle(isEnd: boolean): Field[] {
    const line = this.dash;
    if (line === undefined) return [];
    this.dash = undefined;
    if (!isEnd) return this.goOn('-', line);
    return [...this.close(), { tag: '-', text: '', line }];
  }

  private begin(tag: string, text: string, line: number): Field[] {
    const closed = this.close();
    this.open = { tag, line, parts: [text.trimEnd()], length: text.length };
    return closed;
  }

  private goOn(text: string, line: number): Field[] {
    if (!this.open) return text.trim() === '' ? [] : [{ tag: '', text, line }];
    this.open.parts.push(text.trimEnd());
    this.open.length += text.length;
    if (this.open.length > textMax || this.open.parts.length > textMax / 64)
      throw new FileNotReadable('has a field that is too long', line);
    return [];
  }

  private close(): Field[] {
    if (!this.open) return [];
    const { tag, line, parts } = this.open;
    this.open = undefined;
    return [{ tag, text: parts.join('\n').trimEnd(), line }];
  }
}
