import { Unreadable } from '@files/unreadable';
import { find, textAt, type Element } from './xml/element';
import { idsOf } from './values/ids';
import { amountOf, unitsIn } from './values/money';
import { isoDay } from './values/day';
import { decimalsOf, type Reading } from './reading';
import type { Advice, FileRecord, Why } from './record';
import type { XmlReader } from './xml/xml';

const namespace = /^urn:iso:std:iso:20022:tech:xsd:(pain\.002\.001\.(?:0[2-9]|1[0-5]))$/;

export function pain002Format(uri: string): string | undefined {
  return namespace.exec(uri)?.[1];
}

/** What a status of ISO 20022 says of the payment; all others wait for a further one. */
const statuses: Readonly<Record<string, Why>> = {
  RJCT: 'rejected',
  CANC: 'rejected',
  BLCK: 'rejected',
  ACSC: 'settled',
  ACCC: 'settled',
};

/** What is kept of a batch of payments. */
const paymentFields = new Set(['OrgnlPmtInfId', 'PmtInfSts', 'StsRsnInf']);

/** ISO 20022 pain.002, the status of payments that we ordered: advices, found by their end-to-end id. */
export class Pain002Reader implements XmlReader {
  readonly containers = new Set(['Document', 'CstmrPmtStsRpt', 'OrgnlPmtInfAndSts']);
  private records: FileRecord[] = [];
  private message: Element | undefined;
  private payment = new Map<string, Element>();
  private isInPayment = false;
  private hasTransactions = false;
  /** Whether anything below the whole message had a status of its own. */
  private hasParts = false;

  constructor(private readonly reading: Reading) {}

  opened(name: string): void {
    if (name !== 'OrgnlPmtInfAndSts') return;
    [this.isInPayment, this.hasTransactions, this.payment] = [true, false, new Map()];
  }

  element(element: Element): void {
    if (element.name === 'OrgnlGrpInfAndSts') this.message = element;
    else if (element.name === 'TxInfAndSts') this.transaction(element);
    else if (this.isInPayment && paymentFields.has(element.name)) this.payment.set(element.name, element);
  }

  closed(name: string): FileRecord[] {
    if (name === 'OrgnlPmtInfAndSts') this.endOfPayment();
    else if (name === 'CstmrPmtStsRpt') this.endOfMessage();
    const { records } = this;
    this.records = [];
    return records;
  }

  private transaction(element: Element): void {
    this.hasTransactions = this.hasParts = true;
    try {
      this.records.push({ kind: 'advice', advice: this.adviceOf(element) });
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      const fileLine = String(element.line);
      this.records.push({
        kind: 'break',
        break: { kind: 'LineUnreadable', fileLine, reason: error.message },
      });
    }
  }

  /** @throws Unreadable */
  private adviceOf(element: Element): Advice {
    const status = textAt(element, 'TxSts') ?? this.ofPayment('PmtInfSts') ?? textAt(this.message, 'GrpSts');
    const original = find(element, 'OrgnlTxRef');
    const amount = find(original, 'Amt', 'InstdAmt') ?? find(original, 'Amt', 'EqvtAmt', 'Amt');
    const value = textAt(original, 'ReqdExctnDt') ?? textAt(original, 'ReqdExctnDt', 'Dt');
    const text = textAt(element, 'StsRsnInf', 'AddtlInf');
    return {
      ...(amount && this.amountOf(amount)),
      ids: idsOf({
        endToEnd: textAt(element, 'OrgnlEndToEndId'),
        batch: this.ofPayment('OrgnlPmtInfId'),
        customer: textAt(element, 'OrgnlInstrId'),
        uetr: textAt(element, 'OrgnlUETR'),
        bank: textAt(element, 'AcctSvcrRef'),
      }),
      ...reasonIn(element),
      ...(text !== undefined && { text }),
      ...(value !== undefined && { value: isoDay(value).day }),
      why: whyOf(status),
    };
  }

  private amountOf({ attributes, text }: Element): Pick<Advice, 'amount' | 'currency'> {
    const currency = attributes['Ccy'] ?? '';
    const decimals = decimalsOf(currency, this.reading);
    return { amount: amountOf(unitsIn(text.trim(), decimals), decimals), currency };
  }

  /** A batch whose transactions are not listed has one status for all of them. */
  private endOfPayment(): void {
    this.isInPayment = false;
    this.hasParts = true;
    if (this.hasTransactions) return;
    const ids = idsOf({ batch: this.ofPayment('OrgnlPmtInfId') });
    const why = whyOf(this.ofPayment('PmtInfSts') ?? textAt(this.message, 'GrpSts'));
    const reason = this.payment.get('StsRsnInf');
    this.records.push({ kind: 'advice', advice: { ids, ...(reason && reasonOf(reason)), why } });
  }

  private endOfMessage(): void {
    if (this.hasParts || !this.message) return;
    const ids = idsOf({ batch: textAt(this.message, 'OrgnlMsgId') });
    const why = whyOf(textAt(this.message, 'GrpSts'));
    this.records.push({ kind: 'advice', advice: { ids, ...reasonIn(this.message), why } });
  }

  private ofPayment(name: string): string | undefined {
    return this.payment.get(name)?.text.trim() || undefined;
  }
}

function whyOf(status: string | undefined): Why {
  return statuses[status ?? ''] ?? 'pending';
}

function reasonIn(element: Element): Pick<Advice, 'reason'> {
  const reason = find(element, 'StsRsnInf');
  return reason ? reasonOf(reason) : {};
}

function reasonOf(element: Element): Pick<Advice, 'reason'> {
  const reason = textAt(element, 'Rsn', 'Cd') ?? textAt(element, 'Rsn', 'Prtry');
  return reason === undefined ? {} : { reason };
}
