/** One line of a text. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** Without its end; the first 100 characters of a line that is too long. */
  readonly text: string;
  readonly isTooLong: boolean;
}

/** Longest line, and longest record of several lines, in characters: no file may fill the memory. */
export const lengthMax = 1 << 20;
const lengthShown = 100;

const lineEnd = /\r\n|\n|\r/;

/** The lines of text that comes in pieces. They end with LF, CR LF or CR; an end that stands last begins no further line. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<Line> {
  let number = 0;
  let rest = '';
  let passedOver: string | undefined;
  const lineOf = (text: string): Line => {
    number += 1;
    const begin = passedOver ?? (text.length > lengthMax ? text : undefined);
    passedOver = undefined;
    return begin === undefined
      ? { number, text, isTooLong: false }
      : { number, text: begin.slice(0, lengthShown), isTooLong: true };
  };
  for await (const piece of pieces) {
    const text = rest + piece;
    // The LF of a CR may come with the next piece.
    const held = text.endsWith('\r') ? '\r' : '';
    const lines = text.slice(0, text.length - held.length).split(lineEnd);
    rest = lines.pop()! + held;
    for (const line of lines) yield lineOf(line);
    if (rest.length <= lengthMax) continue;
    passedOver ??= rest.slice(0, lengthShown);
    rest = held;
  }
  const isEnded = rest.endsWith('\r');
  const last = isEnded ? rest.slice(0, -1) : rest;
  if (isEnded || last !== '' || passedOver !== undefined) yield lineOf(last);
}
