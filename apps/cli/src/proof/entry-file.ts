import { canonicalText } from '@entries/canonical';

/**
 * The bytes of an entry, out of a file that holds either nothing else, or what the API answers, `{"entry":…}`. A line
 * feed at the end does not count.
 */
export function entryIn(file: Buffer): Buffer {
  const bytes = file.at(-1) === 0x0a ? file.subarray(0, -1) : file;
  const text = bytes.toString();
  if (!text.startsWith('{"entry":')) return bytes;
  // Written again, the entry is the same bytes or it is not canonical, and then it is not what was hashed.
  const { entry } = JSON.parse(text) as { entry: unknown };
  return Buffer.from(canonicalText(entry));
}
