import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCheckpoint } from '@proof/checkpoint';
import { cosign, cosignedAt } from '@proof/cosignature';
import { parseVkey, type LocalSigner } from '@proof/note';
import { parsePolicy } from '@proof/witness-policy';
import type { Cosigning } from '@notary/ask-witness';
import { Witnesses, type WitnessesObserver } from '@notary/witnesses';
import { Witness } from '@witness/witness';
import { serveWitness } from '@witness/witness-server';
import { WitnessedHeads } from '@witness/witnessed-heads';
import { Gate } from '../support/gate';
import { GrownLog } from '../support/grown-log';
import { newWitness } from '../support/tampering';
import { newSigner } from '../support/written-journal';

const notary = newSigner('ledger.test/books');
const log = new GrownLog(notary, 50);
const [one, two] = [newWitness('a.test/one'), newWitness('b.test/two')];

/** Runs after each test. */
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A witness on this machine, and the statuses of what it answered. */
async function served(signer: LocalSigner, statuses: number[] = []): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-witness-'));
  const logs = [parseVkey(notary.vkey)];
  const witness = new Witness({ heads: new WitnessedHeads(folder), signer, logs, now: () => 1_800_000_000 });
  const observer = { answered: ({ status }: { status: number }) => statuses.push(status), failed: fail };
  const server = await serveWitness(witness, { host: '127.0.0.1', port: 0 }, observer);
  closing.push(() => rmSync(folder, { recursive: true }), server.close);
  return server.url;
}

function fail(error: unknown): never {
  throw error;
}

