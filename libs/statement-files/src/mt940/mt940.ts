import { linesOf } from '@files/lines';
import { decodeText } from '../bytes/decode';
import type { Reading } from '../reading';
import type { FileRecord } from '../record';
import { fieldsOf, type Field } from './fields';
import { Message } from './message';

/**
 * SWIFT MT940, which books, and MT942, whose lines are advices.
 * @see https://www2.swift.com/knowledgecentre/publications/us9m_20230720 (Category 9)
 */
export async function* readMt940(
  chunks: AsyncIterable<Uint8Array>,
  reading: Reading,
  encodings: readonly string[],
): AsyncGenerator<FileRecord> {
  const messages = new Messages(reading);
  for await (const field of fieldsOf(linesOf(decodeText(chunks, encodings)))) yield* messages.push(field);
  yield* messages.end();
}

/** Puts the pages of a statement, each a message of its own, together. */
class Messages {
  private message: Message | undefined;
  private statements = 0;

  constructor(private readonly reading: Reading) {}

  push(field: Field): FileRecord[] {
    const { line, tag, text } = field;
    if (tag === '-') return [];
    if (tag === '') return [{ kind: 'note', note: { fileLine: String(line), text: text.slice(0, 200) } }];
    if (tag === '20') return this.begin(field);
    return (this.message ?? this.open(line)).field(field);
  }

  end(): FileRecord[] {
    const records = this.message?.end() ?? [];
    if (this.message?.books) this.statements += 1;
    this.message = undefined;
    return records;
  }

  private begin({ line }: Field): FileRecord[] {
    if (this.message?.goesOn) {
      this.message.nextPage();
      return [];
    }
    const ended = this.end();
    this.open(line);
    return ended;
  }

  private open(line: number): Message {
    this.message = new Message(this.statements, this.reading, line);
    return this.message;
  }
}
