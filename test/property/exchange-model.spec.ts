import type { Exchange } from '@ledger/exchange/exchange';
import { unitsOf } from '@ledger/money/amount';
import type { LedgerState } from '@ledger/state';
import { Books } from '@verifier/journal/books';
import { forAnySequence, lived, runs } from './any-sequence';
import { sequences } from './generated';
import { exchangeSequences } from './generated-conversions';
import { SideBySide } from './side-by-side';

/** Debits less credits in a currency, of all accounts of these types. */
function netOf({ accounts }: LedgerState, types: readonly string[], code: string): bigint {
  let sum = 0n;
  for (const { terms, balances } of accounts.values())
    for (const { currency, debits, credits } of balances)
      if (types.includes(terms.type) && currency.code === code) sum += debits - credits;
  return sum;
}

function netAt({ accounts }: LedgerState, path: string, code: string): bigint {
  const balance = accounts.get(path)?.balances.find(({ currency }) => currency.code === code);
  return balance ? balance.debits - balance.credits : 0n;
}

describe('over any conversions, in currencies of 0 to 18 decimals', () => {
  it('a ledger answers as the naive one does, has its balances, and meets every refusal of conversions', () => {
    const met = new Set<string>();
    forAnySequence(
      runs / 4,
      (sequence) => {
        const both = new SideBySide(sequence);
        for (const step of sequence.steps) {
          const { command, answer } = both.take(step);
          if (command !== 'again' && command.type === 'Convert')
            met.add(
              `${both.state.exchange?.mode} ${answer === 'accepted' ? (command.cover ? 'cover' : 'conversion') : answer}`,
            );
        }
      },
      exchangeSequences,
    );
    const expected = ['functional', 'isolated'].flatMap((mode) =>
      ['conversion', 'cover', 'AmountIsZero', 'SpreadIsNegative', 'AccountIsReserved', 'AccountNotOpen'].map(
        (answer) => `${mode} ${answer}`,
      ),
    );
    expect(expected.filter((each) => !met.has(each))).toEqual([]);
  });

  it.each([
    ['conversions', exchangeSequences],
    ['commands, quotes among them', sequences],
  ])('the verifier finds nothing in %s', (_, of) => {
    forAnySequence(
      runs / 10,
      (sequence) => {
        const { entries } = lived(sequence);
        const books = new Books();
        entries.forEach((entry, seq) => books.take(seq, entry));
      },
      of,
    );
  });

  it('what the house has of a currency, less what it owes and less its results, is its position', () => {
    let isOpen = 0;
    forAnySequence(
      runs / 10,
      (sequence) => {
        const { state } = lived(sequence);
        for (const { currency, position } of state.exchange?.positions ?? []) {
          const has = netOf(state, ['asset', 'liability'], currency);
          const unswept = -netOf(state, ['income', 'expense'], currency);
          expect(has - unswept).toBe(-netAt(state, position, currency));
          isOpen += Number(has !== 0n);
        }
      },
      exchangeSequences,
    );
    expect(isOpen).toBeGreaterThan(runs / 20);
  });

  it('nothing open has cost nothing, else cost has the sign of what is open', () => {
    forAnySequence(
      runs / 10,
      (sequence) => {
        const { state } = lived(sequence);
        const { functional = '', positions = [] } = state.exchange ?? {};
        for (const { currency, equivalent, position } of positions) {
          const [open, cost] = [-netAt(state, position, currency), netAt(state, equivalent, functional)];
          if (open === 0n) expect(cost).toBe(0n);
          else expect(open > 0n ? cost >= 0n : cost <= 0n).toBe(true);
        }
      },
      exchangeSequences,
    );
  });

  it('no spread is negative unless somebody wants that', () => {
    let count = 0;
    forAnySequence(
      runs / 10,
      (sequence) => {
        for (const exchange of exchangesOf(lived(sequence))) {
          if (exchange.promotional) continue;
          expect(unitsOf(exchange.spread)).toBeGreaterThanOrEqual(0n);
          count += 1;
        }
      },
      exchangeSequences,
    );
    expect(count).toBeGreaterThan(runs / 5);
  });
});

function exchangesOf({ entries }: SideBySide): Exchange[] {
  return entries.flatMap((entry) =>
    entry.type === 'TransactionPosted' && entry.body.exchange ? [entry.body.exchange] : [],
  );
}
