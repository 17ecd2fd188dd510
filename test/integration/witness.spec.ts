import { readFileSync, readdirSync, statSync } from 'node:fs';
import { request as open } from 'node:http';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseCheckpoint } from '@proof/checkpoint';
import { cosignedAt } from '@proof/cosignature';
import { runNode } from '../support/child';
import { GrownLog } from '../support/grown-log';
import { runAlone } from '../support/ledger-command';
import { WitnessProcess } from '../support/witnesses';
import { newSigner } from '../support/written-journal';

const notary = newSigner('ledger.test/books');
const other = newSigner('ledger.test/other');
const log = new GrownLog(notary, 60);

let witness: WitnessProcess;
beforeEach(async () => {
  witness = await WitnessProcess.make('auditor.test/w1');
});
afterEach(() => witness.remove());

const isCosigned = (checkpoint: string, lines: string) =>
  cosignedAt(parseCheckpoint(checkpoint + lines).note, witness.key) !== undefined;

describe('ledger witness new-key', () => {
  it('makes a key that nobody else can read, and shows the same verifier key again', async () => {
    const file = join(witness.folder, 'key.pem');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    const again = await runAlone({}, 'witness', 'new-key', '--name', witness.name, '--key', file);
    expect(again).toMatchObject({ code: 0, stdout: witness.vkey });
    expect(witness.key.name).toBe('auditor.test/w1');
  });
});

describe('ledger witness start', () => {
  it('cosigns what continues, for every log it was given', async () => {
    await witness.start(notary.vkey, other.vkey);
    const first = await witness.add(log.request(0, 10));
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(isCosigned(log.checkpoint(10), await first.text())).toBe(true);
    expect(await witness.line()).toContain('ledger.test/books was cosigned at 10 entries.');
    const otherLog = new GrownLog(other, 3);
    expect((await witness.add(otherLog.request(0, 3))).status).toBe(200);
    expect((await witness.add(log.request(10, 60))).status).toBe(200);
  });

  it('shows on a conflict how many entries it saw', async () => {
    await witness.start(notary.vkey);
    await witness.add(log.request(0, 10));
    const conflict = await witness.add(log.request(0, 20));
    expect(conflict.status).toBe(409);
    expect(conflict.headers.get('content-type')).toBe('text/x.tlog.size');
    expect(await conflict.text()).toBe('10\n');
  });

  it('says what it refused, and why', async () => {
    await witness.start(notary.vkey);
    await witness.add(log.request(0, 10));
    const forked = new GrownLog(notary, 10, 5);
    expect((await witness.add(forked.request(10, 10))).status).toBe(409);
    expect((await witness.add('hello')).status).toBe(400);
    const { stderr, code } = await witness.end();
    expect(code).toBe(0);
    expect(stderr).toMatch(/409 ledger\.test\/books shows two histories/);
    expect(stderr).toMatch(/400 /);
  });

  it('takes many requests for one log at once, one after another', async () => {
    await witness.start(notary.vkey);
    const sizes = Array.from({ length: 40 }, (_none, at) => at + 1);
    const answers = await Promise.all(sizes.map((size) => witness.add(log.request(0, size))));
    const cosigned = sizes.filter((_size, at) => answers[at]!.status === 200);
    expect(cosigned).toHaveLength(1);
    for (const [at, answer] of answers.entries()) {
      if (sizes[at] !== cosigned[0]) expect(await answer.text()).toBe(`${cosigned[0]}\n`);
    }
  });

  it('answers nothing else', async () => {
    await witness.start(notary.vkey);
    expect((await fetch(`${witness.url}/`)).status).toBe(404);
    const got = await fetch(`${witness.url}/add-checkpoint`);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('reads no more than a request may have, and goes on', async () => {
    await witness.start(notary.vkey);
    const endless = open(`${witness.url}/add-checkpoint`, { method: 'POST' });
    endless.on('error', () => undefined);
    const answered = once(endless, 'response') as Promise<[{ statusCode: number }]>;
    endless.write('x'.repeat(65_537));
    const [{ statusCode }] = await answered;
    expect(statusCode).toBe(413);
    endless.destroy();
    const announced = open(`${witness.url}/add-checkpoint`, {
      method: 'POST',
      headers: { 'Content-Length': 65_537 },
    });
    announced.on('error', () => undefined).flushHeaders();
    const [refused] = (await once(announced, 'response')) as [{ statusCode: number }];
    expect(refused.statusCode).toBe(413);
    announced.destroy();
    expect((await witness.add(log.request(0, 10))).status).toBe(200);
  });

  it('goes on when a client leaves in the middle of a request', async () => {
    await witness.start(notary.vkey);
    const { port } = new URL(witness.url);
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /add-checkpoint HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\nold 0\n');
    socket.destroy();
    expect((await witness.add(log.request(0, 10))).status).toBe(200);
    expect((await witness.end()).stderr).toBe('');
  });

  it('is the only one on its folder', async () => {
    await witness.start(notary.vkey);
    const second = await runNode(witness.words(0, [notary.vkey])).exit;
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/in use by another witness \(process \d+\)/);
    await witness.end('SIGKILL');
    await witness.start(notary.vkey);
  });

  it.each([
    ['a log whose key is none', ['--log', 'books'], 3, /--log: malformed note: vkey books/],
    ['a key that is not there', ['--log', notary.vkey, '--key', '/nowhere/key.pem'], 1, /no key file/],
    ['a name with blanks', ['--log', notary.vkey, '--name', 'my witness'], 3, /Give a name/],
  ])('does not start with %s', async (_what, words, code, sentence) => {
    const { folder, memory } = witness;
    const own = ['--name', 'a.test/w', '--key', join(folder, 'key.pem'), '--dir', memory, '--port', '0'];
    const ended = await runAlone({}, 'witness', 'start', ...own, ...words);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(sentence);
  });
});

describe('a witness that is killed', () => {
  it('still knows what it cosigned', async () => {
    await witness.start(notary.vkey);
    await witness.add(log.request(0, 10));
    await witness.end('SIGKILL');
    await witness.start(notary.vkey);
    const rolledBack = await witness.add(log.request(0, 5));
    expect([rolledBack.status, await rolledBack.text()]).toEqual([409, '10\n']);
    expect((await witness.add(new GrownLog(notary, 60, 9).request(10, 60))).status).toBe(422);
    expect((await witness.add(log.request(10, 60))).status).toBe(200);
  });

  it('as soon as it has stored, and perhaps not answered, cosigns that and no other history', async () => {
    await witness.start(notary.vkey);
    const answer = witness.add(log.request(0, 10)).catch(() => undefined);
    while (!readdirSync(witness.memory).some((name) => name.endsWith('.checkpoint'))) await nextTurn();
    await witness.end('SIGKILL');
    await answer;
    await witness.start(notary.vkey);
    const forked = new GrownLog(notary, 10, 9);
    expect((await witness.add(forked.request(10, 10))).status).toBe(409);
    const again = await witness.add(log.request(10, 10));
    expect(isCosigned(log.checkpoint(10), await again.text())).toBe(true);
  });
});
