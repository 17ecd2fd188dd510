import { randomUUID } from 'node:crypto';
import { cliSettings } from '@settings/settings';
import type { Command } from 'commander';
import { apiOf } from '../addresses';
import type { ApiAnswer } from '../api-client';
import { accepted } from '../keys/listed-keys';

/** What every change of access can be asked with. */
export interface ChangeOptions {
  readonly json?: true;
  readonly propose?: true;
}

interface ChangeReceipt {
  readonly seq: string;
  readonly proposal?: { readonly id: string; readonly hash: string; readonly expiresAt: string };
}

/** A command that changes access, and that a second administrator may have to approve. */
export function changing(command: Command, name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .option('--propose', 'propose it to a second administrator, as dual control requires')
    .option('--json', 'print one line of JSON');
}

/** Has the API make a change, or propose it. @throws Failure with what the API says */
export async function askFor(
  path: string,
  body: object,
  { method = 'POST', propose }: { readonly method?: 'POST' | 'PUT'; readonly propose?: true | undefined },
): Promise<ApiAnswer['body']> {
  const query = propose ? '?propose=true' : '';
  return accepted(
    await apiOf(cliSettings()).write(method, `/v1/access${path}${query}`, { key: randomUUID(), body }),
  );
}

/** Prints what became of a change. @param sentence of what was done */
export function report(answer: ApiAnswer['body'], sentence: string, { json }: ChangeOptions): void {
  if (json) return console.log(JSON.stringify(answer));
  const { seq, proposal } = answer as unknown as ChangeReceipt;
  if (!proposal) return console.log(`${sentence} Entry ${seq} of the access journal says so.`);
  const { id, hash, expiresAt } = proposal;
  console.log(
    `Proposed until ${expiresAt}. Another administrator approves it:\n` +
      `npx ledger access proposal approve ${id} --hash ${hash}`,
  );
}
