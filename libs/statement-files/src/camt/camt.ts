import { Unreadable } from '@files/unreadable';
import type { Element } from '../xml/element';
import type { Reading } from '../reading';
import type { Advice, Break, FileRecord, Line, Why } from '../record';
import { amountOf } from '../values/money';
import type { XmlReader } from '../xml/xml';
import { EntryReader, type Entry } from './entry';
import { CamtStatement } from './camt-statement';

/** The elements in which a message has its statements, by the first element in the document. */
const messages: Readonly<Record<string, string>> = {
  BkToCstmrStmt: 'Stmt',
  BkToCstmrAcctRpt: 'Rpt',
  BkToCstmrDbtCdtNtfctn: 'Ntfctn',
};

const namespace = /^urn:iso:std:iso:20022:tech:xsd:(camt\.05[234]\.001\.(?:0[2-9]|1[0-3]))$/;

/** The message and its version, such as `camt.053.001.08`; undefined where it is none of versions 2 to 13. */
export function camtFormat(uri: string): string | undefined {
  return namespace.exec(uri)?.[1];
}

/**
 * ISO 20022 camt.053, .052 and .054, versions 2 to 13. Only a camt.053 books lines: what the others hold are advices.
 * @see https://www.iso20022.org/iso-20022-message-definitions (BankToCustomerStatement)
 */
export class CamtReader implements XmlReader {
  readonly containers = new Set([
    'Document',
    ...Object.keys(messages),
    ...Object.values(messages),
    'Ntry',
    'NtryDtls',
  ]);
  private readonly books: boolean;
  private statement: CamtStatement | undefined;
  private entry: EntryReader | undefined;
  private statements = 0;

  constructor(
    format: string,
    private readonly reading: Reading,
  ) {
    this.books = format.startsWith('camt.053');
  }

  opened(name: string, line: number): void {
    if (name === 'Ntry') this.entry = new EntryReader(line, this.reading);
    else if (name === 'Stmt' || name === 'Rpt' || name === 'Ntfctn')
      this.statement = new CamtStatement(this.statements, line, this.reading);
  }

  element(element: Element): void {
    (this.entry ?? this.statement)?.element(element);
  }

  closed(name: string): FileRecord[] {
    if (name === 'NtryDtls') this.entry?.endOfDetails();
    else if (name === 'Ntry') return this.closeEntry();
    else if (name === 'Stmt') return this.closeStatement();
    else if (name === 'Rpt' || name === 'Ntfctn') this.statement = undefined;
    return [];
  }

  private closeStatement(): FileRecord[] {
    const records = this.books ? (this.statement?.end() ?? []) : [];
    this.statements += this.books ? 1 : 0;
    this.statement = undefined;
    return records;
  }

  private closeEntry(): FileRecord[] {
    const reader = this.entry;
    this.entry = undefined;
    if (!reader || !this.statement) return [];
    try {
      const entry = reader.entry();
      return this.books
        ? this.recorded(entry, reader.line, this.statement)
        : [advised(entry, this.statement)];
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.statement.unreadable();
      const { text, currency } = reader.stated ?? {};
      const stated = { ...(text && { text: text.slice(0, 100) }), ...(currency && { currency }) };
      return [
        broken({ kind: 'LineUnreadable', ...this.place(reader.line), reason: error.message, ...stated }),
      ];
    }
  }

  /** @throws Unreadable */
  private recorded(entry: Entry, line: number, statement: CamtStatement): FileRecord[] {
    statement.counted(entry);
    if (entry.status !== 'BOOK') return [advised(entry, statement)];
    if (entry.currency !== statement.currencyOr(entry.currency)) {
      statement.unreadable();
      const { currency, units, decimals } = entry;
      const amount = amountOf(units, decimals);
      return [broken({ kind: 'CurrencyOther', ...this.place(line), amount, currency })];
    }
    const booked = entry.booked ?? entry.value;
    if (!booked) throw new Unreadable('It has no date.');
    const recorded = lineOf(entry, booked.day, statement);
    statement.add(recorded, entry.units);
    const place = { statement: statement.id, line: statement.count };
    return [
      { kind: 'line', line: recorded },
      ...[booked, entry.value].flatMap((day) =>
        day?.doubtful === undefined || (day === entry.value && day === booked)
          ? []
          : [broken({ kind: 'DateDoubtful', ...place, text: day.doubtful, taken: day.day })],
      ),
      ...(entry.found === undefined
        ? []
        : [broken({ kind: 'DetailsDoNotAddUp', ...place, stated: recorded.amount, found: entry.found })]),
    ];
  }

  private place(line: number): Pick<Break, 'statement' | 'fileLine'> {
    const { id } = this.statement!;
    return { ...(id && { statement: id }), fileLine: String(line) };
  }
}

function lineOf(entry: Entry, booked: string, statement: CamtStatement): Line {
  const { at, code, currency, reverses, value, way } = entry;
  return {
    account: statement.account,
    amount: amountOf(entry.units, entry.decimals),
    ...(at !== undefined && { at }),
    booked,
    ...(code !== undefined && { code }),
    currency,
    ...said(entry),
    ...(reverses && { reverses }),
    statement: String(statement.index),
    ...(value && { value: value.day }),
    way,
  };
}

const reasons: Readonly<Record<string, Why>> = { PDNG: 'pending', INFO: 'expected', FUTR: 'expected' };

function advised(entry: Entry, { account }: CamtStatement): FileRecord {
  const { booked, code, currency, decimals, reverses, status, units, value, way } = entry;
  const why = status === 'BOOK' ? undefined : (reasons[status] ?? 'expected');
  const advice: Advice = {
    ...(account && { account }),
    amount: amountOf(units, decimals),
    ...(booked && { booked: booked.day }),
    ...(code !== undefined && { code }),
    currency,
    ...said(entry),
    ...(reverses && { reverses }),
    ...(value && { value: value.day }),
    way,
    ...(why && { why }),
  };
  return { kind: 'advice', advice };
}

/** What the entry and its details say beside amount and days. */
function said({ charges, ids, instructed, items, party, reason, text, ...entry }: Entry) {
  return {
    ...(charges && { charges }),
    ids,
    ...(entry.identity !== undefined && { identity: entry.identity }),
    ...(instructed && { instructed }),
    ...(items && { items }),
    ...(party && { party }),
    ...(reason !== undefined && { reason }),
    ...(text !== undefined && { text }),
  };
}

function broken(each: Break): FileRecord {
  return { kind: 'break', break: each };
}
