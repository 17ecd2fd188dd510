import { join } from 'node:path';
import type { Addresses } from './claim';

/** What start prints when all is ready: the addresses, and a transaction to paste into a shell. */
export function greeting(addresses: Addresses, ledger: string, dataDir: string): string {
  return `
The ledger runs.

  API          ${addresses.api}        (pages: ${addresses.api}/docs)
  event store  ${withoutPassword(addresses.eventStore)}
  Postgres     ${withoutPassword(addresses.postgres)}        (with the password: ${dataDir}/running.json)
  ledger       ${ledger}
  headers      ${dataDir}/auth, admin-auth, approver-auth, accountant-auth, publisher-auth        (for curl -H @file)

A first transaction:

${firstTransaction(addresses.api, ledger, join(dataDir, 'auth'))}

Ctrl-C stops everything; the data stays.
`;
}

/** What stands on a terminal is copied, recorded and shared. */
function withoutPassword(address: string): string {
  return address.replace(/(?<=:\/\/[^/?#@:]*):[^/?#@]*@/, '@');
}

/** A curl line that tops up a wallet in the sandbox. */
function firstTransaction(api: string, ledger: string, auth: string): string {
  const posting = (account: string, side: string, amount: string) => ({
    account,
    side,
    amount,
    currency: 'EUR',
  });
  const body = {
    postings: [
      posting('bank:safeguarding', 'debit', '100.00'),
      posting('customers:alice:wallet', 'credit', '99.00'),
      posting('income:fees:topup', 'credit', '1.00'),
    ],
    category: 'wallet.top_up',
  };
  return [
    `curl ${api}/v1/ledgers/${ledger}/transactions`,
    `-H '@${auth}'`,
    "-H 'Content-Type: application/json'",
    '-H "Idempotency-Key: $(date +%s)-$$"',
    `-d '${JSON.stringify(body)}'`,
  ].join(' ');
}
