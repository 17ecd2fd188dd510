import type { PublishRates } from '@ledger/exchange/rates/publish-rates';
import type { KnownAt } from '@read-models/queries/as-of';
import type { PageRequest } from '@read-models/queries/page';
import { ListRateSets, ListRateSetsHandler, type RateSetsFilter } from '@read-models/rates/rate-sets.queries';
import { customerBooks } from '../support/queried-books';

const { ledger, perform, applied } = customerBooks();

const day = (date: number) => `2025-12-${String(date).padStart(2, '0')}T15:00:00.000Z`;
const usd = { base: 'USD', counter: 'EUR', bid: '0.8998', mid: '0.9', ask: '0.9002' };
const jpy = { base: 'EUR', counter: 'JPY', mid: '163.27' };
const published = (date: number, details: Partial<PublishRates> = {}): PublishRates => ({
  type: 'PublishRates',
  source: 'ecb',
  rateType: 'reference',
  observedAt: day(date),
  rates: [usd],
  ...details,
});

const list = (filter: RateSetsFilter = {}, request: PageRequest = {}, asOf: KnownAt = {}) =>
  new ListRateSetsHandler(ledger.now.tables).execute(new ListRateSets('acme', filter, request, asOf));

describe('sets of rates', () => {
  it('are listed as they were published, the latest first, corrected ones too', async () => {
    const first = perform(published(1, { rates: [usd, jpy] }));
    const correction = perform(published(1, { rates: [{ ...usd, mid: '0.9001' }] }));
    await applied();
    const { items, seq } = await list();
    expect(seq).toBe(correction.seq);
    expect(items.map((item) => [item.seq, item.rates.length])).toEqual([
      [correction.seq, 1],
      [first.seq, 2],
    ]);
    expect(items[1]).toEqual({
      seq: first.seq,
      id: first.id,
      source: 'ecb',
      type: 'reference',
      observedAt: day(1),
      recordedAt: first.recordedAt,
      rates: [usd, jpy],
    });
  });

  it('are found by source, type, pair and time of observation, whose end does not count', async () => {
    const wanted = perform(published(2, { rates: [jpy] }));
    const desk = perform(published(3, { source: 'desk' }));
    const closing = perform(published(4, { rateType: 'closing' }));
    await applied();
    const found = async (filter: RateSetsFilter) => (await list(filter)).items.map(({ seq }) => seq);
    expect(await found({ source: 'desk' })).toEqual([desk.seq]);
    expect(await found({ type: 'closing' })).toEqual([closing.seq]);
    expect(await found({ base: 'EUR', counter: 'JPY' })).toEqual([wanted.seq]);
    expect(await found({ counter: 'EUR' })).toEqual([closing.seq, desk.seq]);
    expect(await found({ base: 'JPY' })).toEqual([]);
    // The base of one rate and the counter of another are no pair.
    expect(await found({ base: 'USD', counter: 'JPY' })).toEqual([]);
    expect(await found({ observedFrom: day(2), observedTo: day(4) })).toEqual([desk.seq, wanted.seq]);
  });

  it('come in pages that do not change while more is published, in either order', async () => {
    const seqs = [1, 2, 3].map((date) => perform(published(date)).seq);
    await applied();
    const first = await list({}, { limit: 2, order: 'asc' });
    perform(published(4));
    await applied();
    const second = await list({}, { limit: 2, cursor: first.next! });
    expect([...first.items, ...second.items].map(({ seq }) => seq)).toEqual(seqs);
    expect(second.next).toBeNull();
    await expect(list({ source: 'ecb' }, { cursor: first.next! })).rejects.toThrow('other filters');
    const [latest] = (await list({}, {}, { knownAtSeq: BigInt(seqs[1]!) })).items;
    expect(latest?.seq).toBe(seqs[1]);
  });
});
