import type { ApiClient } from './api-client';
import { Failure } from './failure';

/** The ledger that start makes for trying things out. */
export const sandboxLedger = 'sandbox';

const opening = {
  id: sandboxLedger,
  name: 'Sandbox',
  chart: [
    {
      pattern: 'customers:*:wallet',
      type: 'liability',
      currencies: ['EUR', 'USD', 'GBP'],
      limits: ['EUR', 'USD', 'GBP'].map((currency) => ({ currency, minimum: '0.00' })),
    },
    { pattern: 'merchants:*:payable', type: 'liability' },
    { pattern: 'income:fees:*', type: 'income' },
  ],
};

const accounts = [
  { path: 'bank:safeguarding', type: 'asset' },
  { path: 'bank:operating', type: 'asset' },
  { path: 'psp:clearing', type: 'asset' },
  { path: 'equity:capital', type: 'equity' },
  { path: 'expenses:psp', type: 'expense' },
];

/** The refusals that say a part of the sandbox is there already. */
const alreadyThere = new Set(['LedgerAlreadyExists', 'AccountAlreadyOpen', 'IdempotencyKeyReused']);

/**
 * Makes the sandbox ledger and its accounts; what is there already stays as it is.
 * @returns how many parts were new.
 * @throws Failure when the API declines for another reason.
 */
export async function seedSandbox(api: ApiClient): Promise<number> {
  let made = await make(api, '/v1/ledgers', 'seed-ledger', opening);
  for (const account of accounts) {
    made += await make(api, `/v1/ledgers/${sandboxLedger}/accounts`, `seed-${account.path}`, account);
  }
  return made;
}

async function make(api: ApiClient, path: string, key: string, body: unknown): Promise<number> {
  const answer = await api.post(path, key, body);
  if (answer.status === 201) return answer.isReplayed ? 0 : 1;
  if (alreadyThere.has(String(answer.body['code']))) return 0;
  throw new Failure(
    `The API declined to make the sandbox (${answer.status}): ${String(answer.body['detail'])}`,
  );
}
