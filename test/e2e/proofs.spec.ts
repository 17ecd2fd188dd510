import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseCheckpoint } from '@proof/checkpoint';
import { leafHash } from '@entries/entry';
import { isConsistent } from '@proof/merkle';
import { isSignedBy, parseVkey } from '@proof/note';
import { parseHashes, parseProof, provesEntry } from '@proof/tlog-proof';
import { topUp, type ApiAnswer, type Problem } from '../support/api';
import { runAlone } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';
import { newSigner } from '../support/written-journal';

describe('proofs', () => {
  let services: Services;
  let ledger: string;
  let last: number;

  beforeAll(async () => {
    services = await startServices({ withProjector: false });
    ledger = await services.api.openLedger();
  });
  afterAll(() => services?.stop());

  const get = <Body = Problem>(path: string) => services.api.get<Body>(ledger + path);
  const post = async () => {
    const { seq } = await services.api.accepted(`${ledger}/transactions`, topUp('ann', '1.00'));
    last = Number(seq);
    return last;
  };

  /** The proof of an entry, as soon as there is one. */
  async function proofOf(seq: number): Promise<ApiAnswer<Problem>> {
    for (;;) {
      const answer = await get(`/entries/${seq}/proof`);
      if (answer.status === 200) return answer;
      expect(['NotYetProved', 'CheckpointNotFound']).toContain(answer.body.code);
      await nextTurn();
    }
  }

  async function bytesOf(seq: number): Promise<Buffer> {
    const { text } = await get(`/entries/${seq}`);
    return Buffer.from(/^\{"entry":(\{.*\})(?:,"seal":.*)?\}\n?$/.exec(text)![1]!);
  }

  it('are not there before a notary has signed, and that is said', async () => {
    await post();
    for (const path of ['/checkpoint', '/checkpoints/1', `/entries/${last}/proof`, '/consistency?from=1']) {
      expect((await get(path)).body).toMatchObject({ status: 404, code: 'CheckpointNotFound' });
    }
    expect((await get<{ items: object[] }>('/checkpoints')).body).toEqual({ items: [], next: null });
    await services.startNotary();
    await proofOf(last);
  });

  it('show that an entry stands in the journal, under the key that the journal has registered', async () => {
    const seq = await post();
    const { text, headers } = await proofOf(seq);
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const proof = parseProof(text);
    const { body } = await get<{ items: { role: string; vkey: string }[] }>('/keys');
    const { vkey } = body.items.find(({ role }) => role === 'notary')!;
    expect(isSignedBy(proof.note, parseVkey(vkey))).toBe(true);
    expect(proof.head.log).toBe(`ledger.local/${ledger.split('/').at(-1)}`);
    expect(provesEntry(proof, leafHash(await bytesOf(seq)))).toBe(true);
    expect(provesEntry(proof, leafHash(await bytesOf(seq - 1)))).toBe(false);
  });

  it('of an entry may be had under any checkpoint that covers it', async () => {
    const { head } = parseProof((await proofOf(await post())).text);
    await proofOf(await post());
    const { text } = await get(`/entries/0/proof?size=${head.size}`);
    const proof = parseProof(text);
    expect(proof.head).toEqual(head);
    expect(provesEntry(proof, leafHash(await bytesOf(0)))).toBe(true);
  });

  it('show that every checkpoint continues those before', async () => {
    for (let i = 0; i < 3; i += 1) await proofOf(await post());
    const { body } = await get<{ items: { size: string; root: string; note: string }[]; next: null }>(
      '/checkpoints',
    );
    const heads = body.items.map(({ note }) => parseCheckpoint(note).checkpoint);
    expect(heads.length).toBeGreaterThan(3);
    expect(body.items.map(({ size, root }) => [size, root])).toEqual(
      heads.map(({ size, root }) => [String(size), root.toString('base64')]),
    );
    const newest = heads[0]!;
    for (const older of heads) {
      const { text } = await get(`/consistency?from=${older.size}&to=${newest.size}`);
      expect(isConsistent(older, newest, parseHashes(text))).toBe(true);
      expect((await get(`/checkpoints/${older.size}`)).text).toBe(
        body.items.find(({ size }) => size === String(older.size))!.note,
      );
    }
    const newer = parseCheckpoint((await get('/checkpoint')).text).checkpoint;
    const { text } = await get(`/consistency?from=${heads.at(-1)!.size}`);
    expect(isConsistent(heads.at(-1)!, newer, parseHashes(text))).toBe(true);
  });

  it('are listed page by page, each checkpoint once', async () => {
    const all = await get<{ items: { size: string }[] }>('/checkpoints');
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: ApiAnswer<{ items: { size: string }[]; next: string | null }> = await get(
        `/checkpoints?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...body.items.map(({ size }) => size));
      cursor = body.next;
    }
    expect(seen).toEqual(all.body.items.map(({ size }) => size));
  });

  it.each([
    ['/entries/999999/proof', 404, 'EntryNotFound'],
    ['/checkpoints/999999', 404, 'CheckpointNotFound'],
    ['/consistency?from=1&to=999999', 503, 'NotYetProved'],
    ['/consistency?from=4&to=3', 400, 'RequestMalformed'],
    ['/consistency', 400, 'RequestMalformed'],
    ['/consistency?from=01', 400, 'RequestMalformed'],
    ['/checkpoints/-1', 400, 'RequestMalformed'],
    ['/checkpoints?cursor=x', 400, 'RequestMalformed'],
    ['/checkpoint?size=3', 400, 'RequestMalformed'],
    ['/entries/0/proof?size=999999', 404, 'CheckpointNotFound'],
  ])('of what is not there are refused: %s', async (path, status, code) => {
    expect((await get(path)).body).toMatchObject({ status, code });
  });

  it('of an entry under a checkpoint that ends before it are refused', async () => {
    const { head } = parseProof((await proofOf(await post())).text);
    const answer = await get(`/entries/${head.size}/proof?size=${head.size}`);
    expect(answer.body).toMatchObject({ status: 400, errors: [{ parameter: 'size', code: 'OutOfRange' }] });
  });

  describe('on the command line', () => {
    let folder: string;
    beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'ledger-proofs-'))));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const file = (name: string) => join(folder, name);
    const run = (...words: string[]) =>
      runAlone({ LEDGER_API_URL: services.apiUrl, DATA_DIR: services.dataDir }, ...words);
    const id = () => ledger.split('/').at(-1)!;
    const notaryKey = async () => {
      const { body } = await get<{ items: { role: string; vkey: string }[] }>('/keys');
      return body.items.find(({ role }) => role === 'notary')!.vkey;
    };

    it('are fetched, wait until there is one, and are checked offline', async () => {
      const seq = await post();
      const files = ['--out', file('a.tlog-proof'), '--entry', file('a.json')];
      expect(await run('proof', 'fetch', '--ledger', id(), '--seq', String(seq), ...files)).toMatchObject({
        code: 0,
      });
      writeFileSync(file('notary-key'), `${await notaryKey()}\n`);
      const check = ['proof', 'check', file('a.tlog-proof'), '--key', file('notary-key')];
      const held = await runAlone({}, ...check, '--entry', file('a.json'));
      expect([held.code, held.stdout]).toEqual([
        0,
        expect.stringMatching(
          `^OK: this TransactionPosted is entry ${seq} of ledger.local/${id()}, under the `,
        ),
      ]);
      writeFileSync(file('line.json'), (await get(`/entries/${seq}`)).text);
      const reported = await runAlone({}, ...check, '--entry', file('line.json'), '--json');
      expect(JSON.parse(reported.stdout)).toMatchObject({ verdict: 'ok', seq: String(seq) });
    });

    it('do not hold for another entry, another key, or when a digit was changed', async () => {
      const key = await notaryKey();
      const entry = await bytesOf(1);
      writeFileSync(file('b.json'), entry);
      writeFileSync(file('c.json'), await bytesOf(2));
      writeFileSync(file('d.json'), entry.toString().replace(/"sub":"[^"]+"/, '"sub":"someone"'));
      writeFileSync(file('e.json'), ` ${entry.toString()}`);
      writeFileSync(
        file('f.json'),
        entry.toString().replace('"seq":"1"', '"seq":{"toString":"x","valueOf":"x"}'),
      );
      writeFileSync(file('g.json'), '{"entry":');
      writeFileSync(file('h.json'), '{"entry":1.5}');
      writeFileSync(file('b.tlog-proof'), (await proofOf(1)).text);
      writeFileSync(file('short.tlog-proof'), (await proofOf(1)).text.replace(/(index 1\n)[^\n]+\n/, '$1'));
      const other = newSigner(`ledger.local/${id()}`).vkey;
      const attempts: [proof: string, vkey: string, entry: string, sentence: string][] = [
        ['b', key, 'c', 'the file holds entry 2'],
        ['b', key, 'd', 'does not lead from this entry'],
        ['b', key, 'e', 'canonical'],
        ['b', key, 'f', 'seq must be a whole number, as text.'],
        ['b', key, 'g', 'JSON'],
        ['b', key, 'h', '1.5 has no canonical form'],
        ['b', other, 'b', 'is not signed by'],
        ['short', key, 'b', 'does not lead from this entry'],
      ];
      for (const [proof, vkey, name, sentence] of attempts) {
        const words = [file(`${proof}.tlog-proof`), '--key', vkey, '--entry', file(`${name}.json`)];
        const { code, stderr } = await runAlone({}, 'proof', 'check', ...words);
        expect([code, stderr]).toEqual([1, expect.stringContaining(sentence)]);
        expect(stderr).not.toContain('\n');
      }
    });

    it('show offline that a checkpoint continues one that was kept', async () => {
      const sizes: number[] = [];
      for (const name of ['older', 'newer']) {
        await proofOf(await post());
        await run('checkpoint', 'fetch', '--ledger', id(), '--out', file(name));
        sizes.push(parseCheckpoint(readFileSync(file(name), 'utf8')).checkpoint.size);
      }
      const [from, to] = sizes.map(String) as [string, string];
      const asked = ['consistency', 'fetch', '--ledger', id(), '--from', from];
      expect(await run(...asked, '--to', to, '--out', file('growth'))).toMatchObject({ code: 0, stdout: '' });
      expect((await run(...asked, '--to', to)).stdout).toBe(readFileSync(file('growth'), 'utf8').trim());
      expect(parseHashes(`${(await run(...asked)).stdout}\n`).length).toBeGreaterThan(0);

      const checked = async (proof: string, older: string, newer: string, ...more: string[]) => {
        const words = [file(proof), '--older', file(older), '--newer', file(newer), ...more];
        const { code, stdout, stderr } = await runAlone({}, 'consistency', 'check', ...words);
        return [code, stdout + stderr];
      };
      const key = ['--key', await notaryKey()];
      const log = `ledger.local/${id()}`;
      const continues = `OK: the checkpoint of ${to} entries of ${log} continues that of ${from}, both signed by the notary.`;
      expect(await checked('growth', 'older', 'newer', ...key)).toEqual([0, continues]);
      const [, json] = await checked('growth', 'older', 'newer', ...key, '--json');
      expect(JSON.parse(String(json))).toEqual({ verdict: 'ok', log, older: from, newer: to });

      const hashes = readFileSync(file('growth'), 'utf8').trimEnd().split('\n');
      writeFileSync(
        file('cut'),
        hashes
          .slice(1)
          .map((hash) => `${hash}\n`)
          .join(''),
      );
      writeFileSync(file('none'), 'no hashes\n');
      writeFileSync(file('damaged'), readFileSync(file('older'), 'utf8').replace(`\n${from}\n`, '\n1\n'));
      const stranger = ['--key', newSigner(log).vkey];
      const attempts: [proof: string, older: string, key: string[], code: number, sentence: string][] = [
        ['cut', 'older', key, 1, 'The proof does not show that the checkpoint'],
        ['none', 'older', key, 1, 'The proof cannot be read: '],
        ['growth', 'damaged', key, 3, `damaged is a checkpoint of ${log} that is not signed by ${log}+`],
        ['growth', 'older', stranger, 3, 'that is not signed by'],
        ['growth', 'growth', key, 3, 'is no checkpoint: '],
        ['growth', 'older', ['--key', 'x'], 3, '--key: give a verifier key'],
      ];
      for (const [proof, older, by, code, sentence] of attempts)
        expect(await checked(proof, older, 'newer', ...by)).toEqual([
          code,
          expect.stringContaining(sentence),
        ]);
      expect(await checked('growth', 'newer', 'older', ...key)).toEqual([
        3,
        `The older checkpoint has ${to} entries, the newer ${from}: are they swapped?`,
      ]);
    });

    it('say what is not there', async () => {
      const missing = await run('checkpoint', 'fetch', '--ledger', 'nobody');
      expect([missing.code, missing.stderr]).toEqual([
        1,
        expect.stringContaining('No ledger has the id nobody'),
      ]);
      const noKey = await runAlone({}, 'proof', 'check', 'x', '--key', 'x', '--entry', 'x');
      expect([noKey.code, noKey.stderr]).toEqual([
        3,
        '--key: give a verifier key, <name>+<key id>+<base64>, or a file that holds it: x cannot be read: ENOENT.',
      ]);
    });

    it('come with the checkpoint alone, the newest or one of a size', async () => {
      const newest = await run('checkpoint', 'fetch', '--ledger', id());
      const { size } = parseCheckpoint(`${newest.stdout}\n`).checkpoint;
      await run('checkpoint', 'fetch', '--ledger', id(), '--size', String(size), '--out', file('checkpoint'));
      expect(readFileSync(file('checkpoint'), 'utf8')).toBe(`${newest.stdout}\n`);
    });
  });

  it('of a ledger that is not there are refused', async () => {
    for (const path of ['/checkpoint', '/checkpoints', '/entries/0/proof', '/consistency?from=0']) {
      const { body } = await services.api.get<Problem>(`/v1/ledgers/nobody${path}`);
      expect(body).toMatchObject({ status: 404, code: 'LedgerNotFound' });
    }
  });
});
