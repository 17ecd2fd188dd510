import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCheckpoint } from '@proof/checkpoint';
import type { Anchor, AnchoredCheckpoint } from '@notary/anchors/anchor';
import { openAnchors } from '@notary/anchors/anchor-list';
import { GrownLog } from '../support/grown-log';
import { TimeStampingAuthority } from '../support/time-stamping';
import { newSigner } from '../support/written-journal';

const log = new GrownLog(newSigner('ledger.test/books'), 9);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ledger-anchors-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function at(size: number): AnchoredCheckpoint {
  const note = log.checkpoint(size);
  return { ledger: 'books', note, head: parseCheckpoint(note).checkpoint };
}

describe('a time-stamping authority as an anchor', () => {
  let authority: TimeStampingAuthority;
  let anchor: Anchor;
  beforeEach(async () => {
    authority = await TimeStampingAuthority.open();
    anchor = openAnchors(`rfc3161:${authority.url}?folder=${folder}`, {})[0]!;
  });
  afterEach(() => authority.close());

  it('stamps the checkpoint, and its answer is kept beside it', async () => {
    await anchor.anchor(at(3));
    expect(readdirSync(join(folder, 'books')).sort()).toEqual(['3', '3.tsr']);
    expect(authority.types).toEqual(['application/timestamp-query']);
    const digest = createHash('sha256').update(log.checkpoint(3)).digest();
    expect(authority.asked[0]!.includes(digest)).toBe(true);
    expect(readFileSync(join(folder, 'books/3.tsr')).includes(digest)).toBe(true);
  });

  it('is asked once for each checkpoint', async () => {
    for (const size of [3, 3, 4]) await anchor.anchor(at(size));
    expect(authority.asked).toHaveLength(2);
  });

  it('is asked again for what it did not stamp', async () => {
    authority.status = 503;
    await expect(anchor.anchor(at(3))).rejects.toThrow('answered with 503');
    authority.status = 200;
    await anchor.anchor(at(3));
    expect(existsSync(join(folder, 'books/3.tsr'))).toBe(true);
  });

  it('may say that it granted with changes', async () => {
    authority.change = () => ({ status: 1 });
    await anchor.anchor(at(3));
    expect(existsSync(join(folder, 'books/3.tsr'))).toBe(true);
  });

  it.each<[string, Partial<TimeStampingAuthority>, RegExp]>([
    ['refuses', { change: () => ({ status: 2 }) }, /refused, with status 0x02/],
    ['stamps something else', { change: () => ({ digest: Buffer.alloc(32, 1) }) }, /over something else/],
    [
      'stamps another hash',
      { change: () => ({ hash: Buffer.from('2b0e03021a', 'hex') }) },
      /a hash that is not SHA-256/,
    ],
    ['answers an older query', { change: () => ({ nonce: Buffer.of(7) }) }, /made for another query/],
    ['answers without nonce', { change: () => ({ nonce: Buffer.of() }) }, /made for another query/],
    ['answers nothing', { onTheWay: () => Buffer.of() }, /malformed DER/],
    ['answers a page', { onTheWay: () => Buffer.from('<html>') }, /malformed DER/],
    ['is cut off', { onTheWay: (response: Buffer) => response.subarray(0, -40) }, /malformed DER/],
    [
      'has a length beyond its end',
      { onTheWay: () => Buffer.from('3084ffffffff', 'hex') },
      /malformed DER: it ends before/,
    ],
    ['has a length without end', { onTheWay: () => Buffer.from('30800000', 'hex') }, /a length of 0 bytes/],
    ['never ends', { onTheWay: () => Buffer.alloc(300_000) }, /more than 262144 bytes/],
  ])('is not believed when it %s', async (_what, change, sentence) => {
    Object.assign(authority, change);
    await expect(anchor.anchor(at(3))).rejects.toThrow(sentence);
    expect(existsSync(join(folder, 'books/3.tsr'))).toBe(false);
  });
});
