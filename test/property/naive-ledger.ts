import type { CaptureHold } from '@ledger/holds/capture';
import type { IncrementHold, PlaceHold } from '@ledger/holds/hold';
import type { VoidHold } from '@ledger/holds/hold-end';
import type { KeyCommand } from '@ledger/key-events';
import type { LedgerCommand } from '@ledger/ledger';
import type { OpenLedger } from '@ledger/opening';
import type { ClosePeriod, ReopenPeriod } from '@ledger/periods/period';
import type { RefusalCode } from '@ledger/refusal';
import type { Condition } from '@ledger/transactions/condition';
import type { ReverseTransaction } from '@ledger/transactions/reversal';
import type { PostTransaction, TransactionDetails } from '@ledger/transactions/transaction';
import {
  change,
  close,
  correct,
  declare,
  freeze,
  inChart,
  noteAmounts,
  open,
  register,
} from './naive-accounts';
import { NaiveBooks, type Line, type NaiveOrigin, type NaiveTransaction } from './naive-books';
import { capture, expire, increment, place, voidHold, type Moment } from './naive-holds';
import { refer } from './naive-references';
import { add, balance, linesOf, partOf, stayWithinLimits, taken } from './naive-postings';
import { publish } from './naive-rates';
import { setLimits, takeBack, use } from './naive-velocity';

/**
 * The rules once more, as plainly as they can be said, with no thought of speed, memory or the order of checks: a
 * command is carried out on a copy, which is kept where nothing was to be refused.
 */
export class NaiveLedger {
  books = new NaiveBooks();

  constructor({ importing, takesFuture }: Pick<OpenLedger, 'importing' | 'takesFuture'> = {}) {
    this.books.importedTo = importing ? '' : null;
    this.books.takesFuture = takesFuture ?? false;
  }

  /** All that speaks against the command; if nothing does, it is done. */
  refusals(command: LedgerCommand, moment: Moment): Set<RefusalCode> {
    const after = this.books.copy();
    if (command.type !== 'OpenLedger') (command.conditions ?? []).forEach((each) => meet(after, each));
    perform(after, command, moment);
    noteAmounts(after, command);
    if (after.refusals.size === 0) this.books = after;
    return after.refusals;
  }

  /** Holds whose time is up, the earliest first; they are held no more. */
  expire(now: string): string[] {
    return expire(this.books, now);
  }
}

function meet(books: NaiveBooks, { account, currency, availableAtLeast, version }: Condition): void {
  const actual = String(books.versions.get(`${account} ${currency}`) ?? 0);
  books.refuse('CurrencyNotRegistered', !books.decimals.has(currency));
  const isNowhere = !books.accounts.has(account) && inChart(books, account).length === 0;
  books.refuse('AccountNotFound', isNowhere);
  books.refuse('ConditionNotMet', version !== undefined && version !== actual);
  const minimum = availableAtLeast === undefined ? undefined : books.units(availableAtLeast, currency);
  books.refuse('ConditionNotMet', minimum !== undefined && books.available(account, currency) < minimum);
}

function perform(books: NaiveBooks, command: LedgerCommand, moment: Moment): void {
  switch (command.type) {
    case 'PostTransaction':
      return post(books, command, moment);
    case 'ReverseTransaction':
      return reverse(books, command, moment);
    case 'CaptureHold': {
      const hold = books.holds.get(command.hold);
      const details = { ...command, reference: command.reference ?? hold?.reference };
      timely(books, details, moment.now, hold);
      const captured = capture(books, command, moment);
      if (!captured) return;
      const { lines, isUse } = captured;
      return book(books, lines, { ...details, isBack: false, isUse }, moment);
    }
    case 'PlaceHold':
      return place(books, command, moment);
    case 'IncrementHold':
      return increment(books, command, moment);
    case 'VoidHold':
      return voidHold(books, command);
    default:
      return performTerms(books, command, moment);
  }
}

/** Commands that move nothing. */
type Terms = Exclude<
  LedgerCommand,
  PostTransaction | ReverseTransaction | CaptureHold | PlaceHold | IncrementHold | VoidHold
>;

function performTerms(books: NaiveBooks, command: Terms, { now, seq }: Moment): void {
  switch (command.type) {
    case 'OpenLedger':
      return books.refuse('LedgerAlreadyExists', true);
    case 'RegisterCurrency':
      return register(books, command);
    case 'CorrectCurrency':
      return correct(books, command);
    case 'DeclareChart':
      return declare(books, command);
    case 'OpenAccount':
      return open(books, command, command.accountType);
    case 'ChangeAccount':
      return change(books, command);
    case 'FreezeAccount':
    case 'UnfreezeAccount':
      return freeze(books, command);
    case 'CloseAccount':
      return close(books, command);
    case 'SetVelocityLimits':
      return setLimits(books, command, seq);
    default:
      return performDated(books, command, now);
  }
}

/** Commands about accounts, currencies and limits. */
type Lasting = Extract<
  Terms,
  {
    readonly type:
      'OpenLedger' | 'DeclareChart' | 'SetVelocityLimits' | `${string}Currency` | `${string}Account`;
  }
>;

/** Of the others, each is about a time, or about keys. */
function performDated(books: NaiveBooks, command: Exclude<Terms, Lasting>, now: string): void {
  switch (command.type) {
    case 'ClosePeriod':
      return closePeriod(books, command, now);
    case 'ReopenPeriod':
      return reopenPeriod(books, command);
    case 'EndImport':
      books.refuse('LedgerIsLive', books.importedTo === null);
      return void (books.importedTo = null);
    case 'PublishRates':
      return publish(books, command, now);
    case 'IssueStatement':
      return issueStatement(books, command.path);
    default:
      command satisfies KeyCommand;
      throw new Error(`${command.type} is not of the rules of money`);
  }
}

