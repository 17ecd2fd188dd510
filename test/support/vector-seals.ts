import { verify, type KeyObject } from 'node:crypto';
import { parseEntry } from '@entries/entry';
import { parseVkey } from '@proof/note';
import { readLines } from './recorded-journal';

/**
 * Requires that the lines of a golden journal are sealed without gap by the writer keys that its entries register, by
 * Node's own signatures and the text of a seal as the page of the format has it.
 */
export function requireSealed(lines: string, ledger: string): void {
  const entries = readLines(lines);
  const publicKeys = new Map<string, KeyObject>();
  let first = 0;
  entries.forEach(({ data, hash, seal }, last) => {
    const entry = parseEntry(data);
    const vkey =
      entry.type === 'KeyRegistered'
        ? entry.body.vkey
        : entry.type === 'RootReplaced'
          ? entry.body.writer?.vkey
          : undefined;
    if (vkey?.includes('/writer+')) publicKeys.set(vkey.split('+')[1]!, parseVkey(vkey).publicKey);
    if (seal === undefined) return;
    const head = hash.toString('base64');
    const text = `append-seal/v1\nvectors.example/${ledger}\n${first} ${last}\n${head}\n`;
    const name = `vectors.example/${ledger}/writer`;
    expect(seal.startsWith(`${text}\n— ${name} `)).toBe(true);
    const blob = Buffer.from(seal.slice(seal.lastIndexOf(' ') + 1, -1), 'base64');
    const publicKey = publicKeys.get(blob.subarray(0, 4).toString('hex'))!;
    expect(verify(null, Buffer.from(text), publicKey, blob.subarray(4))).toBe(true);
    first = last + 1;
  });
  expect(first).toBe(entries.length);
}
