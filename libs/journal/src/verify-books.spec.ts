import { credit, debit } from '../../../test/support/given';
import { Books } from './verify-books';

const registered = (code: string, decimals: string) =>
  ({ type: 'CurrencyRegistered', body: { code, decimals, name: 'Our own' } }) as const;
const opened = (path: string) => ({ type: 'AccountOpened', body: { path, type: 'asset' } }) as const;

describe('the books of a verifier', () => {
  it('go by the registration in the journal, though today’s ISO 4217 has the code with other decimals', () => {
    const books = new Books();
    [registered('EUR', '4'), opened('a'), opened('b')].forEach((event, seq) => books.take(seq, event));
    const figure = { posted: '1.0001', available: '1.0001', version: '1' };
    const negative = { posted: '-1.0001', available: '-1.0001', version: '1' };
    const postings = [
      { ...debit('a', '1.0001'), ...figure },
      { ...credit('b', '1.0001'), ...negative },
    ];
    books.take(3, { type: 'TransactionPosted', body: { postings } });
    expect(books.transactions).toBe(1);
  });

  it('take no currency twice', () => {
    const books = new Books();
    books.take(0, registered('PTS', '0'));
    expect(() => books.take(1, registered('PTS', '0'))).toThrow('PTS is registered already');
  });
});
