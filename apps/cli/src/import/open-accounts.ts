import type { ApiClient } from '../api-client';
import { Failure } from '../failure';
import type { Tally } from './tally';

/** An account that a row asks to be opened. */
export interface AccountWish {
  readonly key: string;
  readonly body: { readonly path: string; readonly [term: string]: unknown };
}

/** Accounts on their way at once. */
const atOnce = 32;

/** Opens accounts; those that are open already stay as they are. @throws Failure */
export async function openAccounts(
  api: ApiClient,
  ledger: string,
  wishes: readonly AccountWish[],
  tally: Tally,
): Promise<void> {
  const queue = wishes.values();
  const work = async (): Promise<void> => {
    for (const { key, body } of queue) {
      const answer = await api.post(`/v1/ledgers/${ledger}/accounts`, key, body);
      if (answer.status === 201 && !answer.isReplayed) tally.opened += 1;
      else if (answer.status === 201 || answer.body['code'] === 'AccountAlreadyOpen') tally.alreadyOpen += 1;
      else throw new Failure(`The API declined to open ${body.path}: ${String(answer.body['detail'])}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
