import { credit, debit } from '../../../../test/support/given';
import { Books } from './books';
import { JournalFault } from './fault';

const registered = (code: string, decimals: string) =>
  ({ type: 'CurrencyRegistered', body: { code, decimals, name: 'Our own' } }) as const;
const opened = (path: string) => ({ type: 'AccountOpened', body: { path, type: 'asset' } }) as const;

describe('the books of a verifier', () => {
  it('go by the decimals that the journal registered', () => {
    const books = new Books();
    [registered('PTS', '4'), opened('a'), opened('b')].forEach((event, seq) => books.take(seq, event));
    const figure = { posted: '1.0001', available: '1.0001', line: '1', version: '1' };
    const negative = { posted: '-1.0001', available: '-1.0001', line: '1', version: '1' };
    const postings = [
      { ...debit('a', '1.0001', 'PTS'), ...figure },
      { ...credit('b', '1.0001', 'PTS'), ...negative },
    ];
    books.take(3, { type: 'TransactionPosted', body: { postings } });
    expect(books.transactions).toBe(1);
  });

  it('take no currency of ISO 4217: one code has one number of decimals', () => {
    const books = new Books();
    expect(faultOf(() => books.take(0, registered('EUR', '0')))).toBe('NotAllowedByBooks');
    expect(faultOf(() => books.take(0, registered('EUR', '2')))).toBe('NotAllowedByBooks');
  });

  it('take no currency twice', () => {
    const books = new Books();
    books.take(0, registered('PTS', '0'));
    expect(() => books.take(1, registered('PTS', '0'))).toThrow('PTS is registered already');
  });

  it('take the correction of a registered currency in which there is no amount yet, and of no other', () => {
    const corrected = (code: string) =>
      ({ type: 'CurrencyCorrected', body: { code, decimals: '2', name: 'Our own' } }) as const;
    const limits = [{ currency: 'PTS', minimum: '0.00' }];
    const limited = { type: 'AccountChanged', body: { path: 'a', limits } } as const;
    const books = new Books();
    [registered('PTS', '0'), opened('a'), corrected('PTS')].forEach((event, seq) => books.take(seq, event));
    books.take(3, limited);
    for (const code of ['PTS', 'EUR'])
      expect(faultOf(() => books.take(4, corrected(code)))).toBe('NotAllowedByBooks');
  });

  it.each([
    ['1.00', 'nothing'],
    ['2.00', 'FiguresDiffer'],
  ])('hold a statement that closes with %s against what was posted', (posted, expected) => {
    const books = new Books();
    [opened('a'), opened('b')].forEach((event, seq) => books.take(seq, event));
    const figures = (figure: string) => ({ posted: figure, available: figure, line: '1', version: '1' });
    const postings = [
      { ...debit('a', '1.00'), ...figures('1.00') },
      { ...credit('b', '1.00'), ...figures('-1.00') },
    ];
    books.take(2, { type: 'TransactionPosted', body: { postings } });
    const closing = [{ currency: 'EUR', posted }];
    const span = { fromSeq: '0', number: '1', opening: [], toSeq: '2' };
    const issue = () => books.take(3, { type: 'StatementIssued', body: { closing, path: 'a', ...span } });
    expect(faultOf(issue)).toBe(expected);
  });
});

function faultOf(run: () => void): string {
  try {
    run();
    return 'nothing';
  } catch (error) {
    if (error instanceof JournalFault) return error.faultClass;
    throw error;
  }
}
