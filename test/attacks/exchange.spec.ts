import type { Exchange, PositionMove } from '@ledger/exchange/exchange';
import type { ExchangeDeclaration } from '@ledger/exchange/exchange-declaration';
import type { Posting } from '@ledger/transactions/posting';
import { recordBureau, recordDealingRoom } from '../support/dealing-desks';
import { recordExchangeOffice } from '../support/exchange-desks';
import { credit, debit, opened, paid, post } from '../support/given';
import { RecordedJournal } from '../support/recorded-journal';
import { entriesOf, foundResealed, type Edited } from '../support/resealed';
import type { Mutable } from '../support/written-journal';

type Recorder = (journal: RecordedJournal) => void;

/** What the verifier finds in a journal that somebody with the writer key changed and sealed again. */
function foundIn(record: Recorder, change: (entries: Edited[]) => void): string {
  const journal = new RecordedJournal('desk');
  record(journal);
  const entries = entriesOf(journal);
  change(entries);
  return foundResealed('desk', entries);
}

it.each([
  ['of rates', recordExchangeOffice],
  ['over positions', recordDealingRoom],
  ['over one account', recordBureau],
])('the honest journal %s passes', (_, record) => {
  expect(foundIn(record, () => undefined)).toBe('none');
});

const confirmed = (entries: Edited[]) => entries.find(({ body }) => body['confirmed'])!.body;

describe('somebody with the writer key cannot publish', () => {
  it.each<[string, string, (entries: Edited[]) => void]>([
    [
      'a rate that leaps out of the band and that nobody confirmed',
      'ExchangeDiffers 6',
      (entries) => {
        const body = confirmed(entries);
        delete body['confirmed'];
        (body['rates'] as { mid: string }[])[0]!.mid = '0.8099';
      },
    ],
    [
      'a rate that was observed after it was recorded',
      'ExchangeDiffers 5',
      (entries) => (entries[5]!.body['observedAt'] = '2026-11-23T12:01:00.000Z'),
    ],
  ])('%s', (_, found, change) => {
    expect(foundIn(recordExchangeOffice, change)).toBe(found);
  });

  it('a rate at the edge of the band is one that needs no confirmation', () => {
    expect(foundIn(recordExchangeOffice, (entries) => delete confirmed(entries)['confirmed'])).toBe('none');
  });
});

/** A transaction that exchanges currencies, as an attacker lays hands on it. */
interface Exchanging {
  exchange: Mutable<Omit<Exchange, 'moves'>> & { moves: Mutable<PositionMove>[] };
  postings: Mutable<Posting>[];
}

/** Changes the nth exchange, counted from 0; answers what is found, the seq of that exchange as `here`. */
function foundAt(
  nth: number,
  change: (body: Exchanging) => void,
  record: Recorder = recordDealingRoom,
): string {
  let here = NaN;
  const found = foundIn(record, (entries) => {
    const exchanges = entries.filter(({ body }) => body['exchange']);
    here = entries.indexOf(exchanges[nth]!);
    change(exchanges[nth]!.body as unknown as Exchanging);
  });
  return found.replace(` ${here}`, ' here');
}

const move = (code: string, { exchange }: Exchanging) =>
  exchange.moves.find(({ currency }) => currency === code)!;

/** In the dealing room: 0 sells USD, 5 closes what is long of it, 6 crosses USD into GBP after new rates, 8 is promotional. */
describe('somebody with the writer key cannot write a conversion over positions', () => {
  it.each<[string, number, (body: Exchanging) => void]>([
    [
      'at another mid',
      0,
      (body) => (move('USD', body).legs = [{ ...move('USD', body).legs[0]!, mid: '0.8' }]),
    ],
    [
      'at a rate that nobody published',
      0,
      (body) => (move('USD', body).legs = [{ ...move('USD', body).legs[0]!, set: '999' }]),
    ],
    [
      'at a rate that was published but is not the newest',
      6,
      (body) => (move('USD', body).legs = [{ base: 'USD', counter: 'EUR', mid: '0.9', set: '21' }]),
    ],
    ['of another value', 0, (body) => (move('USD', body).value = '89.99')],
    ['with another spread', 0, ({ exchange }) => (exchange.spread = '0.89')],
    ['that closes less than was open', 5, (body) => (move('USD', body).closed = '99.00')],
    ['at another cost', 5, (body) => (move('USD', body).cost = '1.00')],
    ['with another gain', 5, (body) => (move('USD', body).gain = '99.00')],
    ['that leaves another position', 5, (body) => (move('USD', body).position = '0.00')],
    ['that leaves another equivalent', 5, (body) => (move('USD', body).equivalent = '0.00')],
    ['without one of its moves', 6, ({ exchange }) => exchange.moves.pop()],
    ['as one with a bank, whose spread is nobody’s', 0, ({ exchange }) => (exchange.kind = 'cover')],
    ['that is better than mid without saying so', 8, ({ exchange }) => delete exchange.promotional],
    [
      'in other amounts than it posts',
      0,
      ({ exchange }) => (exchange.debit = { ...exchange.debit, amount: '91.90' }),
    ],
    [
      'whose spread is posted as a gain',
      0,
      ({ postings }) => (postings[3] = { ...postings[3]!, account: 'income:fx:realised' }),
    ],
    [
      'that posts more than it comes to',
      0,
      ({ postings }) => [0, 3].forEach((at) => (postings[at]!.amount = at === 0 ? '91.90' : '1.90')),
    ],
  ])('%s', (_, nth, change) => {
    expect(foundAt(nth, change)).toBe('ExchangeDiffers here');
  });

  it('as a plain transaction', () => {
    const plain = (body: Exchanging) => delete (body as { exchange?: unknown }).exchange;
    expect(foundAt(0, plain)).toBe('NotAllowedByBooks here');
  });

  it('beside it, what touches a position, in the one currency in which most is posted', () => {
    const funded: Recorder = (journal) => {
      recordDealingRoom(journal);
      journal.append(opened('capital', 'equity'));
      journal.append(paid('5.00', 'bank', 'capital'));
    };
    let last = NaN;
    const found = foundIn(funded, (entries) => {
      last = entries.length - 1;
      const { postings } = entries[last]!.body as unknown as Exchanging;
      postings[1]!.account = 'equity:fx:usd:equivalent';
    });
    expect(found).toBe(`NotAllowedByBooks ${last}`);
  });

  it('on an account of a position', () => {
    const own = ({ postings }: Exchanging) => (postings[0]!.account = 'equity:fx:usd:position');
    expect(foundAt(0, own)).toBe('NotAllowedByBooks here');
  });

  it.each<[string, (body: Record<string, unknown>) => void]>([
    ['a rate that is too old', (body) => (body['observedAt'] = '2026-11-22T12:00:00.000Z')],
    ['a rate of a source that does not count', (body) => (body['source'] = 'friend')],
    ['a rate of another type', (body) => (body['type'] = 'customer')],
  ])('by %s', (_, change) => {
    const found = foundIn(recordDealingRoom, (entries) =>
      change(entries.find(({ type }) => type === 'RatesPublished')!.body),
    );
    const first = (() => {
      const journal = new RecordedJournal('desk');
      recordDealingRoom(journal);
      return entriesOf(journal).findIndex(({ body }) => body['exchange']);
    })();
    expect(found).toBe(`ExchangeDiffers ${first}`);
  });
});

