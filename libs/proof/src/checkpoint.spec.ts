import { generateKeyPairSync } from 'node:crypto';
import { checkpointText, parseCheckpoint, signCheckpoint } from './checkpoint';
import { cosign, cosignedAt } from './cosignature';
import { leafHash } from '@entries/entry';
import {
  MalformedNote,
  ed25519Signer,
  isSignedBy,
  keyTypes,
  localKey,
  namedSigner,
  parseNote,
  parseVkey,
} from './note';

const log = 'ledger.example/books';
const notary = ed25519Signer(log, generateKeyPairSync('ed25519').privateKey);
const successor = ed25519Signer(log, generateKeyPairSync('ed25519').privateKey);
const witnessKey = localKey(generateKeyPairSync('ed25519').privateKey);
const witness = namedSigner('auditor.example/w1', witnessKey, keyTypes.cosignature);
const witnessVkey = parseVkey(witness.vkey, keyTypes.cosignature);
const root = leafHash(Buffer.from('root'));
const checkpoint = { log, size: 70_000, root };

describe('a checkpoint', () => {
  it('has the bytes that the journal format says', async () => {
    const text = `ledger.example/books\n70000\n${root.toString('base64')}\n`;
    expect(checkpointText(checkpoint)).toBe(text);
    const note = await signCheckpoint(checkpoint, notary);
    expect(note.startsWith(`${text}\n— ledger.example/books `)).toBe(true);
  });

  it('parses back and verifies', async () => {
    const parsed = parseCheckpoint(await signCheckpoint(checkpoint, notary));
    expect(parsed.checkpoint).toEqual(checkpoint);
    expect(isSignedBy(parsed.note, parseVkey(notary.vkey))).toBe(true);
    expect(isSignedBy(parsed.note, parseVkey(successor.vkey))).toBe(false);
  });

  it('carries two signatures while the key of its notary is replaced', async () => {
    const { note } = parseCheckpoint(await signCheckpoint(checkpoint, notary, successor));
    for (const { vkey } of [notary, successor]) expect(isSignedBy(note, parseVkey(vkey))).toBe(true);
  });

  it('may be of a journal without entries', async () => {
    const empty = { log, size: 0, root };
    expect(parseCheckpoint(await signCheckpoint(empty, notary)).checkpoint).toEqual(empty);
  });

  it('reads the example of tlog-checkpoint', () => {
    // c2sp.org/tlog-checkpoint v1.0.0, first section
    const { checkpoint: read, note } = parseCheckpoint(exampleOfC2sp);
    expect([read.log, read.size]).toEqual(['example.com/behind-the-sofa', 20_852_163]);
    expect(read.root.toString('base64')).toBe('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=');
    expect(note.signatures.map(({ name }) => name)).toEqual([
      'example.com/behind-the-sofa',
      'witness.example.com/w1',
    ]);
    expect(`${checkpointText(read)}\n${exampleOfC2sp.split('\n\n')[1]}`).toBe(exampleOfC2sp);
  });

  const hash = root.toString('base64');
  it.each([
    ['no log', `\n7\n${hash}\n`],
    ['a space in its log', `a b\n7\n${hash}\n`],
    ['a leading zero', `a/b\n07\n${hash}\n`],
    ['a sign', `a/b\n+7\n${hash}\n`],
    ['a negative size', `a/b\n-7\n${hash}\n`],
    ['a size in other digits', `a/b\n٧\n${hash}\n`],
    ['a size that is no exact number', `a/b\n9007199254740992\n${hash}\n`],
    ['no size', `a/b\n\n${hash}\n`],
    ['a short root', `a/b\n7\n${root.subarray(1).toString('base64')}\n`],
    ['a long root', `a/b\n7\n${Buffer.concat([root, root]).toString('base64')}\n`],
    ['base64 without its padding', `a/b\n7\n${hash.slice(0, -1)}\n`],
    ['base64 for addresses', `a/b\n7\n${Buffer.alloc(32, 0xff).toString('base64').replaceAll('/', '_')}\n`],
    ['bits beyond the end of its base64', `a/b\n7\n${`${'A'.repeat(42)}B=`}\n`],
    ['an extension line', `a/b\n7\n${hash}\nmore\n`],
    ['a carriage return', `a/b\r\n7\r\n${hash}\r\n`],
    ['a space at the end of a line', `a/b\n7 \n${hash}\n`],
  ])('is refused with %s, however well signed', async (_what, text) => {
    const note = await signCheckpoint(checkpoint, notary);
    expect(() => parseCheckpoint(note.replace(checkpointText(checkpoint), text))).toThrow(MalformedNote);
  });
});

