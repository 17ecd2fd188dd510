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

  it('refuses a chart with a currency that neither it nor ISO 4217 has', () => {
    const chart = [{ pattern: 'a', type: 'asset', currencies: ['XXX'] }] as const;
    givenNothing()
      .when(openLedger({ currencies: [points], chart }))
      .refused('CurrencyNotRegistered');
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
