import { shown } from '@files/decimal';
import { Unreadable } from '@files/unreadable';
import { leadingDay } from '../values/day';
import { unitsIn } from '../values/money';
import { decimalsOf, type Reading } from '../reading';
import type { Break, FileRecord } from '../record';
import { StatementTally, type StatementHead } from '../statement';
import type { Token } from './tokens';
import { movementOf } from './movement';

/** Aggregates whose fields are read; each ends what cannot hold it. */
const parts = new Set(['BANKACCTFROM', 'CCACCTFROM', 'INVACCTFROM', 'BANKTRANLIST', 'LEDGERBAL', 'AVAILBAL']);
const statementTags = new Set(['STMTRS', 'CCSTMTRS']);
/** Aggregates within a movement that name its fields again. */
const inner = new Set(['PAYEE', 'BANKACCTTO', 'CCACCTTO', 'CURRENCY', 'ORIGCURRENCY']);

/** Statements and their movements, out of tags. */
export class OfxStatements {
  private statement: { readonly head: StatementHead; fields: Map<string, string> } | undefined;
  private tally: StatementTally | undefined;
  private part = '';
  private movement: { readonly line: number; readonly fields: Map<string, string> } | undefined;
  private within = '';
  private statements = 0;

  constructor(private readonly reading: Reading) {}

  push(token: Token): FileRecord[] {
    const { isClosing, name } = token;
    if (name === 'STMTTRN') return this.movementTag(token);
    if (statementTags.has(name)) return [...this.endOfMovement(), ...this.statementTag(token)];
    if (parts.has(name)) {
      this.part = isClosing ? '' : name;
      return this.endOfMovement();
    }
    if (this.movement && inner.has(name)) this.within = isClosing ? '' : `${name}.`;
    else if (!isClosing && token.text !== '') this.field(token);
    return [];
  }

  end(): FileRecord[] {
    return [...this.endOfMovement(), ...this.endOfStatement()];
  }

  private movementTag({ isClosing, line }: Token): FileRecord[] {
    const records = this.endOfMovement();
    if (isClosing) return records;
    this.statement ??= this.begin();
    this.movement = { line, fields: new Map() };
    return records;
  }

  private statementTag({ isClosing }: Token): FileRecord[] {
    const records = this.endOfStatement();
    if (!isClosing) this.statement = this.begin();
    return records;
  }

  private begin(): NonNullable<OfxStatements['statement']> {
    const { account = '', currency = '' } = this.reading;
    return { head: { id: '', account, currency }, fields: new Map() };
  }

  private field({ name, text }: Token): void {
    if (this.movement) {
      const key = this.within + name;
      if (!this.movement.fields.has(key)) this.movement.fields.set(key, text);
    } else if (this.statement) {
      const key = this.part === '' || name === 'DTSTART' || name === 'DTEND' ? name : `${this.part}.${name}`;
      if (!this.statement.fields.has(key) && this.statement.fields.size < 100)
        this.statement.fields.set(key, text);
      if (name === 'CURDEF') this.statement.head.currency = text;
      else if (name === 'ACCTID' && this.part.endsWith('ACCTFROM')) this.statement.head.account = text;
    }
  }

  private endOfMovement(): FileRecord[] {
    const { movement, reading, statement } = this;
    this.movement = undefined;
    this.within = '';
    if (!movement || !statement) return [];
    const { fields, line: fileLine } = movement;
    try {
      const tally = this.started();
      const currency = fields.get('CURRENCY.CURSYM');
      if (currency !== undefined && currency !== statement.head.currency) {
        tally.incomplete();
        const amount = fields.get('TRNAMT') ?? '';
        return [broken({ kind: 'CurrencyOther', fileLine: String(fileLine), amount, currency })];
      }
      const { doubtful, line, units } = movementOf(fields, tally, reading);
      tally.add(line, units);
      const place = { statement: this.span(), line: tally.count };
      const doubt =
        doubtful && broken({ kind: 'DateDoubtful', ...place, text: doubtful, taken: line.booked });
      return [{ kind: 'line', line }, ...(doubt ? [doubt] : [])];
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.tally?.incomplete();
      const text = shown([...fields].map(([name, value]) => `${name} ${value}`).join(', '));
      return [broken({ kind: 'LineUnreadable', fileLine: String(fileLine), reason: error.message, text })];
    }
  }

  private endOfStatement(): FileRecord[] {
    const { statement } = this;
    this.part = '';
    if (!statement) return [];
    try {
      const tally = this.started();
      const { head } = statement;
      head.id = this.span();
      [head.from, head.to] = [this.day('DTSTART'), this.day('DTEND')];
      const closing = statement.fields.get('LEDGERBAL.BALAMT');
      if (closing !== undefined) head.closing = unitsIn(closing, tally.decimals, this.reading);
      const isNamed = head.account !== '';
      const unknown = broken({ kind: 'AccountUnknown', statement: head.id });
      return [...(isNamed ? [] : [unknown]), ...tally.end()];
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return [broken({ kind: 'LineUnreadable', statement: this.span(), reason: error.message })];
    } finally {
      this.statement = this.tally = undefined;
      this.statements += 1;
    }
  }

  /** @throws Unreadable where the decimals of the currency are not known */
  private started(): StatementTally {
    const { head } = this.statement!;
    this.tally ??= new StatementTally(this.statements, decimalsOf(head.currency, this.reading), head);
    return this.tally;
  }

  private span(): string {
    return [this.day('DTSTART'), this.day('DTEND')].filter(Boolean).join('/');
  }

  private day(name: string): string | undefined {
    const text = this.statement?.fields.get(name);
    try {
      return text === undefined ? undefined : leadingDay(text).day;
    } catch {
      return undefined;
    }
  }
}

function broken(each: Break): FileRecord {
  return { kind: 'break', break: each };
}
