import { decodeText } from '../bytes/decode';
import type { Reading } from '../reading';
import type { FileRecord } from '../record';
import { OfxStatements } from './statements';
import { Tokens } from './tokens';

/**
 * OFX 1 (SGML, whose leaf tags need no end) and OFX 2 (XML), read alike: by the names of tags, not by their nesting, as
 * banks leave lists unclosed.
 * @see https://financialdataexchange.org/FDX/About/OFX-Work-Group.aspx (section 11, banking)
 */
export async function* readOfx(
  chunks: AsyncIterable<Uint8Array>,
  reading: Reading,
  encodings: readonly string[],
): AsyncGenerator<FileRecord> {
  const tokens = new Tokens();
  const statements = new OfxStatements(reading);
  for await (const text of decodeText(chunks, encodings))
    for (const token of tokens.push(text)) yield* statements.push(token);
  for (const token of tokens.end()) yield* statements.push(token);
  yield* statements.end();
}
