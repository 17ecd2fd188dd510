import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { MalformedNote, ed25519Signer, isSignedBy, parseVkey, signNote } from './note';
import { parseSeal, sealAppend, sealIn, sealMetadata } from './seal';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const writer = ed25519Signer('ledger.example/books/writer', privateKey);
const head = createHash('sha256').update('entry').digest();
const seal = { log: 'ledger.example/books', first: 7, last: 9, head };

describe('an append seal', () => {
  it('has the bytes that the journal format says', () => {
    const text = `append-seal/v1\nledger.example/books\n7 9\n${head.toString('base64')}\n`;
    const note = sealAppend(seal, writer);
    expect(note.startsWith(`${text}\n— ledger.example/books/writer `)).toBe(true);
    const blob = Buffer.from(note.slice(note.lastIndexOf(' ') + 1, -1), 'base64');
    expect(blob).toHaveLength(4 + 64);
    expect(verify(null, Buffer.from(text), publicKey, blob.subarray(4))).toBe(true);
  });

  it('parses back and verifies', () => {
    const parsed = parseSeal(sealAppend(seal, writer));
    expect(parsed.seal).toEqual(seal);
    expect(isSignedBy(parsed.note, parseVkey(writer.vkey))).toBe(true);
  });

  it('is worth nothing when any one byte of it is changed', () => {
    const good = Buffer.from(sealAppend(seal, writer));
    for (let at = 0; at < good.length; at += 1) {
      const changed = Buffer.from(good);
      changed[at]! ^= 0x01;
      expect(isSealed(changed.toString())).toBe(false);
    }
  });

  const hash = head.toString('base64');
  it.each([
    ['another header', `append-seal/v2\na/b\n0 1\n${hash}\n`],
    ['no log', `append-seal/v1\n\n0 1\n${hash}\n`],
    ['a leading zero', `append-seal/v1\na/b\n00 1\n${hash}\n`],
    ['a sign', `append-seal/v1\na/b\n0 +1\n${hash}\n`],
    ['one seq', `append-seal/v1\na/b\n0\n${hash}\n`],
    ['a short hash', `append-seal/v1\na/b\n0 1\n${head.subarray(1).toString('base64')}\n`],
    ['another line', `append-seal/v1\na/b\n0 1\n${hash}\nmore\n`],
  ])('is refused with %s, however well signed', (_what, text) => {
    expect(() => parseSeal(signNote(text, writer))).toThrow(MalformedNote);
  });
});

function isSealed(note: string): boolean {
  try {
    return isSignedBy(parseSeal(note).note, parseVkey(writer.vkey));
  } catch (error) {
    if (error instanceof MalformedNote) return false;
    throw error;
  }
}

describe('the seal of an append', () => {
  it('stands in the metadata of its last event', () => {
    const text = sealAppend(seal, writer);
    expect(sealIn(sealMetadata(text))).toBe(text);
  });

  it.each([[''], ['{}'], ['{"seal":1}']])('is not in metadata %j', (metadata) => {
    expect(sealIn(Buffer.from(metadata))).toBeUndefined();
  });
});
