import { noon, refusalOf } from '../../../../test/support/given';
import { VelocityBooks, daily, debited, hour, later, today } from '../../../../test/support/velocity-books';
import { isoCurrencies } from '../money/iso4217';
import { setVelocityLimits } from './velocity';
import type { VelocityLimit } from './velocity-state';

const books = () => new VelocityBooks();

describe('setting velocity limits', () => {
  it('leaves the whole list, in the order of names, each in canonical order', () => {
    const limits: VelocityLimit[] = [
      {
        window: { timeZone: 'Europe/Berlin', calendar: 'week' },
        side: 'credit',
        per: 'node',
        name: 'z',
        count: '3',
      },
      { ...daily, category: 'card' },
    ];
    const events = setVelocityLimits(books().state, { type: 'SetVelocityLimits', path: 'customers', limits });
    expect(JSON.stringify(events)).toBe(
      JSON.stringify([
        {
          type: 'VelocityLimitsSet',
          body: {
            limits: [
              {
                category: 'card',
                currency: 'EUR',
                maximum: '100.00',
                name: 'daily',
                per: 'account',
                side: 'debit',
                window: { seconds: '86400' },
              },
              {
                count: '3',
                name: 'z',
                per: 'node',
                side: 'credit',
                window: { calendar: 'week', timeZone: 'Europe/Berlin' },
              },
            ],
            path: 'customers',
          },
        },
      ]),
    );
  });

  const refusedAs = (...limits: VelocityLimit[]) =>
    refusalOf(() => setVelocityLimits(books().state, { type: 'SetVelocityLimits', path: 'a', limits }));

  it('asks for a name of its own for each', () => {
    expect(refusedAs(daily, { ...daily, side: 'credit' })).toMatchObject({
      code: 'VelocityLimitsContradict',
      facts: { path: 'a', limit: 'daily', index: 1 },
    });
  });

  it.each<[string, Partial<VelocityLimit>]>([
    ['CurrencyNotRegistered', { currency: 'PTS' }],
    ['AmountHasWrongDecimals', { maximum: '100' }],
    ['AmountTooLarge', { maximum: `${'9'.repeat(37)}.00` }],
    ['TimeZoneUnknown', { window: { calendar: 'day', timeZone: 'Mars/Olympus' } }],
  ])('is named, with its place in the list, where it is refused: %s', (code, wrong) => {
    const refusal = refusedAs(daily, { ...daily, name: 'hourly', ...wrong });
    expect(refusal).toMatchObject({ code, facts: { path: 'a', limit: 'hourly', index: 1 } });
    expect(refusal.message).toContain('in the limit hourly of a (1 in the list)');
  });

  it('asks for currencies, amounts and time zones that exist', () => {
    expect(refusedAs({ ...daily, currency: 'PTS' }).code).toBe('CurrencyNotRegistered');
    expect(refusedAs({ ...daily, maximum: '100' }).code).toBe('AmountHasWrongDecimals');
    expect(refusedAs({ ...daily, window: { calendar: 'day', timeZone: 'Mars/Olympus' } })).toMatchObject({
      code: 'TimeZoneUnknown',
      facts: { path: 'a', limit: 'daily', timeZone: 'Mars/Olympus' },
    });
  });

  it('removes what is not in the list any longer', () => {
    const { state } = books().limited('a', daily).limited('a');
    expect(state.velocity.nodes.size).toBe(0);
  });
});

