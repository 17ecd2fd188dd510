import { system } from '@ledger/actor';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { evolve, type LedgerEvent } from '@ledger/ledger';
import { emptyState, type LedgerState } from '@ledger/state';
import { sha256Fingerprint } from '@entries/fingerprints';
import { figure, type Figure } from './figures';
import { accountOf } from './system';

const accounts = 200_000;
const keys = 1_000_000;

/** What the writer's state costs, each measured in a process of its own. */
export function memory(): Figure[] {
  const measured = (what: string) =>
    Number(execFileSync(process.execPath, ['--expose-gc', __filename, what]).toString());
  return [
    figure('writer.bytes_per_account', measured('accounts') / accounts, 'bytes'),
    figure('writer.bytes_per_key', measured('keys') / keys, 'bytes'),
  ];
}

/** An account with one balance, as a replay makes it: every text comes out of parsed JSON. */
function openAccounts(state: LedgerState): void {
  for (let number = 0; number < accounts; number += 1) {
    const path = accountOf(number);
    const limits = [{ currency: 'EUR', minimum: '0.00' }];
    const posting = { account: path, amount: '12345.67', currency: 'EUR', side: 'credit' };
    take(
      state,
      { type: 'AccountOpened', body: { currencies: ['EUR'], limits, path, type: 'liability' } },
      2 * number,
    );
    take(state, { type: 'TransactionPosted', body: { postings: [posting] } }, 2 * number + 1);
  }
}

function take(state: LedgerState, event: object, seq: number): void {
  evolve(state, JSON.parse(JSON.stringify(event)) as LedgerEvent, {
    actor: system,
    seq,
    id: randomUUID(),
    recordedAt: '2026-11-23T12:00:00.000Z',
  });
}

function addKeys(state: LedgerState): void {
  for (let number = 0; number < keys; number += 1) state.idempotencyKeys.set(`key-${number}`, number);
}

async function bytesInUse(): Promise<number> {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc!();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function measure(what: string): Promise<void> {
  const state = emptyState(sha256Fingerprint);
  const before = await bytesInUse();
  if (what === 'accounts') openAccounts(state);
  else addKeys(state);
  const grown = (await bytesInUse()) - before;
  if (state.accounts.size + state.idempotencyKeys.size > 0) console.log(grown);
}

if (require.main === module) void measure(process.argv[2]!);