describe('a cosignature', () => {
  const at = 1_679_315_147;

  it('is a line of the checkpoint, by which the witness says when it saw it', async () => {
    const note = await signCheckpoint(checkpoint, notary);
    const line = await cosign(note, witness, at);
    const blob = Buffer.from(/^— auditor\.example\/w1 (\S+)\n$/.exec(line)![1]!, 'base64');
    expect(blob).toHaveLength(4 + 8 + 64);
    expect(blob.readBigUInt64BE(4)).toBe(BigInt(at));
    const cosigned = parseCheckpoint(note + line).note;
    expect(cosignedAt(cosigned, witnessVkey)).toBe(at);
    expect(isSignedBy(cosigned, parseVkey(notary.vkey))).toBe(true);
  });

  it('signs the text that tlog-cosignature says', async () => {
    const note = await signCheckpoint(checkpoint, notary);
    const blob = parseNote(note + (await cosign(note, witness, at))).signatures[1]!.signature;
    const message = `cosignature/v1\ntime ${at}\n${checkpointText(checkpoint)}`;
    expect(blob.subarray(8)).toEqual(witness.sign(Buffer.from(message)));
  });

  it('is worth nothing when any one byte of it, or of what it signs, is changed', async () => {
    const note = await signCheckpoint(checkpoint, notary);
    const line = await cosign(note, witness, at);
    const text = Buffer.from(`${checkpointText(checkpoint)}\n${line}`);
    for (let i = 0; i < text.length; i += 1) {
      const changed = Buffer.from(text);
      changed[i]! ^= 0x01;
      expect(isCosigned(changed.toString())).toBe(false);
    }
    expect(isCosigned(text.toString())).toBe(true);
  });

  it('is none where the same key merely signed the note', async () => {
    const plain = namedSigner('auditor.example/w1', witnessKey);
    const note = parseNote(await signCheckpoint(checkpoint, plain));
    expect(cosignedAt(note, witnessVkey)).toBeUndefined();
    const pretending = { ...note.signatures[0]!, keyId: witnessVkey.keyId };
    expect(cosignedAt({ ...note, signatures: [pretending] }, witnessVkey)).toBeUndefined();
  });

  it('is never a signature of the notary', async () => {
    const note = await signCheckpoint(checkpoint, notary);
    const cosigned = parseNote(note + (await cosign(note, witness, at)));
    expect(isSignedBy({ ...cosigned, signatures: [cosigned.signatures[1]!] }, witnessVkey)).toBe(false);
  });

  it('is only made of a checkpoint', async () => {
    await expect(cosign('hello\n\n— x AAAAAAA=\n', witness, at)).rejects.toThrow(MalformedNote);
  });

  it('reads the vkey of a witness of others', () => {
    // github.com/transparency-dev/formats, note/note_cosigv1_test.go
    const vkey = 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2';
    expect(parseVkey(vkey, keyTypes.cosignature)).toMatchObject({
      name: 'remora.n621.de',
      keyId: 'da77ade7',
    });
    expect(() => parseVkey(vkey)).toThrow(MalformedNote);
  });
});

/** c2sp.org/tlog-cosignature v1.0.1, first section. */
const exampleOfC2sp = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`;

function isCosigned(note: string): boolean {
  try {
    return cosignedAt(parseNote(note), witnessVkey) !== undefined;
  } catch (error) {
    if (error instanceof MalformedNote) return false;
    throw error;
  }
}
