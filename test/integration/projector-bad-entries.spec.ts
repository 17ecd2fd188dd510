import { journalOf } from '@streams/stream';
import type { Tables } from '@read-models/queries/tables';
import { ChangedStream } from '../support/changed-stream';
import { paid } from '../support/given';
import { MemoryStore, MemoryStream } from '../support/memory-stream';
import { projected } from '../support/projected';
import { ObservedProjector, rowsOfAll, withClient } from '../support/projecting';
import { RecordedBooks } from '../support/recorded-books';
import { smallBooks } from '../support/small-books';

let databaseUrl: string;
let stream: MemoryStream;
let store: MemoryStore;
let tables: Tables;
const { applied, undisturbed } = projected((present) => ({ databaseUrl, stream, store, tables } = present));

describe('an entry that cannot be projected', () => {
  const places = { next: 'its read models stay as of entry 6.', first: 'it has no read models.' };

  /** Appends an entry like the last one of `books`, but with changes, or bytes of any kind. */
  async function appendBad(books: RecordedBooks, bad: object | string): Promise<void> {
    const seq = books.entries.length;
    const changed = { ...books.entries.at(-1), seq: String(seq), ...(bad as object) };
    const data = Buffer.from(typeof bad === 'string' ? bad : JSON.stringify(changed));
    const id = '01935a00-0000-7000-8000-0000000000ff';
    const event = { id, type: 'TransactionPosted', data, metadata: Buffer.from('{}') };
    await stream.append(journalOf(books.ledger), seq === 0 ? 'no_stream' : seq - 1, [event]);
  }

  function postings(change: object): object {
    const { body } = smallBooks(new MemoryStream(new MemoryStore()), 'model', 1).entries.at(
      -1,
    ) as unknown as { body: { postings: object[] } };
    return { body: { ...body, postings: body.postings.map((each) => ({ ...each, ...change })) } };
  }

  const bytes = 'its bytes are no JSON';
  const version = 'The entry at seq 7 has version 99; this release knows versions up to 1';
  const opening = { type: 'AccountOpened', body: { path: 'cash', type: 'asset' } };
  const statement = { closing: [], fromSeq: '0', opening: [], path: 'cash', toSeq: '6' };
  const cases: [string, string | object, string][] = [
    ['bytes that are no JSON', 'no JSON', bytes],
    ['JSON that is no entry', 'null', 'it has not the shape of an entry'],
    ['an entry of a later version', { v: 99 }, version],
    ['a field of a later release', { tenant: 'north' }, 'a later release wrote it'],
    [
      'a type of a later release',
      { type: 'LedgerPainted', body: { colour: 'green' } },
      'a later release wrote it',
    ],
    ['an entry of another place', { seq: '9' }, 'it calls itself entry 9'],
    ['an entry of another ledger', { ledger: 'else' }, 'it belongs to ledger else'],
    ['a posting to no account', postings({ account: 'nowhere' }), 'acme has no account at nowhere'],
    [
      'an amount that is no number',
      postings({ posted: 'much' }),
      'body.postings[0].posted must be an amount',
    ],
    [
      'what contradicts its shape beside a field of a later release',
      { tenant: 'north', id: 'someone' },
      'id must be a version 7 UUID',
    ],
    [
      'a number that no column takes',
      { type: 'StatementIssued', body: { ...statement, number: '99999999999' } },
      'out of range for type integer',
    ],
    [
      'a change of what is no account',
      { type: 'AccountClosed', body: { path: 'nowhere', reason: 'moved' } },
      'acme has no account',
    ],
    ['a second opening of an account', opening, 'cash is opened twice'],
  ];
  it.each(cases)('stops its ledger with one sentence, and no other: %s', async (_, bad, reason) => {
    const [before, acme, other] = [
      smallBooks(stream, 'before', 10),
      smallBooks(stream, 'acme', 3),
      smallBooks(stream, 'other', 10),
    ];
    for (const books of [before, acme]) await books.store();
    await appendBad(acme, bad);
    await other.store();
    const projector = new ObservedProjector(databaseUrl, stream).start();
    await applied(before);
    await applied(other);
    // Those that come later are projected, too.
    other.perform(paid('9.00', 'cash', 'sales'));
    await other.store();
    await applied(other);
    expect(projector.stopped).toHaveLength(1);
    expect(projector.stopped[0]).toMatch(/^entry 7 of journal-acme cannot be projected: /);
    expect(projector.stopped[0]).toContain(reason);
    expect(projector.stopped[0]!.endsWith(`; ${places.next}`)).toBe(true);
    expect(projector.projector.stoppedLedgers).toEqual(projector.stopped);
    expect(projector.projector.lastError).toBeUndefined();
    const behind = await tables.waitFor('acme', { after: 7n, waitMs: 0 }).catch((error: unknown) => error);
    expect(behind).toMatchObject({ name: 'ReadModelBehind', reached: 6n });
    await projector.stop();
  });

  it('at the start of a journal leaves its number to the next ledger', async () => {
    const [acme, other] = [new RecordedBooks(stream, 'acme'), smallBooks(stream, 'other', 3)];
    const body = { path: 'cash', reason: 'moved' };
    await appendBad(acme, { ...other.entries[0], ledger: 'acme', type: 'AccountClosed', body });
    await other.store();
    const projector = new ObservedProjector(databaseUrl, stream).start();
    await applied(other);
    await projector.stop();
    expect(projector.stopped).toEqual([
      `entry 0 of journal-acme cannot be projected: acme has no account at cash; ${places.first}`,
    ]);
    const { rows } = await withClient(databaseUrl, (client) =>
      client.query('select ledger, id from progress'),
    );
    expect(rows).toEqual([{ ledger: 0, id: 'other' }]);
  });

  const damages: [string, (text: string) => string][] = [
    ['bytes that are no JSON', (text) => text.slice(0, -1)],
    ['a posting to no account', (text) => text.replace('"cash"', '"nowhere"')],
    ['an id that Postgres refuses', (text) => text.replace(/"id":"[^"]*"/, '"id":"someone"')],
  ];
  it.each(damages)('is met again by the next projector, and heals with its cause: %s', async (_, damaged) => {
    const [acme, other] = [smallBooks(stream, 'acme', 10), smallBooks(stream, 'other', 10)];
    await acme.store();
    await other.store();
    const unreadable = new ChangedStream(store, async function* (events) {
      for await (const event of events) {
        const isBad = event.stream === journalOf('acme') && event.revision === 5;
        const text = Buffer.from(event.data).toString();
        yield isBad ? { ...event, data: Buffer.from(damaged(text)) } : event;
      }
    });
    for (let i = 0; i < 2; i += 1) {
      const projector = new ObservedProjector(databaseUrl, unreadable).start();
      await projector.until(() => projector.stopped.length === 1);
      await applied(other);
      await projector.stop();
    }
    const healed = new ObservedProjector(databaseUrl, stream).start();
    await applied(acme);
    await healed.stop();
    expect(healed.stopped).toEqual([]);
    expect(await rowsOfAll(databaseUrl)).toEqual(await undisturbed());
  });

  it('in several ledgers stops each of them, and nothing of the others is lost', async () => {
    const bad = ['aa', 'bb', 'cc'].map((ledger) => smallBooks(stream, ledger, 2));
    const other = smallBooks(stream, 'other', 3_000);
    for (const books of bad) {
      await books.store();
      await appendBad(books, postings({ account: 'nowhere' }));
    }
    await other.store();
    const projector = new ObservedProjector(databaseUrl, stream).start();
    await applied(other);
    await projector.stop();
    expect(projector.stopped).toHaveLength(3);
    const { rows } = await withClient(databaseUrl, (client) =>
      client.query('select id, seq from progress order by id'),
    );
    const reached = ['aa', 'bb', 'cc'].map((id) => ({ id, seq: '5' }));
    expect(rows).toEqual([...reached, { id: 'other', seq: '3003' }]);
  });
});
