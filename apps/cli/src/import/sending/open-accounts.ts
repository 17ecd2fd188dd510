import type { ApiClient } from '../../api-client';
import { Failure } from '../../failure';
import type { Outgoing } from './outgoing';
import type { Tally } from '../report/tally';

/** Accounts on their way at once. */
const atOnce = 32;

/**
 * Opens the accounts that rows ask for; those that are open already stay as they are.
 * @returns the rows but for those whose account the API declines to open
 * @throws Failure where it does not say why
 */
export async function openAccounts(
  api: ApiClient,
  ledger: string,
  rows: readonly Outgoing[],
  tally: Tally,
): Promise<Outgoing[]> {
  const declined = new Set<Outgoing>();
  const queue = rows.values();
  const work = async (): Promise<void> => {
    for (const each of queue) if (!(await open(api, ledger, each, tally))) declined.add(each);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return rows.filter((each) => !declined.has(each));
}

async function open(api: ApiClient, ledger: string, { row, wish }: Outgoing, tally: Tally): Promise<boolean> {
  if (!wish) return true;
  const { status, body, isReplayed } = await api.post(`/v1/ledgers/${ledger}/accounts`, wish.key, wish.body);
  const { code, detail } = body;
  if (status === 201 && !isReplayed) tally.opened += 1;
  else if (status === 201 || code === 'AccountAlreadyOpen') tally.alreadyOpen += 1;
  else if (typeof code === 'string' && status < 500)
    tally.refuse(row, code, `${wish.body.path}: ${String(detail)}`);
  else throw new Failure(`The API declined to open ${wish.body.path}: ${String(detail)}`);
  return status === 201 || code === 'AccountAlreadyOpen';
}
