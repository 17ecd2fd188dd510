import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCheckpoint } from '@proof/checkpoint';
import { cosignedAt } from '@proof/cosignature';
import {
  ed25519Signer,
  isSignedBy,
  keyTypes,
  localKey,
  namedSigner,
  parseVkey,
  type Signer,
} from '@proof/note';
import { GrownLog } from '../../../test/support/grown-log';
import { Witness } from './witness';
import { WitnessedHeads } from './witnessed-heads';

const newKey = () => generateKeyPairSync('ed25519').privateKey;
const notary = ed25519Signer('ledger.test/books', newKey());
const nextNotary = ed25519Signer('ledger.test/books', newKey());
const otherNotary = ed25519Signer('ledger.test/other', newKey());
const signer = namedSigner('auditor.test/w1', localKey(newKey()), keyTypes.cosignature);
const witnessKey = parseVkey(signer.vkey, keyTypes.cosignature);
const logs = [notary, nextNotary, otherNotary].map(({ vkey }) => parseVkey(vkey));
const now = 1_800_000_000;
const log = new GrownLog(notary, 40);

let folder: string;
let witness: Witness;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-witness-'));
  witness = witnessOn();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A witness that begins with what the folder remembers. */
function witnessOn(by: Signer = signer): Witness {
  return new Witness({ heads: new WitnessedHeads(folder), signer: by, logs, now: () => now });
}

const send = (text: string, to = witness) => to.addCheckpoint(Buffer.from(text));

/** Sends a request; answers the status, and for a conflict the size that was reported. */
async function outcome(text: string, to = witness): Promise<number | string> {
  const { status, body, type } = await send(text, to);
  return status === 409 ? `${status} ${type} ${body.trim()}` : status;
}

const witnessedAt = (size: number) => `409 text/x.tlog.size ${size}`;

