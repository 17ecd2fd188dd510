import type { ApproveProposal } from '@ledger/approval/approve';
import type { Convert } from '@ledger/exchange/convert';
import type { CaptureHold } from '@ledger/holds/capture';
import type { IncrementHold, PlaceHold } from '@ledger/holds/hold';
import type { VoidHold } from '@ledger/holds/hold-end';
import type { KeyCommand } from '@ledger/key-events';
import type { LedgerCommand } from '@ledger/ledger';
import type { OpenLedger } from '@ledger/opening';
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
import { approve, dueProposals, endProposal, neededApprovals, propose, setRules } from './naive-approvals';
import { NaiveBooks, type Line, type NaiveOrigin, type NaiveTransaction } from './naive-books';
import { converted, endImport } from './naive-convert';
import { declareExchange } from './naive-exchange';
import { capture, expire, increment, place, voidHold, type Moment } from './naive-holds';
import { closePeriod, issueStatement, reopenPeriod } from './naive-periods';
import { refer } from './naive-references';
import { add, balance, linesOf, partOf, stayWithinLimits, taken } from './naive-postings';
import { giveQuote, withdraw } from './naive-give-quote';
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
    const { books } = this;
    const approved =
      command.type === 'ApproveProposal'
        ? approvedOf(books, command, moment)
        : performed(books, command, moment, 0);
    if (approved.refusals.size === 0) this.books = approved;
    return approved.refusals;
  }

  /** Holds and proposals whose time is up, the earliest first; they are held, and wait, no more. */
  expire(now: string): string[] {
    const { books } = this;
    const proposals = dueProposals(books, now);
    for (const { id } of proposals) books.proposals.set(id, { ...books.proposals.get(id)!, isOver: true });
    const holds = expire(books, now).map(({ id, at }) => `${at} 1 ${id}`);
    const inOrder = [...holds, ...proposals.map(({ id, at }) => `${at} 2 ${id}`)].sort();
    return inOrder.map((text) => text.split(' ')[2]!);
  }
}

/** The books after a command that so many have approved, with all that speaks against it. */
function performed(books: NaiveBooks, command: LedgerCommand, moment: Moment, approved: number): NaiveBooks {
  const after = carriedOut(books, command, moment);
  const needed = neededApprovals(books, after, { command, id: moment.id });
  after.refuse('ApprovalRequired', after.refusals.size === 0 && needed > approved);
  return after;
}

function carriedOut(books: NaiveBooks, command: LedgerCommand, moment: Moment): NaiveBooks {
  const after = books.copy();
  if (command.type !== 'OpenLedger') (command.conditions ?? []).forEach((each) => meet(after, each));
  perform(after, command, moment);
  if (command.type !== 'ProposeCommand') noteAmounts(after, command);
  return after;
}

/** After an approval and, where it is the last, the command. */
function approvedOf(books: NaiveBooks, command: ApproveProposal, moment: Moment): NaiveBooks {
  const after = books.copy();
  const proposal = approve(after, command);
  if (!proposal) return after;
  const again = { ...proposal.command, original: command.original } as LedgerCommand;
  const carried = performed(after, again, moment, proposal.approvedBy.length);
  carried.refuse('MakerNotPermitted', command.maker?.(undefined as never) === undefined);
  return carried;
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
    case 'Convert': {
      const postings = converted(books, command, moment.now);
      if (!postings) return timely(books, command, moment.now);
      books.exchanges.add(moment.id);
      return post(books, { ...command, type: 'PostTransaction', postings }, moment);
    }
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
  Convert | PostTransaction | ReverseTransaction | CaptureHold | PlaceHold | IncrementHold | VoidHold
>;

function performTerms(books: NaiveBooks, command: Terms, moment: Moment): void {
  const { seq } = moment;
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
      return performDated(books, command, moment);
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
function performDated(books: NaiveBooks, command: Exclude<Terms, Lasting>, moment: Moment): void {
  const { now } = moment;
  switch (command.type) {
    case 'ClosePeriod':
      return closePeriod(books, command, now);
    case 'ReopenPeriod':
      return reopenPeriod(books, command);
    case 'EndImport':
      return endImport(books);
    case 'PublishRates':
      return publish(books, command, now);
    case 'DeclareExchange':
      return declareExchange(books, command);
    case 'GiveQuote':
      return giveQuote(books, command, moment);
    case 'WithdrawQuote':
      return withdraw(books, command, now);
    case 'IssueStatement':
      return issueStatement(books, command.path);
    case 'SetApprovalRules':
      return setRules(books, command);
    case 'ProposeCommand':
      return propose(books, command, { trial: carriedOut(books, command.command, moment), moment });
    case 'RejectProposal':
    case 'RetractProposal':
      return endProposal(books, command);
    case 'ApproveProposal':
      throw new Error('an approval is carried out with what it approves');
    default:
      command satisfies KeyCommand;
      throw new Error(`${command.type} is not of the rules of money`);
  }
}

function post(books: NaiveBooks, command: PostTransaction, moment: Moment, origin?: NaiveTransaction): void {
  timely(books, command, moment.now, origin);
  const lines = linesOf(books, command.postings, { isExchange: books.exchanges.has(moment.id) });
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
  books.refuse('ConversionNotReversible', books.exchanges.has(command.transaction));
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
