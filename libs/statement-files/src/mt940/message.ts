import { shown } from '@files/decimal';
import { Unreadable } from '@files/unreadable';
import { shortDay } from '../values/day';
import { signedUnits, unitsIn } from '../values/money';
import { decimalsOf, type Reading } from '../reading';
import type { Break, FileRecord } from '../record';
import { StatementTally, type StatementHead } from '../statement';
import type { Field } from './fields';
import { informationIn } from './information';
import { InterimTotals } from './interim-totals';
import { adviceOf, lineOf, recorded, type Read } from './read-line';
import { SidesByBalance } from './sides-by-balance';
import { statementLine } from './statement-line';

const balancePattern = /^([CD])(\d{6})([A-Z]{3})(-?\d{1,38}(?:[.,]\d{0,30})?)$/;

/** One message, or the pages of one statement, while it is read. */
export class Message {
  /** MT942 has no balances: it states a floor limit, the time, or sums. */
  books = true;
  /** Whether the last page ended with an intermediate balance, so that the next message goes on. */
  goesOn = false;
  private readonly head: StatementHead;
  private readonly totals = new InterimTotals();
  private tally: StatementTally | undefined;
  private sides: SidesByBalance | undefined;
  /** The newest line, until it is known what its `:86:` says. */
  private newest: Read | undefined;

  constructor(
    private readonly index: number,
    private readonly reading: Reading,
    private readonly line: number,
  ) {
    const { account = '', currency = '' } = reading;
    this.head = { id: '', account, currency, pages: 1 };
  }

  nextPage(): void {
    this.goesOn = false;
    this.head.pages! += 1;
  }

  field(field: Field): FileRecord[] {
    if (field.tag === '86') return this.information(field);
    const before = this.settle();
    try {
      this.take(field);
      return before;
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return [...before, ...this.unreadable(field, error.message)];
    }
  }

  /** A field that cannot be read; what it says is missing from the sums. */
  private unreadable({ line, tag, text }: Field, reason: string): FileRecord[] {
    this.tally?.incomplete();
    const stated = { fileLine: String(line), reason, text: shown(`:${tag}:${text}`) };
    return [broken({ kind: 'LineUnreadable', ...this.place, ...stated })];
  }

  end(): FileRecord[] {
    const records = this.settle();
    if (!this.books) return [...records, ...this.totals.breaks()];
    try {
      const tally = this.started();
      const sides = this.sides?.end(tally) ?? [];
      const isNamed = this.head.account !== '';
      return [
        ...records,
        ...sides,
        ...(isNamed ? [] : [broken({ kind: 'AccountUnknown', ...this.place })]),
        ...tally.end(),
      ];
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      const fileLine = String(this.line);
      return [...records, broken({ kind: 'LineUnreadable', ...this.place, fileLine, reason: error.message })];
    }
  }

  /** @throws Unreadable */
  private take(field: Field): void {
    const { tag, text } = field;
    if (tag === '61') this.newest = this.read(field);
    else if (tag === '25' || tag === '25P') this.head.account = text.split('\n')[0]!.trim();
    else if (tag === '28C' || tag === '28') this.numbered(text);
    else if (tag === '34F' || tag === '13D') this.interim(text);
    else if (tag.startsWith('90')) this.total(tag, text);
    else if (tag.startsWith('60') || tag.startsWith('62')) this.balance(tag, text);
  }

  private get place(): Pick<Break, 'statement'> {
    return this.head.id ? { statement: this.head.id } : {};
  }

  private numbered(text: string): void {
    const [id = ''] = text.split('/');
    this.head.id = this.head.number = id.trim();
  }

  private interim(text: string): void {
    this.books = false;
    const currency = /^([A-Z]{3})[CD]?\d/.exec(text)?.[1];
    if (currency !== undefined) this.head.currency = currency;
  }

  /** @throws Unreadable */
  private balance(tag: string, text: string): void {
    const [, mark, day = '', currency = '', amount = ''] = balancePattern.exec(text.trim()) ?? [];
    if (mark === undefined) throw new Unreadable('It is no balance.');
    const { head } = this;
    this.goesOn = tag === '62M';
    head.currency = currency;
    if (tag.endsWith('M')) return;
    const units = signedUnits(
      unitsIn(amount, decimalsOf(currency, this.reading)),
      mark === 'C' ? 'in' : 'out',
    );
    if (tag === '60F') head.opening = units;
    else [head.closing, head.to] = [units, shortDay(day).day];
  }

  /** @throws Unreadable */
  private read(field: Field): Read {
    const tally = this.started();
    return { field, line: statementLine(field.text, tally.decimals), information: undefined };
  }

  private started(): StatementTally {
    const { currency } = this.head;
    this.tally ??= new StatementTally(this.index, decimalsOf(currency, this.reading), this.head);
    return this.tally;
  }

  private information({ line, text }: Field): FileRecord[] {
    if (this.newest && this.newest.information === undefined) {
      this.newest = { ...this.newest, information: informationIn(text) };
      return [];
    }
    return [...this.settle(), { kind: 'note', note: { fileLine: String(line), text: text.slice(0, 200) } }];
  }

  /** The newest line is whole. */
  private settle(): FileRecord[] {
    const { newest, tally } = this;
    this.newest = undefined;
    if (!newest || !tally) return [];
    if (!this.books) {
      this.totals.add(newest.line);
      return [{ kind: 'advice', advice: adviceOf(newest, this.head, tally.decimals) }];
    }
    const line = lineOf(newest, this.head, tally);
    if (this.sides || newest.line.hasMinus) {
      this.sides ??= new SidesByBalance();
      return this.sides.hold(newest.line, line, tally);
    }
    return recorded(newest.line, line, tally);
  }

  /** @throws Unreadable */
  private total(tag: string, text: string): void {
    this.books = false;
    const [, count, currency, amount] =
      /^(\d{1,10})([A-Z]{3})(\d{1,38}(?:[.,]\d{0,30})?)$/.exec(text.trim()) ?? [];
    if (currency === undefined) throw new Unreadable('It is no sum.');
    const decimals = decimalsOf(currency, this.reading);
    this.totals.state(tag === '90C' ? 'in' : 'out', {
      count: Number(count),
      units: unitsIn(amount!, decimals),
      decimals,
    });
  }
}

function broken(each: Break): FileRecord {
  return { kind: 'break', break: each };
}
