import { findAll, find, textAt, type Element } from '../xml/element';
import { idIn, idsOf } from '../values/ids';
import { signedUnits, unitsIn } from '../values/money';
import { decimalsOf, type Reading } from '../reading';
import type { Details, Party, Way } from '../record';
import { chargesIn, instructedIn, statedAt, wayAt } from './amounts';

/** One transaction of an entry. */
export interface Detail extends Details {
  /** In the currency of the account, negative where money leaves; undefined where the file does not say it. */
  readonly units: bigint | undefined;
}

/** What of its entry a detail is read by. */
export interface EntryContext {
  readonly currency: string;
  readonly way: Way;
  /** Of the batch that the details stand in. */
  readonly batch: string | undefined;
}

/** Reads a `TxDtls`. @throws Unreadable */
export function detailOf(element: Element, { batch, currency, way }: EntryContext, reading: Reading): Detail {
  const own = wayAt(element) ?? way;
  const stated = [
    statedAt(element, 'Amt'),
    statedAt(element, 'AmtDtls', 'TxAmt', 'Amt'),
    statedAt(element, 'AmtDtls', 'CntrValAmt', 'Amt'),
    statedAt(element, 'AmtDtls', 'InstdAmt', 'Amt'),
  ].find((each) => each?.currency === currency);
  const charges = chargesIn(element, currency, reading);
  const instructed = instructedIn(find(element, 'AmtDtls'), currency, reading);
  const party = partyIn(find(element, 'RltdPties'), own);
  const reason = textAt(element, 'RtrInf', 'Rsn', 'Cd') ?? textAt(element, 'RtrInf', 'Rsn', 'Prtry');
  const text = textIn(element);
  return {
    units: stated && signedUnits(unitsIn(stated.text, decimalsOf(currency, reading)), own),
    ids: idsIn(element, batch),
    ...(charges.length > 0 && { charges }),
    ...(instructed && { instructed }),
    ...(party && { party }),
    ...(reason !== undefined && { reason }),
    ...(text && { text }),
  };
}

function idsIn(element: Element, batch: string | undefined): Details['ids'] {
  const refs = find(element, 'Refs');
  const structured = findAll(find(element, 'RmtInf'), 'Strd');
  return idsOf({
    bank: textAt(refs, 'AcctSvcrRef'),
    customer: textAt(refs, 'AcctOwnrTxId'),
    endToEnd: textAt(refs, 'EndToEndId'),
    batch: idIn(textAt(refs, 'PmtInfId')) ?? batch,
    mandate: textAt(refs, 'MndtId'),
    uetr: textAt(refs, 'UETR'),
    check: textAt(refs, 'ChqNb'),
    transaction: textAt(refs, 'TxId'),
    creditorReference: structured.map((each) => textAt(each, 'CdtrRefInf', 'Ref')).find(Boolean),
  });
}

/** Whom the money came from, or went to. */
function partyIn(parties: Element | undefined, way: Way): Party | undefined {
  const role = way === 'in' ? 'Dbtr' : 'Cdtr';
  const name = textAt(parties, role, 'Pty', 'Nm') ?? textAt(parties, role, 'Nm');
  const id = find(parties, `${role}Acct`, 'Id');
  const account = textAt(id, 'IBAN') ?? textAt(id, 'Othr', 'Id');
  if (name === undefined && account === undefined) return undefined;
  return { ...(name !== undefined && { name }), ...(account !== undefined && { account }) };
}

function textIn(element: Element): string {
  const unstructured = findAll(find(element, 'RmtInf'), 'Ustrd').map((each) => each.text.trim());
  return [...unstructured, textAt(element, 'AddtlTxInf')].filter(Boolean).join('\n');
}
