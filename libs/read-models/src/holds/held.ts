/** What a statement calls the ledger, the account and the currency, each as an SQL expression. */
export interface HeldPlace {
  readonly ledger: string;
  /** Number and path of the account. */
  readonly account: string;
  readonly path: string;
  /** Number and code of the currency. */
  readonly currency: string;
  readonly code: string;
}

/** Up to which seq, and by which clock, as SQL expressions. */
export interface HeldTime {
  readonly seq: string;
  readonly now: string;
}

/**
 * A SELECT of `debits` and `credits`: what holds keep back of an account. A hold whose time is up does not count, even
 * before the entry that says so. No row where the account never had a hold in the currency.
 * @param then as known at a past; without it, what is present
 */
export function heldOf({ ledger, account, path, currency, code }: HeldPlace, then?: HeldTime): string {
  const isPresent = then
    ? `(d.until_seq is null or d.until_seq > ${then.seq}) and d.from_seq <= ${then.seq}`
    : 'd.until_seq is null';
  return `
    select s.debits - coalesce(due.debits, 0) as debits, s.credits - coalesce(due.credits, 0) as credits
    from (
      select s.debits, s.credits from held_sums s
      where s.ledger = ${ledger} and s.account = ${account} and s.currency = ${currency}
        ${then ? `and s.seq <= ${then.seq}` : ''}
      order by s.seq desc limit 1
    ) s
    left join lateral (
      select sum(l."remaining") filter (where l.side = 'debit') as debits, sum(l."remaining") filter (where l.side = 'credit') as credits
      from holds d cross join lateral json_to_recordset(d.lines) as l (account text, side text, currency text, "remaining" numeric)
      where d.ledger = ${ledger} and d.status = 'open' and d.expires_at <= ${then?.now ?? 'now()'} and ${isPresent}
        and l.account = ${path} and l.currency = ${code}
    ) due on s.debits <> 0 or s.credits <> 0`;
}
