/**
 * Joins the present figures of a node `n`: its account `a`, and for each currency `c` that it or the accounts below it
 * ever used its own balance `b`, and `s`, what those below it add up to.
 */
export const rollUpOfNode = `
  left join accounts a on a.ledger = n.ledger and a.account = n.node and a.until_seq is null
  left join lateral (
    select currency from balances where ledger = n.ledger and account = n.node
    union
    select currency from node_sums where ledger = n.ledger and node = n.node
  ) used on true
  left join currencies c on c.ledger = n.ledger and c.currency = used.currency
  left join balances b on b.ledger = n.ledger and b.account = n.node and b.currency = used.currency
  left join node_sums s on s.ledger = n.ledger and s.node = n.node and s.currency = used.currency`;