describe('a witness', () => {
  it('cosigns the first checkpoint of a log, and each that continues what it saw', async () => {
    for (const [oldSize, size] of [
      [0, 7],
      [7, 8],
      [8, 40],
    ] as const) {
      const { status, body } = await send(log.request(oldSize, size));
      expect(status).toBe(200);
      expect(cosignedAt(parseCheckpoint(log.checkpoint(size) + body).note, witnessKey)).toBe(now);
    }
  });

  it('cosigns the same checkpoint again', async () => {
    await send(log.request(0, 9));
    const again = await send(log.request(9, 9));
    expect(cosignedAt(parseCheckpoint(log.checkpoint(9) + again.body).note, witnessKey)).toBe(now);
  });

  it('shows the size it saw whenever the old size is another', async () => {
    expect(await outcome(log.request(5, 9))).toBe(witnessedAt(0));
    await send(log.request(0, 9));
    expect(await outcome(log.request(0, 20))).toBe(witnessedAt(9));
    expect(await outcome(log.request(8, 20))).toBe(witnessedAt(9));
    expect(await outcome(log.request(10, 20))).toBe(witnessedAt(9));
    expect(await outcome(log.request(0, 9))).toBe(witnessedAt(9));
  });

  it('never goes back', async () => {
    await send(log.request(0, 30));
    expect(await outcome(log.request(0, 20))).toBe(witnessedAt(30));
    expect(await outcome(log.request(20, 20))).toBe(witnessedAt(30));
    expect(await outcome(log.request(30, 20))).toBe(400);
    expect(await outcome(log.request(30, 40))).toBe(200);
  });

  it('cosigns no second history, of the same size or grown on', async () => {
    await send(log.request(0, 30));
    const forked = new GrownLog(notary, 40, 29);
    const { status, body, sentence } = await send(forked.request(30, 30));
    expect([status, body]).toEqual([409, '30\n']);
    expect(sentence).toContain('two histories');
    const [first, second] = ['.checkpoint', '.other-history'].map((suffix) =>
      parseCheckpoint(readFileSync(join(folder, `ledger.test%2Fbooks${suffix}`), 'utf8')),
    );
    const key = parseVkey(notary.vkey);
    expect([first, second].map((each) => [each!.checkpoint.size, isSignedBy(each!.note, key)])).toEqual([
      [30, true],
      [30, true],
    ]);
    expect(first!.checkpoint.root.equals(second!.checkpoint.root)).toBe(false);
    expect(await outcome(forked.request(30, 40))).toBe(422);
    expect(await outcome(log.request(30, 40))).toBe(200);
  });

  it.each<[string, (proof: Buffer[]) => Buffer[]]>([
    ['lacks its end', (proof) => proof.slice(0, -1)],
    ['is empty', () => []],
    ['is turned round', (proof) => [...proof].reverse()],
    ['is padded', (proof) => [...proof, Buffer.alloc(32)]],
  ])('takes no proof that %s', async (_what, change) => {
    await send(log.request(0, 13));
    const lines = change(log.proof(13, 40)).map((hash) => `${hash.toString('base64')}\n`);
    expect(await outcome(`old 13\n${lines.join('')}\n${log.checkpoint(40)}`)).toBe(422);
  });

  it('takes no proof for its first checkpoint, nor for the same again', async () => {
    const hash = `${Buffer.alloc(32).toString('base64')}\n`;
    expect(await outcome(`old 0\n${hash}\n${log.checkpoint(9)}`)).toBe(422);
    await send(log.request(0, 9));
    expect(await outcome(`old 9\n${hash}\n${log.checkpoint(9)}`)).toBe(422);
  });

  it('knows each log by its own keys, either of two while one replaces the other', async () => {
    expect(await outcome(log.request(0, 5, log.checkpoint(5, nextNotary)))).toBe(200);
    expect(await outcome(log.request(5, 6, log.checkpoint(6, notary, nextNotary)))).toBe(200);
    expect(await outcome(log.request(6, 7, log.checkpoint(7, otherNotary)))).toBe(403);
    const stranger = ed25519Signer('ledger.test/books', newKey());
    expect(await outcome(log.request(6, 7, log.checkpoint(7, stranger)))).toBe(403);
    expect(await outcome(log.request(6, 7, log.checkpoint(7, { ...stranger, keyId: notary.keyId })))).toBe(
      403,
    );
    const unknown = new GrownLog(ed25519Signer('ledger.test/unknown', newKey()), 5);
    expect(await outcome(unknown.request(0, 5))).toBe(404);
  });

  it('remembers each log for itself', async () => {
    const other = new GrownLog(otherNotary, 20, 0);
    expect(await outcome(log.request(0, 15))).toBe(200);
    expect(await outcome(other.request(0, 20))).toBe(200);
    expect(await outcome(log.request(15, 16))).toBe(200);
    const again = witnessOn();
    expect(await outcome(other.request(19, 20), again)).toBe(witnessedAt(20));
    expect(await outcome(log.request(15, 16), again)).toBe(witnessedAt(16));
  });

  it.each([
    ['no request', 'hello'],
    ['bytes that are no UTF-8', Buffer.concat([Buffer.from(log.request(0, 5)), Buffer.of(0xff)])],
    ['a changed size without signature', log.request(0, 5).replace('\n5\n', '\n05\n')],
  ])('takes %s for malformed', async (_what, body) => {
    expect((await witness.addCheckpoint(Buffer.from(body))).status).toBe(400);
  });

  it('takes one of many requests at once, and reports the others what it saw', async () => {
    const requests = Array.from({ length: 20 }, (_none, at) => log.request(0, at + 1));
    const outcomes = await Promise.all(requests.map((request) => outcome(request)));
    const accepted = outcomes.flatMap((each, at) => (each === 200 ? [at + 1] : []));
    expect(accepted).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set([200, witnessedAt(accepted[0]!)]));
  });
});

describe('the memory of a witness', () => {
  it('is stored before it signs: what was cut off there is cosigned later, and no other history', async () => {
    const cutOff = { ...signer, sign: () => Promise.reject(new Error('killed')) };
    await expect(send(log.request(0, 12), witnessOn(cutOff))).rejects.toThrow('killed');
    const again = witnessOn();
    const forked = new GrownLog(notary, 12, 11);
    expect(await outcome(forked.request(0, 12), again)).toBe(witnessedAt(12));
    expect(await outcome(forked.request(12, 12), again)).toBe(witnessedAt(12));
    expect(await outcome(log.request(0, 12), again)).toBe(witnessedAt(12));
    expect(await outcome(log.request(12, 12), again)).toBe(200);
  });

  it('that cannot be written keeps it from signing', async () => {
    rmSync(folder, { recursive: true });
    await expect(send(log.request(0, 12))).rejects.toThrow('ENOENT');
  });

  it('that cannot be read is no reason to start over', async () => {
    await send(log.request(0, 12));
    const [file] = readdirSync(folder);
    writeFileSync(join(folder, file!), 'ledger.test/books\n12\n');
    expect(() => witnessOn()).toThrow('restore it from its backup');
  });

  it('passes over a file that was being written', async () => {
    await send(log.request(0, 12));
    const [file] = readdirSync(folder);
    writeFileSync(join(folder, `${file!}.next`), '{"lo');
    expect(await outcome(log.request(12, 13), witnessOn())).toBe(200);
  });
});
