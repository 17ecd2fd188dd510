import { isDamaged } from './decode';
import { fieldsOf } from './exact-json';
import type { Line } from './lines';
import type { Row } from './row';
import { Unreadable } from './unreadable';

/** The rows of a file with a JSON object on each line; blank lines are passed over. */
export async function* rowsOfObjects(lines: AsyncIterable<Line>, encoding: string): AsyncGenerator<Row> {
  let number = 0;
  for await (const line of lines) {
    if (line.text.trim() === '') continue;
    number += 1;
    yield { number, line: line.number, text: line.text, fields: fieldsIn(line, encoding) };
  }
}

function fieldsIn({ text, isTooLong }: Line, encoding: string): Row['fields'] {
  if (isTooLong) return new Unreadable('It is too long.');
  if (isDamaged(text)) return new Unreadable(`It has bytes that are not ${encoding}.`);
  try {
    return fieldsOf(text);
  } catch (error) {
    if (error instanceof Unreadable) return error;
    throw error;
  }
}
