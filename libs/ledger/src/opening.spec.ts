import {
  credit,
  currency,
  debit,
  given,
  givenNothing,
  openLedger,
  opened,
  post,
} from '../../../test/support/given';
import { TestLedger, refusalOf } from '../../../test/support/given';

const { root, writerKey } = openLedger();
const points = { code: 'PTS', decimals: 0, name: 'Points' };

describe('opening a ledger', () => {
  it('names its root key, then registers the first writer key', () => {
    givenNothing()
      .when(openLedger({ metadata: { region: 'eu' } }))
      .then(
        { type: 'LedgerOpened', body: { metadata: { region: 'eu' }, name: 'Books', root } },
        { type: 'KeyRegistered', body: writerKey },
      );
  });

  it('registers currencies before the chart that uses them', () => {
    givenNothing()
      .when(
        openLedger({
          currencies: [points],
          chart: [{ pattern: 'points:*', type: 'liability', currencies: ['PTS'] }],
        }),
      )
      .then(
        { type: 'LedgerOpened', body: { name: 'Books', root } },
        { type: 'KeyRegistered', body: writerKey },
        { type: 'CurrencyRegistered', body: { code: 'PTS', decimals: '0', name: 'Points' } },
        {
          type: 'ChartDeclared',
          body: { patterns: [{ currencies: ['PTS'], pattern: 'points:*', type: 'liability' }] },
        },
      );
  });

  it('happens once', () => {
    given().when(openLedger()).refused('LedgerAlreadyExists');
  });

  it('refuses a currency named twice', () => {
    givenNothing()
      .when(openLedger({ currencies: [points, points] }))
      .refused('CurrencyAlreadyRegistered', { currency: 'PTS' });
  });

  it('leaves no currency behind when the chart is refused', () => {
    const ledger = new TestLedger();
    const chart = [{ pattern: 'a', type: 'asset', currencies: ['XXX'] }] as const;
    const refusal = refusalOf(() => ledger.perform(openLedger({ currencies: [points], chart })));
    expect(refusal.code).toBe('CurrencyNotRegistered');
    expect(ledger.state.currencies.size).toBe(0);
    expect(ledger.state.undo).toBeNull();
  });

  it('comes before everything else', () => {
    for (const command of [
      opened('cash'),
      currency('PTS', 0),
      post(debit('cash', '1.00'), credit('cash', '1.00')),
    ])
      givenNothing().when(command).refused('LedgerNotFound');
  });
});
