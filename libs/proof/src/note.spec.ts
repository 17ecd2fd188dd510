import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import {
  MalformedNote,
  decodeBase64,
  ed25519Signer,
  isSignedBy,
  keyTypes,
  localKey,
  namedSigner,
  parseNote,
  parseVkey,
  signNote,
  type Signer,
} from './note';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signer = ed25519Signer('example.com/log', privateKey);
const other = ed25519Signer('example.com/log', generateKeyPairSync('ed25519').privateKey);
const text = 'first line\nsecond: \u00e9\n';

describe('a signed note', () => {
  it('is text, an empty line and a signature line, as C2SP says', () => {
    const note = signNote(text, signer);
    const [body, line] = note.split('\n\n') as [string, string];
    expect(`${body}\n`).toBe(text);
    const blob = Buffer.from(/^— example\.com\/log (\S+)\n$/.exec(line)![1]!, 'base64');
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const id = createHash('sha256')
      .update('example.com/log\n')
      .update(Buffer.of(1))
      .update(raw)
      .digest()
      .subarray(0, 4);
    expect(blob.subarray(0, 4)).toEqual(id);
    expect(verify(null, Buffer.from(text), publicKey, blob.subarray(4))).toBe(true);
  });

  it('parses back, and is signed by its key alone', () => {
    const note = parseNote(signNote(text, signer));
    expect(note.text).toBe(text);
    expect(note.signatures).toMatchObject([{ name: signer.name, keyId: signer.keyId }]);
    expect(isSignedBy(note, parseVkey(signer.vkey))).toBe(true);
    expect(isSignedBy(note, parseVkey(other.vkey))).toBe(false);
  });

  it('may carry several signatures', () => {
    const note = parseNote(signNote(text, other, signer));
    for (const { vkey } of [signer, other]) expect(isSignedBy(note, parseVkey(vkey))).toBe(true);
  });

  it('is made at once where all its signers sign at once, and waited for where one takes time', async () => {
    const remote: Signer = { ...other, sign: (message) => Promise.resolve(other.sign(message)) };
    const note = signNote(text, signer, remote);
    expect(note).toBeInstanceOf(Promise);
    expect(await note).toBe(signNote(text, signer, other));
  });

  it('may have empty lines in its text', () => {
    const note = parseNote(signNote('a\n\nb\n', signer));
    expect([note.text, isSignedBy(note, parseVkey(signer.vkey))]).toEqual(['a\n\nb\n', true]);
  });

  it('is not signed any more when any one byte of it is changed', () => {
    const note = Buffer.from(signNote(text, signer));
    for (let at = 0; at < note.length; at += 1) {
      const changed = Buffer.from(note);
      changed[at]! ^= 0x01;
      expect(isSignedNote(changed.toString())).toBe(false);
    }
  });

  it('is not signed by the same key under another name', () => {
    const renamed = ed25519Signer('example.com/other', privateKey);
    const note = parseNote(signNote(text, renamed));
    expect(isSignedBy(note, parseVkey(signer.vkey))).toBe(false);
  });

  it('is not signed where the key id is that of another key', () => {
    const { text: signed, signatures } = parseNote(signNote(text, signer));
    const wrong = { text: signed, signatures: [{ ...signatures[0]!, keyId: other.keyId }] };
    expect(isSignedBy(wrong, parseVkey(signer.vkey))).toBe(false);
    expect(isSignedBy(wrong, parseVkey(other.vkey))).toBe(false);
  });

  const line = signNote('a\n', signer).split('\n\n')[1]!;
  it.each([
    ['no empty line', 'a\n— x AAAAAAA=\n'],
    ['no signature', 'a\n\n'],
    ['no line feed at the end', `a\n\n${line.slice(0, -1)}`],
    ['something after the signatures', `a\n\n${line}\n`],
    ['a hyphen for the dash', `a\n\n${line.replace('—', '-')}`],
    ['no name', `a\n\n${line.replace('example.com/log', '')}`],
    ['base64 without its padding', 'a\n\n— x AAAAAAA\n'],
    ['base64 with bits beyond the end', 'a\n\n— x AAAAAAB=\n'],
    ['a key id and no signature', 'a\n\n— x AAAAAA==\n'],
    ['a carriage return', `a\n\n${line.replace('\n', '\r\n')}`],
  ])('is refused with %s', (_what, note) => {
    expect(() => parseNote(note)).toThrow(MalformedNote);
  });
});

function isSignedNote(note: string): boolean {
  try {
    return isSignedBy(parseNote(note), parseVkey(signer.vkey));
  } catch (error) {
    if (error instanceof MalformedNote) return false;
    throw error;
  }
}

describe('a signing key', () => {
  it('is another key under another name, and for another use', () => {
    const key = localKey(privateKey);
    const witness = namedSigner('example.com/log', key, keyTypes.cosignature);
    expect(namedSigner('example.com/log', key).vkey).toBe(signer.vkey);
    expect(witness.keyId).not.toBe(signer.keyId);
    expect(parseVkey(witness.vkey, keyTypes.cosignature).publicKey.equals(publicKey)).toBe(true);
    expect(() => parseVkey(witness.vkey)).toThrow(MalformedNote);
    expect(() => parseVkey(signer.vkey, keyTypes.cosignature)).toThrow(MalformedNote);
  });
});

describe('a verifier key', () => {
  it('reads its own text', () => {
    const key = parseVkey(signer.vkey);
    expect([key.name, key.keyId]).toEqual([signer.name, signer.keyId]);
    expect(key.publicKey.export({ format: 'jwk' })).toEqual(publicKey.export({ format: 'jwk' }));
  });

  it('reads the example of C2SP', () => {
    // golang.org/x/mod/sumdb/note, package example
    const key = parseVkey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    expect([key.name, key.keyId]).toEqual(['PeterNeumann', 'c74f20a3']);
  });

  const [name, id, key] = signer.vkey.split('+') as [string, string, string];
  const raw = Buffer.from(key, 'base64');
  it.each([
    ['another name', `other+${id}+${key}`],
    ['another id', `${name}+00000000+${key}`],
    ['an id in capitals', `${name}+${id.toUpperCase()}X+${key}`],
    ['another algorithm', `${name}+${id}+${Buffer.from([4, ...raw.subarray(1)]).toString('base64')}`],
    ['a byte too few', `${name}+${id}+${raw.subarray(0, 32).toString('base64')}`],
    ['a byte too many', `${name}+${id}+${Buffer.from([...raw, 0]).toString('base64')}`],
    ['no name', `+${id}+${key}`],
    ['a space in its name', `a b+${id}+${key}`],
    ['nothing', ''],
  ])('is refused with %s', (_what, vkey) => {
    expect(() => parseVkey(vkey)).toThrow(MalformedNote);
  });
});

describe('the example note of golang.org/x/mod/sumdb/note', () => {
  const note =
    'If you think cryptography is the answer to your problem,\n' +
    "then you don't know what your problem is.\n" +
    '\n' +
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

  it('is signed by its key', () => {
    const key = parseVkey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    expect(isSignedBy(parseNote(note), key)).toBe(true);
  });
});

describe('base64', () => {
  it.each(['', 'AA==', 'AAA=', 'AAAA', '+/+/'])('reads %j', (encoded) => {
    expect(decodeBase64(encoded).toString('base64')).toBe(encoded);
  });

  it.each(['A', 'AA', 'AB==', 'AA=', 'AA==\n', 'A A=', '-_-_', 'AA==AA=='])(
    'has one spelling, not %j',
    (encoded) => {
      expect(() => decodeBase64(encoded)).toThrow(MalformedNote);
    },
  );
});
