import { exchangeEvents } from '@entries/events/exchange-events';
import type { Exchange, PositionMove } from '@ledger/exchange/exchange';
import type { ExchangeDeclaration } from '@ledger/exchange/exchange-declaration';
import { formatUnits, unitsOf } from '@ledger/money/amount';
import type { AccountType } from '@ledger/state';
import type { PostedPosting } from '@ledger/transactions/posting';
import { Books } from '../books';
import { JournalFault } from '../fault';

const at = '2026-11-22T15:01:00.000Z';

const types: Record<string, AccountType> = {
  'customers:alice': 'liability',
  'equity:fx:usd:equivalent': 'equity',
  'equity:fx:usd:position': 'equity',
  'income:fx:realised': 'income',
  'income:fx:spread': 'income',
  'income:fx:unrealised': 'income',
  capital: 'equity',
  liquidity: 'equity',
};

/** In euros, with a position in US dollars. */
const functional: ExchangeDeclaration = exchangeEvents.ExchangeDeclared.example;

const isolated: ExchangeDeclaration = {
  liquidity: 'liquidity',
  maxAge: '86400',
  mode: 'isolated',
  rateType: 'spot',
  results: { spread: 'income:fx:spread' },
  sources: ['ecb'],
};

/** Books of a ledger that declared how it exchanges, and to which rates were published at seq 20 and an hour before that. */
class Desk {
  private readonly books = new Books();
  private readonly balances = new Map<string, bigint>();
  private readonly lines = new Map<string, number>();
  private seq = 21;

  constructor(declaration: ExchangeDeclaration) {
    Object.entries(types).forEach(([path, type], seq) =>
      this.books.take(seq, { type: 'AccountOpened', body: { path, type } }),
    );
    this.books.take(18, { type: 'ExchangeDeclared', body: declaration });
    this.publish(19, '2026-11-22T14:00:00.000Z', '0.8');
    this.publish(20, '2026-11-22T15:00:00.000Z', '0.9');
  }

  private publish(seq: number, observedAt: string, mid: string): void {
    const rates = [{ base: 'USD', counter: 'EUR', mid }];
    this.books.take(seq, {
      type: 'RatesPublished',
      body: { observedAt, rates, source: 'ecb', type: 'spot' },
    });
  }

  /** @param lines such as `debit capital 1.00 EUR` @throws JournalFault */
  post(lines: readonly string[], exchange?: Exchange, recordedAt = at): void {
    const postings = lines.map((line) => this.posting(line));
    const body = { ...(exchange && { exchange }), postings };
    this.books.take(this.seq, { type: 'TransactionPosted', body, recordedAt });
    this.seq += 1;
  }

  /** With the figures that come out. */
  private posting(text: string): PostedPosting {
    const [side, account, amount, currency] = text.split(' ') as ['debit' | 'credit', string, string, string];
    const name = `${account} ${currency}`;
    const change = side === 'credit' ? unitsOf(amount) : -unitsOf(amount);
    const units = (this.balances.get(name) ?? 0n) + change;
    this.balances.set(name, units);
    const count = (key: string) => {
      this.lines.set(key, (this.lines.get(key) ?? 0) + 1);
      return String(this.lines.get(key));
    };
    const posted = formatUnits(units, 2);
    return {
      account,
      amount,
      available: posted,
      currency,
      line: count(account),
      posted,
      side,
      version: count(name),
    };
  }
}

const legs = [{ base: 'USD', counter: 'EUR', mid: '0.9', set: '20' }];
const move: PositionMove = {
  closed: '0.00',
  cost: '0.00',
  currency: 'USD',
  equivalent: '-90.00',
  gain: '0.00',
  legs,
  position: '-100.00',
  value: '90.00',
};
const sold: Exchange = {
  credit: { amount: '100.00', currency: 'USD' },
  debit: { amount: '90.90', currency: 'EUR' },
  kind: 'conversion',
  moves: [move],
  spread: '0.90',
};
const soldLines = [
  'debit customers:alice 90.90 EUR',
  'debit equity:fx:usd:position 100.00 USD',
  'credit equity:fx:usd:equivalent 90.00 EUR',
  'credit income:fx:spread 0.90 EUR',
  'credit customers:alice 100.00 USD',
];

function faultOf(run: () => void): string {
  try {
    run();
    return 'none';
  } catch (error) {
    if (error instanceof JournalFault) return `${error.faultClass} ${error.seq}: ${error.message}`;
    throw error;
  }
}

