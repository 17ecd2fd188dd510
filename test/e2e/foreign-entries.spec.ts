import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { leafHash, readEntry, type Entry } from '@entries/entry';
import { signStatement } from '@proof/key-statements';
import { connectEventStore } from '@streams/eventstore-stream';
import { journalOf, type Stream } from '@streams/stream';
import { topUp, type Problem } from '../support/api';
import { Intruder } from '../support/intruder';
import { runCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';

jest.setTimeout(180_000);

let services: Services;
let stream: Stream;

beforeAll(async () => {
  services = await startServices();
  stream = connectEventStore(services.eventStore.url);
});
afterAll(async () => {
  await stream?.close();
  await services?.stop();
});

interface Ready {
  readonly stoppedLedgers: readonly string[];
}

/** A ledger with a transaction, which the API has in memory, and somebody who gets at its journal. */
async function attacked(): Promise<{ path: string; intruder: Intruder }> {
  const id = `l${randomUUID().slice(0, 8)}`;
  const path = await services.api.openLedger({ id });
  await services.api.accepted(`${path}/transactions`, topUp('ann'));
  return { path, intruder: new Intruder(stream, id, join(services.dataDir, 'keys')) };
}

/** Nothing is written to the ledger, and others go on. */
async function expectStopped(path: string, code: string, detail: RegExp): Promise<void> {
  for (let time = 0; time < 2; time += 1) {
    const { status, body } = await services.api.post<Problem>(`${path}/transactions`, topUp('bob'));
    expect({ status, code: body.code }).toEqual({ status: 503, code });
    expect(body.detail).toMatch(detail);
  }
  const other = await services.api.openLedger();
  await services.api.accepted(`${other}/transactions`, topUp('ann'));
  const { body: ready } = await services.api.get<Ready>('/readyz');
  const sentences = ready.stoppedLedgers.filter((sentence) => sentence.includes(path.split('/').at(-1)!));
  expect(sentences).toHaveLength(1);
  expect(sentences[0]).toMatch(detail);
  const { text } = await services.api.get('/metrics');
  expect(text).toContain(`\nledger_journals_stopped ${ready.stoppedLedgers.length}\n`);
}

describe('an entry that no writer of the ledger sealed stops writes to that ledger, and to no other:', () => {
  it('one without a seal, which the verifier finds as well, before and after a restart', async () => {
    const { path, intruder } = await attacked();
    await intruder.append({});

    await expectStopped(path, 'JournalNotTrusted', /SealGap/);
    const verified = await runCommand(services, 'verify', '--ledger', intruder.ledger);
    expect(verified.code).not.toBe(0);
    await services.restartApi('SIGTERM');
    await expectStopped(path, 'JournalNotTrusted', /SealGap/);
  });

  it('one sealed by a key that was never registered', async () => {
    const { path, intruder } = await attacked();
    await intruder.append({}, intruder.newKey());
    await expectStopped(path, 'JournalNotTrusted', /KeyNotRegistered/);
  });

  it('one sealed by a key that was retired', async () => {
    const { path, intruder } = await attacked();
    const key = intruder.newKey();
    await intruder.register(key);
    await intruder.retire(key);
    await intruder.append({}, key);
    await expectStopped(path, 'JournalNotTrusted', /KeyIsRetired/);
  });

  it('a key registered without the signature of the root key', async () => {
    const { path, intruder } = await attacked();
    const { keyId, vkey } = intruder.newKey();
    const rootSignature = signStatement(
      intruder.log,
      { type: 'KeyRegistered', role: 'writer', vkey },
      intruder.newKey(),
    );
    const body = { keyId, role: 'writer', rootSignature, vkey };
    await intruder.append({ type: 'KeyRegistered', body }, intruder.writer);
    await expectStopped(path, 'JournalNotTrusted', /KeyNotVouchedFor/);
  });

  it('one that is not in its place', async () => {
    const { path, intruder } = await attacked();
    await intruder.append({ prev: leafHash(Buffer.from('another')).toString('base64url') }, intruder.writer);
    await expectStopped(path, 'JournalNotTrusted', /BrokenChain/);
  });
});

describe('an entry that contradicts its shape stops writes to that ledger, as the verifier finds it tampered with:', () => {
  const cases: [string, (entry: Entry) => object][] = [
    ['a field of another type', ({ body }) => ({ body: { ...body, description: ['green'] } })],
    [
      'the same beside an unknown field',
      ({ body }) => ({ body: { ...body, colour: 'green', description: ['green'] } }),
    ],
  ];
  it.each(cases)('%s', async (_, change) => {
    const { path, intruder } = await attacked();
    const last = (await stream.last(journalOf(intruder.ledger)))!;
    await intruder.append(change(readEntry(last.data)), intruder.writer);
    await expectStopped(path, 'JournalNotTrusted', /MalformedEntry.*body\.description must be text/);
    const { code, report } = await runCommand(services, 'verify', '--ledger', intruder.ledger, '--wait', '0');
    expect({ code, fault: report['fault'] }).toMatchObject({ code: 1, fault: { class: 'MalformedEntry' } });
  });
});

describe('an entry of a later release stops writes to that ledger, and to no other:', () => {
  const cases: [string, (entry: Entry) => object, RegExp][] = [
    ['a later version', () => ({ v: 2 }), /version/],
    ['a type', () => ({ type: 'LedgerPainted', body: { colour: 'green' } }), /LedgerPainted/],
    ['a field of the envelope', () => ({ tenant: 'north' }), /tenant/],
    ['a field of the body', ({ body }) => ({ body: { ...body, colour: 'green' } }), /colour/],
  ];
  it.each(cases)('%s that this one does not know', async (_, change, detail) => {
    const { path, intruder } = await attacked();
    const last = (await stream.last(journalOf(intruder.ledger)))!;
    await intruder.append(change(readEntry(last.data)), intruder.writer);
    await expectStopped(path, 'JournalFromLaterRelease', detail);
  });
});

it('an entry of another process that is sealed rightly stops nothing', async () => {
  const { path, intruder } = await attacked();
  await intruder.register(intruder.newKey());
  await services.api.accepted(`${path}/transactions`, topUp('ann'));
});