function post(books: NaiveBooks, command: PostTransaction, moment: Moment, origin?: NaiveTransaction): void {
  timely(books, command, moment.now, origin);
  const lines = linesOf(books, command.postings);
  if (!lines) return;
  balance(books, lines);
  const { id, now, seq } = moment;
  const isBack = origin?.isBack === false;
  book(books, lines, { ...command, isBack, isUse: ({ transaction }) => transaction === id }, moment);
  const { category } = command;
  const plain = { count: 1n, category, at: now, seq, transaction: id };
  if (isBack) takeBack(books, lines.map(mirrored), origin.isUse);
  else if (books.importedTo === null)
    use(
      books,
      lines.map((line) => ({ ...line, ...plain })),
      now,
    );
}

function mirrored<Mirrored extends Line>(line: Mirrored): Mirrored {
  return { ...line, side: line.side === 'debit' ? 'credit' : 'debit' };
}

type Timed = Partial<NaiveOrigin>;
type Booked = Timed & Pick<NaiveTransaction, 'isBack' | 'isUse'>;

function book(books: NaiveBooks, lines: readonly Line[], details: Booked, { id, now }: Moment): void {
  add(books, lines);
  stayWithinLimits(books, lines);
  const rests = lines.map((line) => ({ ...line, taken: 0n, remaining: line.units }));
  const { effectiveAt = now, reference, isBack, isUse } = details;
  const made = { lines: rests, isReversed: false, effectiveAt, reference, isBack, isUse };
  books.transactions.set(id, made);
}

function timely(
  books: NaiveBooks,
  details: Timed & Pick<TransactionDetails, 'lateReason'>,
  now: string,
  origin?: NaiveOrigin,
): void {
  const { effectiveAt, lateReason, reference } = details;
  const { importedTo } = books;
  refer(books, reference, origin);
  books.refuse('EffectiveAtMissing', importedTo !== null && effectiveAt === undefined);
  books.refuse('ImportOutOfOrder', (effectiveAt ?? '9') < (importedTo ?? ''));
  books.refuse('EffectiveAtInFuture', !books.takesFuture && (effectiveAt ?? now) > now);
  const time = effectiveAt ?? now;
  books.refuse('EffectiveAtBeforeOriginal', time < (origin?.effectiveAt ?? ''));
  const closed = [...books.periods.values()].find(({ from, to }) => from <= time && time < to);
  books.refuse(
    'PeriodIsClosed',
    closed?.kind === 'hard' || (closed !== undefined && lateReason === undefined),
  );
  if (importedTo !== null) books.importedTo = time;
}

function reverse(books: NaiveBooks, command: ReverseTransaction, moment: Moment): void {
  const original = books.transactions.get(command.transaction);
  books.refuse('TransactionNotFound', !original);
  if (!original) return;
  const { isReversed } = original;
  const back = original.lines.map(mirrored);
  const isOver = isReversed && back.every(({ remaining }) => remaining === 0n);
  books.refuse('TransactionAlreadyReversed', isOver);
  const isWhole = command.amount === undefined && command.postings === undefined && !isReversed;
  const remaining = back.map((line) => line.remaining);
  const postings = isOver
    ? undefined
    : isWhole
      ? command.original!.postings.map((line, i) => ({ ...line, side: back[i]!.side }))
      : partOf(books, command, back, remaining);
  if (!postings) return;
  const wanted = postings.map(({ account, side, currency: code, amount }) => {
    return { account, side, code, units: books.units(amount, code) ?? 0n };
  });
  const units = taken(back, wanted);
  books.refuse('PostingNotOfTransaction', !units);
  books.refuse('ReversalAboveOriginal', !!units?.some((each, i) => each > remaining[i]!));
  if (!units || books.refusals.size > 0) return;
  const lines = original.lines.map((line, i) => ({ ...line, remaining: line.remaining - units[i]! }));
  books.transactions.set(command.transaction, { ...original, lines, isReversed: true });
  post(books, { ...command, type: 'PostTransaction', postings }, moment, original);
}

function closePeriod(books: NaiveBooks, { period, from, to, kind }: ClosePeriod, now: string): void {
  const known = books.periods.get(period);
  books.refuse('PeriodNotOver', to > now);
  books.refuse('PeriodAlreadyClosed', known !== undefined && (known.kind === 'hard' || kind === 'soft'));
  const overlapping = [...books.periods.values()].some((each) =>
    each.period === period ? each.from !== from || each.to !== to : each.from < to && from < each.to,
  );
  books.refuse('PeriodsOverlap', overlapping);
  books.periods.set(period, { period, from, to, kind });
}

function reopenPeriod(books: NaiveBooks, { period }: ReopenPeriod): void {
  books.refuse('PeriodNotClosed', !books.periods.delete(period));
}

function issueStatement(books: NaiveBooks, path: string): void {
  books.refuse('AccountNotFound', !books.accounts.has(path));
  const used = [...books.versions.keys()].filter((name) => name.startsWith(`${path} `)).sort();
  const closing = used.map((name) => `${name.split(' ')[1]} ${books.posted(path, name.split(' ')[1]!)}`);
  books.statements.set(path, [...(books.statements.get(path) ?? []), closing.join(', ')]);
}
