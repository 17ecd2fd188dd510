import fc from 'fast-check';
import type { LedgerEvent } from '@ledger/ledger';
import { Refusal, refusalTitles, type RefusalCode } from '@ledger/refusal';
import { rollBack, type LedgerState } from '@ledger/state';
import { comparable } from '../support/comparable';
import { TestLedger, noon, openLedger, type Wish } from '../support/given';
import { wishes } from './generated';
import { NaiveLedger } from './naive-ledger';

/** Another seed tries other sequences; a failure prints seed and path, which repeat it. */
const runs = { seed: 20261123, numRuns: 1_000 };

function openedLedger(): TestLedger {
  const ledger = new TestLedger();
  ledger.perform(openLedger());
  return ledger;
}

/** How the ledger answers: `accepted`, or the code of the refusal. */
function answerTo(ledger: TestLedger, wish: Wish): 'accepted' | RefusalCode {
  try {
    ledger.perform(wish, noon);
    return 'accepted';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** All balances of the ledger: currency code -> sum of debits, sum of credits. */
function totals({ accounts }: LedgerState): Map<string, { debits: bigint; credits: bigint }> {
  const sums = new Map<string, { debits: bigint; credits: bigint }>();
  for (const { balances } of accounts.values()) {
    for (const { currency, debits, credits } of balances) {
      const sum = sums.get(currency.code) ?? { debits: 0n, credits: 0n };
      sums.set(currency.code, { debits: sum.debits + debits, credits: sum.credits + credits });
    }
  }
  return sums;
}

/** Those that no sequence of commands to an open ledger can meet. */
const elsewhere: RefusalCode[] = [
  'LedgerNotFound',
  'LedgerAlreadyExists',
  'IdempotencyKeyReused',
  'EntryTooLarge',
  'BulkTooLarge',
  'LedgerBusy',
  'OutcomeUnknown',
  'VelocityLimitsContradict',
  'TimeZoneUnknown',
  'VelocityLimitExceeded',
];
const everyRule = Object.keys(refusalTitles).filter((code) => !elsewhere.includes(code as RefusalCode));

/** Whether the sequences met everything often enough to say something about it. */
function answersOf(counts: ReadonlyMap<string, number>) {
  return {
    commands: [...counts.keys()].filter((name) => name.includes(' ')).length,
    rulesThatRefused: everyRule.filter((code) => counts.has(code)).length,
    rare: [...counts].filter(([, count]) => count < 5),
  };
}

describe('after any sequence of commands', () => {
  it('a ledger answers as the naive one does, and has its balances', () => {
    const counts = new Map<string, number>();
    fc.assert(
      fc.property(wishes, (all) => {
        const ledger = openedLedger();
        const naive = new NaiveLedger();
        for (const wish of all) {
          const command = typeof wish === 'function' ? wish(ledger) : wish;
          const answer = answerTo(ledger, command);
          const isAccepted = answer === 'accepted';
          if (naive.accepts(command, noon) !== isAccepted)
            expect({ command, answer }).toBe('the naive answer');
          for (const name of [answer, `${command.type} ${isAccepted ? 'accepted' : 'refused'}`])
            counts.set(name, (counts.get(name) ?? 0) + 1);
        }
        for (const { path, balances } of ledger.state.accounts.values()) {
          for (const { currency, debits, credits } of balances) {
            expect(debits).toBe(naive.sum(path, currency.code, 'debit'));
            expect(credits).toBe(naive.sum(path, currency.code, 'credit'));
          }
        }
      }),
      runs,
    );
    expect(answersOf(counts)).toEqual({ commands: 18, rulesThatRefused: everyRule.length, rare: [] });
  });

  it('debits equal credits in every currency', () => {
    fc.assert(
      fc.property(wishes, (all) => {
        const ledger = openedLedger();
        for (const wish of all) answerTo(ledger, wish);
        for (const { debits, credits } of totals(ledger.state).values()) expect(debits).toBe(credits);
      }),
      { ...runs, numRuns: 500 },
    );
  });

  it('a refused command has left the state as it was, and an undone one too', () => {
    fc.assert(
      fc.property(wishes, fc.nat(), (all, which) => {
        const ledger = openedLedger();
        const watched = which % all.length;
        for (const wish of all.slice(0, watched)) answerTo(ledger, wish);
        const before = comparable(ledger.state);
        ledger.state.undo = [];
        for (const wish of all.slice(watched)) {
          const mark = { text: comparable(ledger.state), undo: ledger.state.undo.length };
          if (answerTo(ledger, wish) !== 'accepted') {
            expect(ledger.state.undo).toHaveLength(mark.undo);
            expect(comparable(ledger.state)).toBe(mark.text);
          }
        }
        rollBack(ledger.state, 0);
        expect(comparable(ledger.state)).toBe(before);
      }),
      { ...runs, numRuns: 300 },
    );
  });

  it('the same events give the same state again', () => {
    fc.assert(
      fc.property(wishes, (all) => {
        const decided = openedLedger();
        for (const wish of all) answerTo(decided, wish);
        const replayed = new TestLedger();
        for (const event of decided.events) replayed.take(JSON.parse(JSON.stringify(event)) as LedgerEvent);
        expect(comparable(replayed.state)).toBe(comparable(decided.state));
      }),
      { ...runs, numRuns: 500 },
    );
  });

  it('the figures inside the postings are what the account had right after them', () => {
    fc.assert(
      fc.property(wishes, (all) => {
        const ledger = openedLedger();
        for (const wish of all) answerTo(ledger, wish);
        expectRightFigures(ledger.events);
      }),
      { ...runs, numRuns: 500 },
    );
  });
});

function expectRightFigures(events: readonly LedgerEvent[]): void {
  const creditNormal = new Set<string>();
  const figures = new Map<string, { units: bigint; version: number }>();
  for (const event of events) {
    if (event.type === 'AccountOpened' && !['asset', 'expense'].includes(event.body.type)) {
      creditNormal.add(event.body.path);
    }
    if (event.type !== 'TransactionPosted') continue;
    for (const { account, amount, available, currency, posted, side, version } of event.body.postings) {
      const name = `${account} ${currency}`;
      const before = figures.get(name) ?? { units: 0n, version: 0 };
      const grows = (side === 'credit') === creditNormal.has(account);
      const units = BigInt(amount.replace('.', ''));
      const after = {
        units: grows ? before.units + units : before.units - units,
        version: before.version + 1,
      };
      figures.set(name, after);
      expect([BigInt(posted.replace('.', '')), posted.split('.')[1]?.length]).toEqual([
        after.units,
        amount.split('.')[1]?.length,
      ]);
      expect([available, version]).toEqual([posted, String(after.version)]);
    }
  }
}