/** A server that is no witness. */
async function answering(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

class Observed implements WitnessesObserver {
  readonly by: string[] = [];
  readonly failures: string[] = [];
  readonly held: number[] = [];
  cosigned(witness: string): void {
    this.by.push(witness);
  }
  witnessFailed(witness: string, sentence: string): void {
    this.failures.push(`${witness}: ${sentence}`);
  }
  heldBack(_log: string, size: number): void {
    this.held.push(size);
  }
}

let now: number;
let reported: Observed;
beforeEach(() => {
  now = 0;
  reported = new Observed();
});

const lineOf = (name: string, { vkey }: LocalSigner, url: string) => `witness ${name} ${vkey} ${url}\n`;

function witnesses(lines: string, quorum = 'none', withinMs = 20_000): Witnesses {
  const policy = parsePolicy(`${lines}quorum ${quorum}\n`);
  return new Witnesses({ policy, now: () => now, observer: reported, withinMs });
}

function at(size: number, grown = log): Cosigning {
  const note = grown.checkpoint(size);
  const { checkpoint: head } = parseCheckpoint(note);
  return { head, note, prove: (older) => Promise.resolve(grown.proof(older, size)) };
}

/** Which of both witnesses have validly cosigned. */
function cosigners(note: string | undefined): string[] {
  const { note: signed } = parseCheckpoint(note!);
  return [one, two]
    .filter(({ vkey }) => cosignedAt(signed, parseVkey(vkey, 0x04)) !== undefined)
    .map(({ name }) => name);
}

describe('the witnesses of a notary', () => {
  it('all cosign what continues, and are asked once each when it is known what they saw', async () => {
    const [ofOne, ofTwo]: [number[], number[]] = [[], []];
    const asked = witnesses(
      lineOf('one', one, await served(one, ofOne)) + lineOf('two', two, await served(two, ofTwo)),
    );
    for (const size of [7, 8, 50]) {
      expect(cosigners(await asked.cosigned(at(size)))).toEqual(['a.test/one', 'b.test/two']);
    }
    expect([ofOne, ofTwo]).toEqual([
      [200, 200, 200],
      [200, 200, 200],
    ]);
    expect(reported.failures).toEqual([]);
  });

  it('are sent a proof from what they saw, where a notary starts over', async () => {
    const statuses: number[] = [];
    const line = lineOf('one', one, await served(one, statuses));
    await witnesses(line).cosigned(at(13));
    const again = witnesses(line);
    expect(cosigners(await again.cosigned(at(13)))).toEqual(['a.test/one']);
    expect(cosigners(await again.cosigned(at(50)))).toEqual(['a.test/one']);
    expect(statuses).toEqual([200, 409, 200, 200]);
  });

  it('hold nothing up when one is down: it is left alone for a while, and asked again', async () => {
    const down = await answering((_request, response) => response.socket!.destroy());
    const asked = witnesses(lineOf('one', one, down) + lineOf('two', two, await served(two)));
    expect(cosigners(await asked.cosigned(at(5)))).toEqual(['b.test/two']);
    expect(reported.failures).toEqual([expect.stringMatching(/^one: ledger\.test\/books: fetch failed/)]);
    now = 999;
    await asked.cosigned(at(6));
    expect(reported.failures).toHaveLength(1);
    now = 1_000;
    await asked.cosigned(at(7));
    expect(reported.failures).toHaveLength(2);
    now = 2_999;
    await asked.cosigned(at(8));
    expect(reported.failures).toHaveLength(2);
  });

  it('are waited for so long and no longer', async () => {
    const silent = await answering(() => undefined);
    const asked = witnesses(lineOf('one', one, silent), 'none', 100);
    expect(await asked.cosigned(at(5))).toBe(log.checkpoint(5));
    expect(reported.failures).toEqual([expect.stringMatching(/timeout/)]);
  });

  it('come back', async () => {
    const gate = await Gate.open();
    closing.push(() => gate.close());
    const asked = witnesses(lineOf('one', one, gate.url), 'one');
    expect(await asked.cosigned(at(5))).toBeUndefined();
    gate.target = await served(one);
    now = 1_000;
    expect(cosigners(await asked.cosigned(at(6)))).toEqual(['a.test/one']);
  });

  it('keep a checkpoint back as long as too few of a quorum have cosigned', async () => {
    const nobody = await answering((_request, response) => response.socket!.destroy());
    const lines = lineOf('one', one, await served(one)) + lineOf('two', two, nobody);
    expect(await witnesses(`${lines}group both all one two\n`, 'both').cosigned(at(5))).toBeUndefined();
    expect(reported.held).toEqual([5]);
    const any = witnesses(`${lines}group some any one two\n`, 'some');
    expect(cosigners(await any.cosigned(at(6)))).toEqual(['a.test/one']);
    expect(reported.held).toEqual([5]);
  });

  it('are not asked about logs that the policy does not name', async () => {
    const other = newSigner('ledger.test/other');
    const asked = witnesses(`log ${other.vkey}\n${lineOf('one', one, await served(one))}`, 'one');
    expect(await asked.cosigned(at(5))).toBe(log.checkpoint(5));
    expect(reported.failures).toEqual([]);
  });

  it('that have no address in the policy are not asked, and are missed', async () => {
    expect(await witnesses(`witness one ${one.vkey}\n`, 'one').cosigned(at(5))).toBeUndefined();
  });

  it('report a history that was rewritten or rolled back', async () => {
    const line = lineOf('one', one, await served(one));
    await witnesses(line).cosigned(at(30));
    const rewritten = new GrownLog(notary, 50, 29);
    for (const changed of [at(30, rewritten), at(50, rewritten), at(20)]) {
      expect(cosigners(await witnesses(line).cosigned(changed))).toEqual([]);
    }
    expect(reported.failures).toEqual([
      'one: ledger.test/books: it has seen another history of ledger.test/books, of 30 entries',
      expect.stringContaining('it answered 422: The proof does not show that ledger.test/books'),
      'one: ledger.test/books: it has seen 30 entries of ledger.test/books, more than the 20 there are',
    ]);
  });

  it('that refuse one log are asked about another', async () => {
    const unknown = new GrownLog(newSigner('ledger.test/unknown'), 5);
    const asked = witnesses(lineOf('one', one, await served(one)));
    await asked.cosigned(at(5, unknown));
    expect(reported.failures).toEqual([expect.stringContaining('it answered 404')]);
    expect(cosigners(await asked.cosigned(at(5)))).toEqual(['a.test/one']);
    await asked.cosigned(at(5, unknown));
    expect(reported.failures).toHaveLength(1);
  });
});

describe('what a witness answers', () => {
  /** What becomes of a checkpoint when the witness answers this with status 200, or another. */
  async function given(body: string | Promise<string>, status = 200, type = 'text/plain'): Promise<string[]> {
    const text = await body;
    const url = await answering((_request, response) => {
      response.writeHead(status, { 'Content-Type': type }).end(text);
    });
    return cosigners(await witnesses(lineOf('one', one, url)).cosigned(at(9)));
  }
  const by = (signer: LocalSigner, size = 9) => cosign(log.checkpoint(size), signer, 1_800_000_000);

  it('counts where its own key made it, and nothing else of it is kept', async () => {
    const url = await answering((_request, response) => {
      void Promise.all([by(two), by(one)]).then((lines) => response.end(`${lines.join('')}more\n`));
    });
    const note = await witnesses(lineOf('one', one, url)).cosigned(at(9));
    expect(note).toBe(log.checkpoint(9) + (await by(one)));
  });

  it.each<[string, string | Promise<string>]>([
    ['nothing', ''],
    ['something else', 'hello\n'],
    ['a cosignature by another witness', by(two)],
    ['a cosignature of another checkpoint', by(one, 8)],
    ['a cosignature under its name by another key', by({ ...newWitness(one.name), keyId: one.keyId })],
  ])('does not count where it is %s', async (_what, body) => {
    expect(await given(body)).toEqual([]);
    expect(reported.failures).toEqual([expect.stringContaining('it answered no cosignature by its key')]);
  });

  it.each<[string, string, number, string, RegExp]>([
    ['has no end', 'x'.repeat(70_000), 200, 'text/plain', /more than 65536 bytes/],
    ['sends elsewhere', '', 302, 'text/plain', /answered 302|redirect/],
    ['is that it is busy', 'later\n', 503, 'text/plain', /answered 503: later/],
    ['is a conflict without size', 'no\n', 409, 'text/plain', /answered 409: no/],
    ['is a size with a sign', '-1\n', 409, 'text/x.tlog.size', /answered 409: -1/],
    ['is the same size again and again', '3\n', 409, 'text/x.tlog.size', /another history/],
  ])('is reported where it %s', async (...[, body, status, type, sentence]) => {
    expect(await given(body, status, type)).toEqual([]);
    expect(reported.failures).toEqual([expect.stringMatching(sentence)]);
  });
});
