import { Unreadable } from '@files/unreadable';
import { leadingDay } from '../values/day';
import { idIn, idsOf } from '../values/ids';
import { amountOf, unitsIn } from '../values/money';
import type { Reading } from '../reading';
import type { Line } from '../record';
import type { StatementTally } from '../statement';

/** What OFX calls a transaction, as a line. */
export interface Movement {
  readonly line: Line;
  readonly units: bigint;
  /** The day as written, where its month has no such day. */
  readonly doubtful: string | undefined;
}

/** Types whose amounts of zero leave the account; money that is not there moves in. */
const leaving = /^(?:DEBIT|CHECK|PAYMENT|ATM|POS|FEE|SRVCHG|DIRECTDEBIT)$/;

/** @param fields of a `STMTTRN`, those of inner aggregates as `PAYEE.NAME` @throws Unreadable */
export function movementOf(
  fields: ReadonlyMap<string, string>,
  tally: StatementTally,
  reading: Reading,
): Movement {
  const posted = leadingDay(required(fields, 'DTPOSTED'));
  const units = unitsIn(required(fields, 'TRNAMT'), tally.decimals, reading);
  const type = fields.get('TRNTYPE');
  const isOut = units < 0n || (units === 0n && leaving.test(type ?? ''));
  const identity = idIn(fields.get('FITID'));
  const value = fields.get('DTAVAIL');
  const { account, currency } = tally.head;
  const line: Line = {
    account,
    amount: amountOf(units, tally.decimals),
    booked: posted.day,
    ...(type !== undefined && { code: type }),
    currency,
    ids: idsOf({ bank: identity, check: fields.get('CHECKNUM'), customer: fields.get('REFNUM') }),
    ...(identity !== undefined && { identity }),
    ...partyIn(fields),
    statement: String(tally.index),
    ...textIn(fields),
    ...(value !== undefined && { value: leadingDay(value).day }),
    way: isOut ? 'out' : 'in',
  };
  return { line, units: units < 0n ? -units : units, doubtful: posted.doubtful };
}

function required(fields: ReadonlyMap<string, string>, name: string): string {
  const text = fields.get(name);
  if (text === undefined) throw new Unreadable(`It has no ${name}.`);
  return text;
}

function partyIn(fields: ReadonlyMap<string, string>): Pick<Line, 'party'> {
  const name = fields.get('PAYEE.NAME') ?? fields.get('NAME');
  const account = fields.get('BANKACCTTO.ACCTID') ?? fields.get('CCACCTTO.ACCTID');
  if (name === undefined && account === undefined) return {};
  return { party: { ...(name !== undefined && { name }), ...(account !== undefined && { account }) } };
}

function textIn(fields: ReadonlyMap<string, string>): Pick<Line, 'text'> {
  const text = [fields.get('NAME'), fields.get('MEMO')].filter(Boolean).join('\n');
  return text ? { text } : {};
}
