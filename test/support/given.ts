import type { ChangeAccount, OpenAccount } from '@ledger/accounts/account';
import type { CloseAccount, FreezeAccount, UnfreezeAccount } from '@ledger/accounts/account-status';
import { formatUnits } from '@ledger/money/amount';
import type { DeclareChart } from '@ledger/accounts/chart';
import type { RegisterCurrency } from '@ledger/money/currency';
import { decide, evolve, type LedgerCommand, type LedgerEvent } from '@ledger/ledger';
import type { OpenLedger } from '@ledger/opening';
import type { Part } from '@ledger/transactions/part';
import type { Posting } from '@ledger/transactions/posting';
import { Refusal, type RefusalCode } from '@ledger/refusal';
import { originalOf, type ReverseTransaction } from '@ledger/transactions/reversal';
import { availableOf, postedOf } from '@ledger/transactions/figures';
import { emptyState, type AccountType, type ChartPattern, type Side } from '@ledger/state';
import type { PostTransaction, TransactionDetails } from '@ledger/transactions/transaction';
import { sha256Fingerprint } from '@entries/fingerprints';
import { caller } from './caller';

/** A command, or what makes one out of the ledger as it is by then. */
export type Wish = LedgerCommand | ((ledger: TestLedger) => LedgerCommand);

/** The time of every command in a test that does not speak of time. */
export const noon = '2026-11-23T12:00:00.000Z';

/** One ledger without a journal: the rules, their state and the events so far. */
export class TestLedger {
  readonly state = emptyState(sha256Fingerprint);
  readonly events: LedgerEvent[] = [];
  /** When each event was recorded. */
  readonly times: string[] = [];

  /** Decides and applies. @throws Refusal */
  perform(wish: Wish, now = noon): LedgerEvent[] {
    const events: LedgerEvent[] = [];
    for (const event of decide(this.state, typeof wish === 'function' ? wish(this) : wish, now)) {
      this.take(event, now);
      events.push(event);
    }
    return events;
  }

  take(event: LedgerEvent, recordedAt = noon): void {
    const seq = this.events.length;
    evolve(this.state, event, { actor: caller, seq, id: idAt(seq), recordedAt });
    this.events.push(event);
    this.times.push(recordedAt);
  }

  /** The posted balance on the account's normal side, as decimal text. */
  balance(path: string, code = 'EUR'): string {
    return this.figure(path, code, postedOf);
  }

  /** What is available on the account's normal side, as decimal text. */
  available(path: string, code = 'EUR'): string {
    return this.figure(path, code, availableOf);
  }

  private figure(path: string, code: string, of: typeof postedOf): string {
    const account = this.state.accounts.get(path);
    if (!account) throw new Error(`the test speaks of ${path}, which was never opened`);
    const balance = account.balances.find(({ currency }) => currency.code === code);
    return balance ? formatUnits(of(account, balance), balance.currency.decimals) : 'none';
  }
}

/** A ledger that is open and in which these commands were accepted. */
export function given(...before: readonly Wish[]) {
  return inLedger([openLedger(), ...before]);
}

/** No ledger at all. */
export function givenNothing() {
  return inLedger([]);
}

function inLedger(before: readonly Wish[]) {
  return {
    when(wish: Wish, now = noon) {
      const ledger = new TestLedger();
      for (const each of before) ledger.perform(each);
      return {
        /** The command is accepted, with exactly these events. */
        then(...events: readonly LedgerEvent[]): void {
          expect(ledger.perform(wish, now)).toEqual(events);
        },
        /**
         * The command is accepted, and these are the posted balances in EUR, or in the currency after a space; after
         * the word available, what is available in EUR.
         */
        leaves(balances: Readonly<Record<string, string>>): void {
          ledger.perform(wish, now);
          const found = Object.keys(balances).map((name) => [name, figureCalled(ledger, name)]);
          expect(Object.fromEntries(found)).toEqual(balances);
        },
        refused(code: RefusalCode, facts: Readonly<Record<string, unknown>> = {}): void {
          const refusal = refusalOf(() => ledger.perform(wish, now));
          expect({ code: refusal.code, facts: refusal.facts }).toEqual({
            code,
            facts: expect.objectContaining(facts) as unknown,
          });
        },
      };
    },
  };
}

function figureCalled(ledger: TestLedger, name: string): string {
  const [path = '', word] = name.split(' ');
  return word === 'available' ? ledger.available(path) : ledger.balance(path, word);
}

/** The refusal by which `run` ends. */
export function refusalOf(run: () => unknown): Refusal {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('the command was accepted');
}

/** A UUIDv7 as the entry at `seq` might have it. */
export function idAt(seq: number): string {
  return `01935a00-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`;
}

export function openLedger(details: Partial<OpenLedger> = {}): OpenLedger {
  const vkey = 'test.local/books/writer+00000000+AQ==';
  const writerKey = { keyId: '00000000', role: 'writer', rootSignature: 'AA==', vkey } as const;
  return {
    type: 'OpenLedger',
    name: 'Books',
    root: 'test.local/books/root+ffffffff+AQ==',
    writerKey,
    ...details,
  };
}

export function opened(path: string, terms: AccountType | Partial<OpenAccount> = 'asset'): OpenAccount {
  return {
    type: 'OpenAccount',
    path,
    ...(typeof terms === 'string' ? { accountType: terms } : terms),
  };
}

export function changed(path: string, changes: Partial<ChangeAccount>): ChangeAccount {
  return { ...changes, type: 'ChangeAccount', path };
}

export function frozen(path: string, side?: Side): FreezeAccount {
  return { type: 'FreezeAccount', path, reason: 'court order', ...(side && { side }) };
}

export function unfrozen(path: string, side?: Side): UnfreezeAccount {
  return { ...frozen(path, side), type: 'UnfreezeAccount' };
}

export function closed(path: string): CloseAccount {
  return { type: 'CloseAccount', path, reason: 'customer left' };
}

export function currency(code: string, decimals: number): RegisterCurrency {
  return { type: 'RegisterCurrency', code, decimals, name: `The ${code}` };
}

export function chart(...patterns: readonly ChartPattern[]): DeclareChart {
  return { type: 'DeclareChart', patterns };
}

export function debit(account: string, amount: string, code = 'EUR'): Posting {
  return { account, amount, currency: code, side: 'debit' };
}

export function credit(account: string, amount: string, code = 'EUR'): Posting {
  return { account, amount, currency: code, side: 'credit' };
}

export function post(...postings: readonly Posting[]): PostTransaction {
  return { type: 'PostTransaction', postings };
}

/** One debit and one credit of the same amount in EUR. */
export function paid(amount: string, debited: string, credited: string, details: TransactionDetails = {}) {
  return { ...post(debit(debited, amount), credit(credited, amount)), ...details };
}

/** Reverses the nth transaction of the ledger, or a part of it, counted from 0; -1 is the last. */
export function reversed(nth: number, details: TransactionDetails & Part = {}): Wish {
  return (ledger): ReverseTransaction => {
    const seqs = ledger.events.flatMap((event, seq) => (event.type === 'TransactionPosted' ? [seq] : []));
    const seq = seqs.at(nth)!;
    const event = ledger.events[seq]!;
    if (event.type !== 'TransactionPosted') throw new Error('the test speaks of a transaction that is none');
    const original = originalOf({ id: idAt(seq), seq, recordedAt: ledger.times[seq]!, body: event.body });
    return { ...details, type: 'ReverseTransaction', transaction: original.id, original, reason: 'mistake' };
  };
}
