/** Who reads, whoever he pretends to be: `set role` changes `current_user`, and a setting can be set by anybody. */
const reader = 'session_user::text';

/** Stays when a transaction does not end, unlike `now()`. */
const clock = 'statement_timestamp()';

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
function wholeLedgerInScope(ledger: string): string {
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

/** Condition: the row is of the reader himself. */
export const ofReader = `s.database_user = ${reader}`;
