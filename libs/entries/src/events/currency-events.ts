import { always, text, textLike } from '../shape';
import { ofWhole } from './acts';
import { currency } from './common-shapes';
import type { DeclaredEvents } from './declared-event';

/** Of currencies beside those of ISO 4217. */
export const currencyEvents = {
  CurrencyRegistered: {
    meaning: 'A currency in addition to those of ISO 4217, which need no registration.',
    act: ofWhole('configure', 'RegisterCurrency'),
    body: {
      code: always(currency, '2 to 32 characters of A-Z, 0-9, point, `_` and `-`, starting with a letter.'),
      decimals: always(
        textLike(/^(?:\d|1[0-8])$/, '0 to 18, as text'),
        'Number of decimals of its amounts, `0` to `18`. Can be corrected until an entry has an amount in the currency; never changes after that.',
      ),
      name: always(text, 'Display name of the currency.'),
    },
    example: { code: 'ETH', decimals: '18', name: 'Ether' },
  },
  CurrencyCorrected: {
    meaning:
      'A registered currency has other decimals or another name from this entry on. No earlier entry has an amount in the currency: no posting or hold, and no limit of an account, the chart or velocity. Currencies of ISO 4217 are never corrected.',
    act: ofWhole('configure', 'CorrectCurrency'),
    body: {
      code: always(currency, 'As in [CurrencyRegistered](#currencyregistered).'),
      decimals: always(
        textLike(/^(?:\d|1[0-8])$/, '0 to 18, as text'),
        'As in [CurrencyRegistered](#currencyregistered).',
      ),
      name: always(text, 'As in [CurrencyRegistered](#currencyregistered).'),
    },
    example: { code: 'MILES', decimals: '0', name: 'Miles' },
  },
} satisfies Partial<DeclaredEvents>;