describe('an exchange over positions', () => {
  const found = (exchange: Exchange, lines = soldLines, recordedAt = at) =>
    faultOf(() => new Desk(functional).post(lines, exchange, recordedAt));

  it('is in order where every figure comes out', () => {
    expect(found(sold)).toBe('none');
  });

  it('goes on from the position that the accounts show', () => {
    const desk = new Desk(functional);
    desk.post(soldLines, sold);
    const back: Exchange = {
      credit: { amount: '89.10', currency: 'EUR' },
      debit: { amount: '100.00', currency: 'USD' },
      kind: 'cover',
      moves: [
        {
          closed: '100.00',
          cost: '90.00',
          currency: 'USD',
          equivalent: '0.00',
          gain: '0.90',
          legs,
          position: '0.00',
          value: '89.10',
        },
      ],
      spread: '0.00',
    };
    const lines = [
      'debit customers:alice 100.00 USD',
      'credit equity:fx:usd:position 100.00 USD',
      'debit equity:fx:usd:equivalent 90.00 EUR',
      'credit income:fx:realised 0.90 EUR',
      'credit customers:alice 89.10 EUR',
    ];
    expect(faultOf(() => desk.post(lines, back))).toBe('none');
  });

  it.each<[string, Exchange]>([
    [
      'exchange.moves[0].legs[0].mid is 0.91',
      { ...sold, moves: [{ ...move, legs: [{ ...legs[0]!, mid: '0.91' }] }] },
    ],
    [
      'exchange.moves[0].legs[0].set is 19',
      { ...sold, moves: [{ ...move, legs: [{ ...legs[0]!, set: '19' }] }] },
    ],
    ['exchange.moves[0].cost is 1.00', { ...sold, moves: [{ ...move, cost: '1.00' }] }],
    ['exchange.moves[0].gain is 0.10', { ...sold, moves: [{ ...move, gain: '0.10' }] }],
    ['exchange.moves[0].value is 90.01', { ...sold, moves: [{ ...move, value: '90.01' }] }],
    ['exchange.moves[0].position is -99.00', { ...sold, moves: [{ ...move, position: '-99.00' }] }],
    ['exchange.moves[1] is', { ...sold, moves: [move, move] }],
    ['exchange.spread is 0.89', { ...sold, spread: '0.89' }],
    ['exchange.legs is', { ...sold, legs }],
  ])('is found out where %s', (detail, exchange) => {
    expect(found(exchange)).toContain(`ExchangeDiffers 21: ${detail}`);
  });

  it('is found out where it posts other than comes out', () => {
    const otherwise = soldLines.with(3, 'credit income:fx:realised 0.90 EUR');
    expect(found(sold, otherwise)).toContain('ExchangeDiffers 21: postings[3].account is income:fx:realised');
  });

  it('is found out where no rate counts any more', () => {
    expect(found(sold, soldLines, '2026-11-23T15:00:00.001Z')).toContain('No spot rate of USD/EUR counts');
  });

  it('is found out where the customer gets more than at mid, unless that is said', () => {
    const cheap = { ...sold, debit: { amount: '89.00', currency: 'EUR' }, spread: '-1.00' };
    const lines = soldLines
      .with(0, 'debit customers:alice 89.00 EUR')
      .with(3, 'debit income:fx:spread 1.00 EUR');
    expect(found(cheap, lines)).toContain('ExchangeDiffers 21: The spread is below 0');
    expect(found({ ...cheap, promotional: true }, lines)).toBe('none');
  });

  it('is not allowed to a customer whose account is of a position', () => {
    const lines = soldLines.with(0, 'debit equity:fx:usd:equivalent 90.90 EUR');
    expect(found(sold, lines)).toContain("NotAllowedByBooks 21: equity:fx:usd:equivalent is the house's own");
  });
});

describe('without an exchange', () => {
  const found = (...lines: readonly string[]) => faultOf(() => new Desk(functional).post(lines));

  it('nobody posts on an account of positions', () => {
    expect(found('debit equity:fx:usd:position 1.00 USD', 'credit customers:alice 1.00 USD')).toContain(
      'NotAllowedByBooks 21: equity:fx:usd:position is of a position',
    );
  });

  it('other equity takes the functional currency alone', () => {
    expect(found('debit capital 1.00 EUR', 'credit customers:alice 1.00 EUR')).toBe('none');
    expect(found('debit capital 1.00 USD', 'credit customers:alice 1.00 USD')).toContain(
      'NotAllowedByBooks 21: capital is equity, which does not take USD',
    );
  });
});

describe('an exchange over one account', () => {
  const bought: Exchange = {
    credit: { amount: '100.00', currency: 'USD' },
    debit: { amount: '90.90', currency: 'EUR' },
    kind: 'conversion',
    legs,
    spread: '0.90',
    spreadIn: 'EUR',
  };
  const lines = [
    'debit customers:alice 90.90 EUR',
    'credit liquidity 90.00 EUR',
    'debit liquidity 100.00 USD',
    'credit income:fx:spread 0.90 EUR',
    'credit customers:alice 100.00 USD',
  ];
  const found = (exchange: Exchange, posted = lines) =>
    faultOf(() => new Desk(isolated).post(posted, exchange));

  it('is in order where the account takes and gives the amounts at mid', () => {
    expect(found(bought)).toBe('none');
  });

  it('has its spread in the other currency where the debit was fixed', () => {
    const fixed = { ...bought, spread: '1.00', spreadIn: 'USD' };
    const posted = [
      'debit customers:alice 90.90 EUR',
      'credit liquidity 90.90 EUR',
      'debit liquidity 101.00 USD',
      'credit income:fx:spread 1.00 USD',
      'credit customers:alice 100.00 USD',
    ];
    expect(found(fixed, posted)).toBe('none');
  });

  it('is found out where the account takes less, or the spread is another', () => {
    const less = lines.with(1, 'credit liquidity 89.00 EUR').with(3, 'credit income:fx:spread 1.90 EUR');
    expect(found(bought, less)).toContain('ExchangeDiffers 21: postings[1].amount is 89.00');
    expect(found({ ...bought, spread: '0.80' })).toContain('ExchangeDiffers 21: exchange.spread is 0.80');
  });

  it('is not allowed to a customer whose account is that one', () => {
    const own = lines.with(0, 'debit liquidity 90.90 EUR');
    expect(found(bought, own)).toContain("NotAllowedByBooks 21: liquidity is the house's own");
  });

  it('with a bank takes and gives both amounts as they are', () => {
    const { legs: _, spreadIn: __, ...rest } = bought;
    const cover: Exchange = { ...rest, kind: 'cover', spread: '0' };
    expect(found(cover, [lines[0]!, 'credit liquidity 90.90 EUR', lines[2]!, lines[4]!])).toBe('none');
    expect(found(cover)).toContain('ExchangeDiffers 21: postings[1].amount is 90.00');
  });
});
