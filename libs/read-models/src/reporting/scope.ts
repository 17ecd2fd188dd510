/** Who reads, whoever he pretends to be: `set role` changes `current_user`, and a setting can be set by anybody. */
const reader = 'session_user::text';

/** The clock of the views: goes on while a transaction does not end, unlike `now()`. */
export const clock = 'statement_timestamp()';

function inScope(ledger: string, narrowed: string): string {
  return `exists (
    select from analyst_scopes s
    where s.database_user = ${reader} and s.ledger in (${ledger}, '*')
      and (s.begins_at is null or s.begins_at <= ${clock}) and (s.expires_at is null or ${clock} < s.expires_at)
      and ${narrowed})`;
}

/** Condition: something of the ledger may be read. @param ledger SQL of its id */
export function ledgerInScope(ledger: string): string {
  return inScope(ledger, 'true');
}

/** Condition: all of the ledger may be read. @param ledger SQL of its id */
export function wholeLedgerInScope(ledger: string): string {
  return inScope(ledger, `s.path = ''`);
}

/**
 * Condition: the node may be read. Only leakproof operators, and bounds that an index can use: `;` is the character
 * after `:`.
 * @param ledger SQL of the id of its ledger
 * @param path SQL of its path, in the collation C
 */
export function pathInScope(ledger: string, path: string): string {
  return inScope(
    ledger,
    `(s.path = '' or ${path} = s.path or (${path} > s.path || ':' and ${path} < s.path || ';'))`,
  );
}

/**
 * Condition: the transaction may be read, as one of its postings is of an account that may be. As in the API it is then
 * shown with all of its postings.
 * @param ledger SQL of the id of its ledger
 * @param number SQL of the number of its ledger
 * @param seq SQL of its seq
 */
export function transactionInScope(ledger: string, number: string, seq: string): string {
  return `(${wholeLedgerInScope(ledger)} or exists (
    select from statement_lines own join nodes at on at.ledger = own.ledger and at.node = own.account
    where own.ledger = ${number} and own.seq = ${seq} and ${pathInScope(ledger, 'at.path')}))`;
}

/**
 * Condition: the hold may be read, as one of its lines is on an account that may be. As in the API it is then shown with
 * all of its lines.
 * @param ledger SQL of the id of its ledger
 * @param number SQL of the number of its ledger
 * @param hold SQL of the seq of the entry that placed it
 */
export function holdInScope(ledger: string, number: string, hold: string): string {
  return `(${wholeLedgerInScope(ledger)} or exists (
    select from hold_accounts own join nodes at on at.ledger = own.ledger and at.node = own.account
    where own.ledger = ${number} and own.hold = ${hold} and ${pathInScope(ledger, 'at.path')}))`;
}

/**
 * Condition: the proposal may be read, as its command acts on an account that may be: one that it names, or one of the
 * transaction or of the hold to which it points.
 * @param ledger SQL of the id of its ledger
 * @param proposal alias of its row of `proposals`
 */
export function proposalInScope(ledger: string, proposal: string): string {
  const pointsTo = (field: string) => `(${proposal}.command ->> '${field}')::uuid`;
  return `(${wholeLedgerInScope(ledger)} or exists (
    select from unnest(${proposal}.accounts) as named (path) where ${pathInScope(ledger, 'named.path collate "C"')}
  ) or exists (
    select from transactions own_transaction
    where own_transaction.id = ${pointsTo('transaction')} and own_transaction.ledger = ${proposal}.ledger
      and ${transactionInScope(ledger, 'own_transaction.ledger', 'own_transaction.seq')}
  ) or exists (
    select from holds own_hold
    where own_hold.id = ${pointsTo('hold')} and own_hold.ledger = ${proposal}.ledger
      and ${holdInScope(ledger, 'own_hold.ledger', 'own_hold.hold')}
  ))`;
}

/** Condition: the row is of the reader himself. */
export const ofReader = `s.database_user = ${reader}`;
