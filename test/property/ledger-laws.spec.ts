import { leafHash, noHash, entryBytes, type Entry } from '@entries/entry';
import { decide, type LedgerEvent } from '@ledger/ledger';
import type { PostedPosting } from '@ledger/transactions/posting';
import { Refusal, type RefusalCode } from '@ledger/refusal';
import type { LedgerState, Limit } from '@ledger/state';
import { forAnySequence, lived, runs } from './any-sequence';
import { HeldSoFar, remainingOf } from './held-so-far';

/** Of the sequences that the model is tried with; each law is tried with as many. */
const share = runs / 5;

const unitsOf = (amount: string) => BigInt(amount.replace('.', ''));
const sum = (units: readonly bigint[]) => units.reduce((all, each) => all + each, 0n);

function transactionsIn(entries: readonly Entry[]) {
  return entries.filter((entry) => entry.type === 'TransactionPosted');
}

/** What moves or holds amounts, with the figures after it. */
function figuresIn(event: LedgerEvent): readonly PostedPosting[] {
  return 'postings' in event.body ? event.body.postings : [];
}

/** Why an account does not take what a hold would give; or others have to approve that it does. */
const refusalsOfAccounts: readonly RefusalCode[] = [
  'AccountIsFrozen',
  'BalanceAboveMaximum',
  'ApprovalRequired',
];

/** Net of all balances: currency code -> debits less credits. */
function netsOf({ accounts }: LedgerState): Map<string, bigint> {
  const nets = new Map<string, bigint>();
  for (const { balances } of accounts.values())
    for (const { currency, debits, credits } of balances)
      nets.set(currency.code, (nets.get(currency.code) ?? 0n) + debits - credits);
  return nets;
}

/** The limits of all accounts, as entries set them. */
class LimitsSoFar {
  private readonly limits = new Map<string, readonly Limit[]>();

  take({ type, body }: Entry): void {
    if ((type === 'AccountOpened' || type === 'AccountChanged') && body.limits)
      this.limits.set(body.path, body.limits);
  }

  /** Whether the balance may go from here to there. @param name path and currency */
  allow(name: string, from: PostedPosting | undefined, { available, posted }: PostedPosting): boolean {
    const [path, code] = name.split(' ');
    const limit = this.limits.get(path!)?.find(({ currency }) => currency === code);
    const { minimum = available, maximum = posted } = limit ?? {};
    const has = unitsOf(available);
    const isAboveLeast = has >= unitsOf(minimum) || has >= unitsOf(from?.available ?? '0');
    const stands = unitsOf(posted);
    return isAboveLeast && (stands <= unitsOf(maximum) || stands <= unitsOf(from?.posted ?? '0'));
  }
}

describe('for any sequence of commands', () => {
  it('I1: the debits of every transaction equal its credits, in every currency', () => {
    forAnySequence(share, (sequence) => {
      for (const { body } of transactionsIn(lived(sequence).entries)) {
        for (const { currency } of body.postings) {
          const lines = body.postings.filter((line) => line.currency === currency);
          expect(
            sum(lines.map(({ side, amount }) => (side === 'debit' ? unitsOf(amount) : -unitsOf(amount)))),
          ).toBe(0n);
        }
      }
    });
  });

  it('I2: the sum of all balances is zero, in every currency', () => {
    forAnySequence(share, (sequence) => {
      for (const net of netsOf(lived(sequence).state).values()) expect(net).toBe(0n);
    });
  });

  it('I4: no two entries have one idempotency key', () => {
    forAnySequence(share, (sequence) => {
      const keys = lived(sequence).entries.flatMap(({ idem }) => idem ?? []);
      expect(new Set(keys).size).toBe(keys.length);
    });
  });

  it('I6: no entry takes a balance over its limits, nor further away from them', () => {
    forAnySequence(share, (sequence) => {
      const limits = new LimitsSoFar();
      const before = new Map<string, PostedPosting>();
      for (const entry of lived(sequence).entries) {
        limits.take(entry);
        const after = new Map(figuresIn(entry).map((line) => [`${line.account} ${line.currency}`, line]));
        for (const [name, figures] of after) {
          expect(limits.allow(name, before.get(name), figures)).toBe(true);
          before.set(name, figures);
        }
      }
    });
  });

  it('I9: entries follow each other without gap, each with the hash of the one before', () => {
    forAnySequence(share, (sequence) => {
      let prev: Buffer = noHash;
      for (const [seq, entry] of lived(sequence).entries.entries()) {
        expect([entry.seq, entry.prev]).toEqual([String(seq), prev.toString('base64url')]);
        prev = leafHash(entryBytes(entry));
      }
    });
  });

  it('I11: what was placed and added is captured, voided, expired, released or still held', () => {
    forAnySequence(share, (sequence) => {
      const { entries, state } = lived(sequence);
      for (const held of HeldSoFar.of(entries)) {
        const lines = state.holds.get(held.id)?.lines;
        if (!lines) expect(held.isOver).toBe(true);
        else expect(held.remaining).toEqual(remainingOf(lines));
      }
    });
  });

  it('I11: of a hold that is open something can be captured, in balance and within its tolerance', () => {
    forAnySequence(share, (sequence) => {
      const { state, entries } = lived(sequence);
      const now = entries.at(-1)!.recordedAt;
      for (const hold of state.holds.keys()) {
        try {
          const [event] = decide(state, { type: 'CaptureHold', hold }, now);
          expect(sum(figuresIn(event!).map(({ amount }) => unitsOf(amount))) > 0n).toBe(true);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          expect(refusalsOfAccounts).toContain(error.code);
        }
      }
    });
  });

  it('I12: the reversals of a transaction add up to no more than each of its postings', () => {
    forAnySequence(share, (sequence) => {
      const transactions = transactionsIn(lived(sequence).entries);
      const placeOf = ({ account, side, currency }: PostedPosting) => `${account} ${side} ${currency}`;
      for (const { id, body } of transactions) {
        const back = transactions.filter((each) => each.body.reverses?.id === id);
        for (const line of body.postings) {
          const mirrored = placeOf({ ...line, side: line.side === 'debit' ? 'credit' : 'debit' });
          const amounts = (lines: readonly PostedPosting[], place: string) =>
            sum(lines.filter((each) => placeOf(each) === place).map(({ amount }) => unitsOf(amount)));
          const reversed = sum(back.map((each) => amounts(each.body.postings, mirrored)));
          expect(reversed <= amounts(body.postings, placeOf(line))).toBe(true);
        }
      }
    });
  });

  it('I13: entries are recorded in the order in which they were asked for, and time never runs back', () => {
    forAnySequence(share, (sequence) => {
      const { entries } = lived(sequence);
      const keys = entries.flatMap(({ idem }) => (idem ? [Number(idem.slice('key-'.length))] : []));
      expect(keys).toEqual([...keys].sort((a, b) => a - b));
      const times = entries.map(({ recordedAt }) => recordedAt);
      expect(times).toEqual([...times].sort());
    });
  });

  it('a posting counts its account one further; nothing else does', () => {
    forAnySequence(share, (sequence) => {
      const versions = new Map<string, number>();
      for (const entry of lived(sequence).entries) {
        for (const { account, currency, version } of figuresIn(entry)) {
          const name = `${account} ${currency}`;
          const step = entry.type === 'TransactionPosted' ? 1 : 0;
          versions.set(name, (versions.get(name) ?? 0) + step);
          expect(version).toBe(String(versions.get(name)));
        }
      }
    });
  });
});