describe('somebody with the writer key cannot declare', () => {
  const declarations = (entries: Edited[]) => entries.filter(({ type }) => type === 'ExchangeDeclared');

  it.each<[string, (entries: Edited[]) => void]>([
    [
      'positions on an account that there is not',
      (entries) => {
        const [pair] = declarations(entries)[0]!.body['positions'] as { position: string }[];
        pair!.position = 'equity:elsewhere';
      },
    ],
    [
      'results on an account of a customer',
      (entries) => {
        (declarations(entries)[0]!.body['results'] as { spread: string }).spread = 'customers:alice';
      },
    ],
  ])('%s', (_, change) => {
    let here = NaN;
    const found = foundIn(recordDealingRoom, (entries) => {
      here = entries.indexOf(declarations(entries)[0]!);
      change(entries);
    });
    expect(found).toBe(`NotAllowedByBooks ${here}`);
  });

  it('other positions once something was exchanged', () => {
    const again: Recorder = (journal) => {
      recordDealingRoom(journal);
      const { body } = journal.entries().find(({ type }) => type === 'ExchangeDeclared')!;
      journal.append({ ...(body as ExchangeDeclaration), type: 'DeclareExchange', maxAge: '60' });
    };
    let last = NaN;
    const found = foundIn(again, (entries) => {
      last = entries.length - 1;
      (entries[last]!.body['positions'] as unknown[]).pop();
    });
    expect(found).toBe(`NotAllowedByBooks ${last}`);
  });
});

/** At the bureau: 0 sells USD for EUR, 2 crosses USD into JPY, 6 is with a bank. */
describe('somebody with the writer key cannot write a conversion over one account', () => {
  it.each<[string, number, (body: Exchanging) => void]>([
    ['at another mid', 0, ({ exchange }) => (exchange.legs = [{ ...exchange.legs![0]!, mid: '0.8' }])],
    ['over one leg of two', 2, ({ exchange }) => (exchange.legs = exchange.legs!.slice(0, 1))],
    ['with another spread', 0, ({ exchange }) => (exchange.spread = '0.89')],
    ['with its spread in the other currency', 0, ({ exchange }) => (exchange.spreadIn = 'USD')],
    ['with a spread that a bank has', 6, ({ exchange }) => (exchange.spread = '1.00')],
    [
      'whose account takes less than the mid',
      0,
      ({ postings }) => [1, 3].forEach((at) => (postings[at]!.amount = at === 1 ? '89.90' : '1.00')),
    ],
  ])('%s', (_, nth, change) => {
    expect(foundAt(nth, change, recordBureau)).toBe('ExchangeDiffers here');
  });

  it('and reverse it', () => {
    const lines = (journal: RecordedJournal) => {
      const entry = journal.entries().find(({ body }) => 'exchange' in body && body.exchange);
      return (entry!.body as unknown as Exchanging).postings;
    };
    const twice: Recorder = (journal) => {
      recordBureau(journal);
      const plain = lines(journal).map(({ account, amount, currency, side }) =>
        (side === 'debit' ? debit : credit)(account, amount, currency),
      );
      journal.append({ ...post(...plain), reference: 'plain' });
      journal.append(journal.reversalOf('plain'));
    };
    expect(foundIn(twice, () => undefined)).toBe('none');
    let last = NaN;
    const found = foundIn(twice, (entries) => {
      const { exchange } = entries.find(({ body }) => body['exchange'])!.body;
      const plain = entries.at(-2)!;
      plain.body = Object.fromEntries(Object.entries({ ...plain.body, exchange }).sort());
      last = entries.length - 1;
    });
    expect(found).toBe(`NotAllowedByBooks ${last}`);
  });
});
