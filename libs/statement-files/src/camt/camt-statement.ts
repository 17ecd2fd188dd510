import { Unreadable } from '@files/unreadable';
import { isoDay } from '../values/day';
import { find, textAt, type Element } from '../xml/element';
import { FileNotReadable } from '../bytes/file-not-readable';
import { idIn } from '../values/ids';
import { fieldsMax } from '../bytes/limits';
import { signedUnits, unitsIn } from '../values/money';
import { decimalsOf, type Reading } from '../reading';
import type { FileRecord, Line } from '../record';
import { StatementTally, type StatementHead } from '../statement';
import { statedAt, wayAt, type Stated } from './amounts';
import { CamtTotals } from './camt-totals';
import { dayOfDate } from './dates';
import type { Entry } from './entry';

/** A balance as it stands in the file. */
interface Balance {
  readonly code: string;
  readonly stated: Stated;
  readonly element: Element;
}

/** One `Stmt`, `Rpt` or `Ntfctn` while it is read. */
export class CamtStatement {
  private readonly head: StatementHead;
  private readonly balances: Balance[] = [];
  private readonly totals = new CamtTotals();
  private tally: StatementTally | undefined;
  private isIncomplete = false;

  constructor(
    readonly index: number,
    private readonly line: number,
    private readonly reading: Reading,
  ) {
    const { account = '', currency = '', reversals } = reading;
    const turning = reversals === 'flipped' ? 'reversals: as stated' : 'reversals: flipped';
    this.head = { id: '', account, currency, turning };
  }

  get id(): string {
    return this.head.id;
  }

  get account(): string {
    return this.head.account;
  }

  get count(): string {
    return this.tally?.count ?? '0';
  }

  element(element: Element): void {
    const { head } = this;
    const text = element.text.trim();
    if (element.name === 'Id') head.id = text;
    else if (element.name === 'ElctrncSeqNb') head.number = text;
    else if (element.name === 'LglSeqNb') head.number ??= text;
    else if (element.name === 'FrToDt') this.span(element);
    else if (element.name === 'Acct') this.accountOf(element);
    else if (element.name === 'Bal') this.balance(element);
    else if (element.name === 'TxsSummry') this.totals.state(element);
  }

  /** The currency of the account; that of the first entry where the file does not name it. */
  currencyOr(currency: string): string {
    return (this.head.currency ||= currency);
  }

  /** An entry was read, whether it is booked or not. */
  counted(entry: Entry): void {
    this.totals.add(entry);
  }

  /** @throws Unreadable where the decimals of its currency are not known */
  add(line: Line, units: bigint): void {
    this.started().add(line, units);
  }

  unreadable(): void {
    this.isIncomplete = true;
  }

  end(): FileRecord[] {
    const { head } = this;
    try {
      const tally = this.started();
      if (this.isIncomplete) tally.incomplete();
      head.opening = this.unitsOf('OPBD', tally) ?? this.unitsOf('PRCD', tally);
      head.closing = this.unitsOf('CLBD', tally);
      const closing = this.balances.findLast(({ code }) => code === 'CLBD');
      head.to ??= closing && dayOfDate(find(closing.element, 'Dt'), this.reading)?.day;
      const unknown: FileRecord = { kind: 'break', break: { kind: 'AccountUnknown', statement: head.id } };
      return [...(head.account === '' ? [unknown] : []), ...this.totals.breaks(head.id), ...tally.end()];
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      const place = { fileLine: String(this.line), ...(head.id && { statement: head.id }) };
      return [{ kind: 'break', break: { kind: 'LineUnreadable', ...place, reason: error.message } }];
    }
  }

  private started(): StatementTally {
    const { head, index, reading } = this;
    if (!this.tally) this.tally = new StatementTally(index, decimalsOf(head.currency, reading), head);
    return this.tally;
  }

  private accountOf(element: Element): void {
    const { head } = this;
    const id = find(element, 'Id');
    head.account = textAt(id, 'IBAN') ?? textAt(id, 'Othr', 'Id') ?? head.account;
    head.currency = textAt(element, 'Ccy') ?? head.currency;
  }

  private balance(element: Element): void {
    const code = textAt(element, 'Tp', 'CdOrPrtry', 'Cd');
    const stated = statedAt(element, 'Amt');
    // The balances of a page are none of the statement.
    if (code === undefined || !stated || textAt(element, 'Tp', 'SubTp', 'Cd') === 'INTM') return;
    this.head.currency ||= stated.currency;
    if (this.balances.push({ code, stated, element }) > fieldsMax)
      throw new FileNotReadable(`has a statement with more than ${fieldsMax} balances`, this.line);
  }

  private span(element: Element): void {
    const [from, to] = [['FrDtTm', 'FrDt'] as const, ['ToDtTm', 'ToDt'] as const].map((names) =>
      names.map((name) => idIn(textAt(element, name))).find((each) => each !== undefined),
    );
    this.head.from = from && daySaid(from);
    this.head.to = to && daySaid(to);
  }

  /** The last balance of a kind. @throws Unreadable */
  private unitsOf(code: string, { decimals, head }: StatementTally): bigint | undefined {
    const balance = this.balances.findLast(
      (each) => each.code === code && each.stated.currency === head.currency,
    );
    if (!balance) return undefined;
    const way = wayAt(balance.element);
    if (way === undefined) throw new Unreadable(`The balance ${code} says neither CRDT nor DBIT.`);
    return signedUnits(unitsIn(balance.stated.text, decimals), way);
  }
}

/** Days of a span are as written; one that is none is left out, for the balances and the lines have theirs. */
function daySaid(text: string): string | undefined {
  try {
    return isoDay(text).day;
  } catch {
    return undefined;
  }
}