describe('a velocity limit', () => {
  it('refuses what goes beyond it, with limit, figures, headroom and when it frees up', () => {
    const limited = books().limited('customers', daily).counted(debited('customers:alice', 60_00n));
    limited.counted(debited('customers:alice', 35_50n), later(hour));
    const refusal = limited.refusal(debited('customers:alice', 10_00n, { posting: 3 }), later(2 * hour));
    expect(refusal.code).toBe('VelocityLimitExceeded');
    expect(refusal.facts).toEqual({
      posting: 3,
      account: 'customers:alice',
      limit: 'daily',
      node: 'customers',
      per: 'account',
      side: 'debit',
      currency: 'EUR',
      window: '24 hours',
      maximum: '100.00',
      used: '95.50',
      needed: '10.00',
      headroom: '4.50',
      freesUpAt: later(24 * hour),
    });
    expect(refusal.message).toBe(
      'The limit daily of customers allows customers:alice debits of 100.00 EUR per 24 hours: 95.50 EUR used, ' +
        '10.00 EUR needed. Retry after 2026-11-24T12:00:00.000Z.',
    );
  });

  it('may be of a count', () => {
    const two: VelocityLimit = {
      category: 'card',
      count: '2',
      name: 'n',
      per: 'node',
      side: 'debit',
      window: today,
    };
    const limited = books().limited('c', two).counted(debited('c:a', 0n), noon, 'card');
    limited.counted(debited('c:b', 9_00n), noon, 'card.pos');
    const refusal = limited.refusal(debited('c:d', 0n), noon, 'card');
    expect(refusal.facts).toEqual({
      posting: 0,
      account: 'c:d',
      limit: 'n',
      node: 'c',
      per: 'node',
      side: 'debit',
      category: 'card',
      window: 'day in Europe/Berlin',
      count: '2',
      used: '2',
      needed: '1',
      headroom: '0',
      freesUpAt: '2026-11-23T23:00:00.000Z',
    });
    expect(refusal.message).toBe(
      'The limit n of c allows all accounts below it together 2 debits per day in Europe/Berlin: 2 used, 1 needed. ' +
        'Retry after 2026-11-23T23:00:00.000Z.',
    );
  });

  it('says that an amount above the whole limit exceeds it by itself', () => {
    const refusal = books().limited('a', daily).refusal(debited('a', 100_01n));
    expect(refusal.facts).toMatchObject({ used: '0.00', headroom: '100.00', freesUpAt: null });
    expect(refusal.message).toMatch(/100\.01 EUR needed\. This exceeds the limit by itself\.$/);
  });

  it('has no headroom where it was lowered below what is used', () => {
    const limited = books().limited('a', daily).counted(debited('a', 80_00n));
    limited.limited('a', { ...daily, maximum: '50.00' });
    expect(limited.refusal(debited('a', 1n)).facts).toMatchObject({ used: '80.00', headroom: '0.00' });
  });

  it('takes exactly what it allows', () => {
    const limited = books().limited('a', daily).counted(debited('a', 99_99n));
    expect(limited.refuses(debited('a', 1n))).toBe(false);
    expect(limited.refuses(debited('a', 2n))).toBe(true);
  });

  it('adds up all postings of a transaction', () => {
    const limited = books().limited('a', daily, { ...daily, name: 'all', per: 'node', maximum: '110.00' });
    const uses = [debited('a:b', 60_00n, { posting: 1 }), debited('a:c', 60_00n, { posting: 2 })];
    expect(limited.refuses([uses[0]!, debited('a:c', 40_00n)])).toBe(false);
    expect(limited.refusal(uses).facts).toMatchObject({ limit: 'all', posting: 1, needed: '120.00' });
    const twice = [uses[0]!, debited('a:b', 40_01n, { posting: 4 })];
    expect(limited.refusal(twice).facts).toMatchObject({ limit: 'daily', posting: 1, needed: '100.01' });
  });

  it('holds for the account itself and for all below its node, and for nobody else', () => {
    const limited = books().limited('a:b', daily);
    const refusing = ['a', 'a:b', 'a:b:c:d', 'a:bc', 'b'].filter((path) =>
      limited.refuses(debited(path, 100_01n)),
    );
    expect(refusing).toEqual(['a:b', 'a:b:c:d']);
  });

  it('gives each account a budget of its own, or all one', () => {
    const each = books().limited('a', daily).counted(debited('a:b', 100_00n));
    expect([each.refuses(debited('a:b', 1n)), each.refuses(debited('a:c', 1n))]).toEqual([true, false]);
    const shared = books()
      .limited('a', { ...daily, per: 'node' })
      .counted(debited('a:b', 100_00n));
    expect([shared.refuses(debited('a:b', 1n)), shared.refuses(debited('a:c', 1n))]).toEqual([true, true]);
  });

  it('counts its own side and its own currency', () => {
    const limited = books().limited('a', daily);
    const dollars = isoCurrencies.get('USD')!;
    expect(limited.refuses(debited('a', 100_01n, { side: 'credit' }))).toBe(false);
    expect(limited.refuses(debited('a', 100_01n, { currency: dollars }))).toBe(false);
    const counting = books().limited('a', {
      count: '0',
      name: 'n',
      per: 'account',
      side: 'debit',
      window: today,
    });
    expect(counting.refuses(debited('a', 1n, { currency: dollars }))).toBe(true);
    const inEuros = books();
    inEuros.limited('a', {
      count: '0',
      currency: 'EUR',
      name: 'n',
      per: 'account',
      side: 'debit',
      window: today,
    });
    expect(inEuros.refuses(debited('a', 1n, { currency: dollars }))).toBe(false);
    expect(inEuros.refuses(debited('a', 1n))).toBe(true);
  });

  it('counts its category and those that go on from it after a point', () => {
    const limited = books().limited('a', { ...daily, category: 'card' });
    const refusing = [undefined, 'card', 'card.pos', 'card.pos.tip', 'cards', 'car', 'x.card'].filter(
      (category) => limited.refuses(debited('a', 100_01n), noon, category),
    );
    expect(refusing).toEqual(['card', 'card.pos', 'card.pos.tip']);
  });

  it('takes amounts of zero, which a count counts', () => {
    const none = books().limited('a', { ...daily, maximum: '0.00' });
    expect([none.refuses(debited('a', 0n)), none.refuses(debited('a', 1n))]).toEqual([false, true]);
    const count = books().limited('a', {
      count: '1',
      name: 'n',
      per: 'account',
      side: 'debit',
      window: today,
    });
    count.counted(debited('a', 0n));
    expect(count.refuses(debited('a', 0n))).toBe(true);
  });

  it('does not count again what was a posting before', () => {
    const limited = books().limited('a', {
      count: '1',
      name: 'n',
      per: 'account',
      side: 'debit',
      window: today,
    });
    limited.counted(debited('a', 5n));
    expect(limited.refuses(debited('a', 5n, { count: 0 }))).toBe(false);
  });

  it('of the nearest node is reported first, then by name', () => {
    const limited = books().limited('a', daily);
    limited.limited('a:b', { ...daily, name: 'weekly' }, { ...daily, name: 'hourly' });
    expect(limited.refusal(debited('a:b', 100_01n)).facts).toMatchObject({ node: 'a:b', limit: 'hourly' });
  });
});
