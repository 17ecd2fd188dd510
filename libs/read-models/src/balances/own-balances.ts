import { isDebitNormal } from '@ledger/accounts/normal-side';
import type { AccountType } from '@ledger/state';
import { unitsOf } from '@ledger/money/amount';
import type { Past } from '../queries/as-of';
import { recordedAtOf } from '../queries/seq-at';
import { heldOf } from '../holds/held';
import type { Tables } from '../queries/tables';
import { balanceItem, type BalanceItem } from './balance-item';
import { asFigures, listedAccounts, pastTotals, type FiguresRow } from '../statements/past-figures';

/** The figures of one account in one currency, without those of the accounts below it. */
export type OwnBalance = Omit<BalanceItem, 'rolledUp'>;

/** An account as the tables name it. */
export interface NamedAccount {
  readonly account: number;
  readonly path: string;
  readonly type: AccountType;
}

/** The clock by which holds expire: that of the question, else ours, or where a seq was asked for that of its entry. */
const clocks = {
  time: '$6::timestamptz',
  present: 'now()',
  seq: recordedAtOf('$1', '$2'),
};

const place = {
  ledger: 'f.ledger',
  account: 'f.account',
  path: 'f.path',
  currency: 'f.currency',
  code: 'c.code',
};

interface Row extends FiguresRow {
  readonly account: number;
  readonly held_debits: string | null;
  readonly held_credits: string | null;
}

/**
 * Balances of many accounts as of one past, by the number of the account, each in order of currency codes.
 * @param clock whether `past` is the present, a time or a seq that was asked for
 */
export async function ownBalances(
  tables: Tables,
  past: Past,
  accounts: readonly NamedAccount[],
  clock: keyof typeof clocks,
): Promise<Map<number, OwnBalance[]>> {
  const { ledger, seq, effectiveBefore, knownAt } = past;
  const held = `left join lateral (${heldOf(place, { seq: '$2', now: clocks[clock] })}) held on true`;
  const text = `
    select f.account, c.code as currency, c.currency as number, c.decimals, f.debits, f.credits, f.version,
      ${effectiveBefore === undefined ? 'held.debits' : 'null'} as held_debits,
      ${effectiveBefore === undefined ? 'held.credits' : 'null'} as held_credits
    from (${pastTotals(listedAccounts, past, '$6')}) f
    join currencies c on c.ledger = f.ledger and c.currency = f.currency
    ${effectiveBefore === undefined ? held : ''}
    order by c.code`;
  const last = effectiveBefore ?? (clock === 'time' ? knownAt : undefined);
  const rows = await tables.composed<Row>(text, [
    ledger,
    seq,
    accounts.map(({ account }) => account),
    accounts.map(({ type }) => isDebitNormal(type)),
    accounts.map(({ path }) => path),
    ...(last === undefined ? [] : [last]),
  ]);
  const types = new Map(accounts.map(({ account, type }) => [account, type]));
  const balances = new Map<number, OwnBalance[]>(accounts.map(({ account }) => [account, []]));
  for (const row of rows) {
    const { number: _, ...figures } = asFigures(row);
    const { rolledUp: __, ...own } = balanceItem(types.get(row.account)!, {
      ...figures,
      debitsBelow: 0n,
      creditsBelow: 0n,
      held: { debits: unitsOf(row.held_debits ?? '0'), credits: unitsOf(row.held_credits ?? '0') },
    });
    balances.get(row.account)!.push(own);
  }
  return balances;
}
