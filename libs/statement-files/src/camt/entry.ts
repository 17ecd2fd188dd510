import { Unreadable } from '@files/unreadable';
import { dayOfDate } from './dates';
import { textAt, find, type Element } from '../xml/element';
import { idsOf } from '../values/ids';
import { detailsMax, fieldsMax } from '../bytes/limits';
import { FileNotReadable } from '../bytes/file-not-readable';
import { opposite, unitsIn } from '../values/money';
import { decimalsOf, type Reading } from '../reading';
import type { Day } from '../values/day';
import type { Details, Way } from '../record';
import { chargesIn, instructedIn, statedAt, wayAt } from './amounts';
import { detailOf, type Detail } from './detail';
import { explained, type Explained } from './explained';

/** An entry as read, whatever becomes of it. */
export interface Entry extends Explained {
  readonly units: bigint;
  readonly decimals: number;
  readonly currency: string;
  readonly way: Way;
  readonly reverses: boolean;
  /** `BOOK`, `PDNG`, `INFO`, `FUTR`. */
  readonly status: string;
  readonly booked: Day | undefined;
  readonly at: string | undefined;
  readonly value: Day | undefined;
  readonly code: string | undefined;
  /** The reference of the bank for the entry, not one of a detail. */
  readonly identity: string | undefined;
}

/** Gathers one `Ntry`, whose details are read as they come. */
export class EntryReader {
  /** Everything but the details. */
  private readonly fields: Element;
  private readonly details: Detail[] = [];
  private batch: string | undefined;
  private flaw: Unreadable | undefined;

  constructor(
    readonly line: number,
    private readonly reading: Reading,
  ) {
    this.fields = { name: 'Ntry', attributes: {}, children: [], line, text: '' };
  }

  /** A child of the entry, or of its `NtryDtls`. */
  element(element: Element): void {
    if (element.name === 'Btch') this.batch = textAt(element, 'PmtInfId');
    else if (element.name === 'TxDtls') this.detail(element);
    else if (this.fields.children.push(element) > fieldsMax)
      throw new FileNotReadable(`has an entry with more than ${fieldsMax} fields`, this.line);
  }

  endOfDetails(): void {
    this.batch = undefined;
  }

  /** The amount and its currency as they stand there, for what cannot be read. */
  get stated(): { readonly text: string; readonly currency: string } | undefined {
    return statedAt(this.fields, 'Amt');
  }

  /** @throws Unreadable */
  entry(): Entry {
    if (this.flaw) throw this.flaw;
    const { fields, reading } = this;
    const { currency, decimals, units } = this.amount();
    const way = this.way();
    const entry = this.said(currency);
    const booked = dayOfDate(find(fields, 'BookgDt'), reading);
    const value = dayOfDate(find(fields, 'ValDt'), reading);
    return {
      ...explained({ units, way, decimals }, entry, this.details),
      units,
      decimals,
      currency,
      way,
      reverses: this.reverses,
      status: this.status(),
      booked,
      at: textAt(fields, 'BookgDt', 'DtTm'),
      value,
      code: this.code,
      identity: entry.ids.bank,
    };
  }

  private detail(element: Element): void {
    if (this.details.length === detailsMax)
      throw new FileNotReadable(
        `has an entry with more than ${detailsMax.toLocaleString('en')} details`,
        this.line,
      );
    if (this.flaw) return;
    try {
      const { currency } = this.amount();
      this.details.push(detailOf(element, { currency, way: this.way(), batch: this.batch }, this.reading));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.flaw = error;
    }
  }

  private amount(): { currency: string; decimals: number; units: bigint } {
    const { stated } = this;
    if (!stated) throw new Unreadable('It has no amount.');
    const decimals = decimalsOf(stated.currency, this.reading);
    const units = unitsIn(stated.text, decimals);
    if (units < 0n) throw new Unreadable('Its amount is negative.');
    return { currency: stated.currency, decimals, units };
  }

  private way(): Way {
    const way = wayAt(this.fields);
    if (way === undefined) throw new Unreadable('It says neither CRDT nor DBIT.');
    return this.reverses && this.reading.reversals === 'flipped' ? opposite(way) : way;
  }

  private get reverses(): boolean {
    return textAt(this.fields, 'RvslInd') === 'true';
  }

  private status(): string {
    const status =
      textAt(this.fields, 'Sts') ?? textAt(this.fields, 'Sts', 'Cd') ?? textAt(this.fields, 'Sts', 'Prtry');
    if (status === undefined) throw new Unreadable('It has no status.');
    return status;
  }

  private get code(): string | undefined {
    const codes = find(this.fields, 'BkTxCd');
    const domain = [
      textAt(codes, 'Domn', 'Cd'),
      textAt(codes, 'Domn', 'Fmly', 'Cd'),
      textAt(codes, 'Domn', 'Fmly', 'SubFmlyCd'),
    ].filter((each) => each !== undefined);
    return domain.length > 0 ? domain.join('/') : textAt(codes, 'Prtry', 'Cd');
  }

  /** What the entry says of itself. */
  private said(currency: string): Details {
    const { fields, reading } = this;
    const charges = chargesIn(fields, currency, reading);
    const instructed = instructedIn(find(fields, 'AmtDtls'), currency, reading);
    const text = textAt(fields, 'AddtlNtryInf');
    return {
      ids: idsOf({ bank: textAt(fields, 'AcctSvcrRef') }),
      ...(charges.length > 0 && { charges }),
      ...(instructed && { instructed }),
      ...(text !== undefined && { text }),
    };
  }
}
