import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { layoutOf, readRows } from '@files/rows';
import { Unreadable } from '@files/unreadable';
import { unitsOf } from '@ledger/money/amount';
import type { ApiClient } from '../api-client';
import { plainReading } from '../import/mapping/reading';
import type { ImportPlan } from '../import/plan';
import { runImport, type Progress } from '../import/run-import';
import { parseTemplate } from '../import/mapping/template';
import { Failure } from '../failure';
import { ask, must, pages } from '../read-back';

/** What the read model says after the transfers. */
export interface EthereumFigures {
  readonly transfers: number;
  /** Tokens that were moved. */
  readonly currencies: number;
  /** Whether every value, and the sum of every token, came back digit for digit. */
  readonly isExact: boolean;
}

const decimals = 18;
const fileName = 'token-transfers.ndjson';
/** A code has at most 32 characters, so it keeps 30 of the 40 hex digits of the token's address. */
const code = parseTemplate('T-{token_address|slice:2:32|upper}');

/**
 * The token transfers of two blocks, each token a currency of 18 decimals, each address an account.
 * @param data the folder of the data set
 * @throws Failure
 */
export async function runEthereum(
  api: ApiClient,
  ledger: string,
  data: string,
  progress: Progress,
): Promise<EthereumFigures> {
  const values = await valuesIn(join(data, fileName));
  await open(api, ledger, values);
  const { tally } = await runImport(api, planOf(ledger, data), progress);
  return compare(api, ledger, values, tally.lastSeq);
}

interface TokenValue {
  readonly token: string;
  readonly code: string;
  /** In the smallest unit. */
  readonly value: bigint;
}

/** The values of the file by the id of their transfer. */
async function valuesIn(file: string): Promise<Map<string, TokenValue>> {
  const values = new Map<string, TokenValue>();
  for await (const { fields } of readRows(createReadStream(file), layoutOf('ndjson'))) {
    if (fields instanceof Unreadable) throw fields;
    const { item_id: id = '', token_address: token = '', value = '' } = fields;
    values.set(id, { token, code: code.make(fields), value: BigInt(value) });
  }
  return values;
}

async function open(api: ApiClient, ledger: string, values: ReadonlyMap<string, TokenValue>): Promise<void> {
  const tokens = new Map([...values.values()].map(({ code: short, token }) => [short, token]));
  if (tokens.size !== new Set([...values.values()].map(({ token }) => token)).size) {
    throw new Failure('Two tokens would have the same currency code.');
  }
  const seq = await must(api, '/v1/ledgers', `open-${ledger}`, {
    id: ledger,
    name: 'Ethereum, blocks 17173049 and 17173050',
    currencies: Array.from(tokens, ([short, token]) => ({ code: short, decimals, name: `Token ${token}` })),
    chart: [{ pattern: 'addresses:*', type: 'equity' }],
  });
  await ask(api, `/v1/ledgers/${ledger}?after=${seq}&wait=30s`);
}

function planOf(ledger: string, data: string): ImportPlan {
  return {
    file: join(data, fileName),
    layout: layoutOf('ndjson'),
    ledger,
    mapping: {
      debit: parseTemplate('addresses:{from_address}'),
      credit: parseTemplate('addresses:{to_address}'),
      amount: { kind: 'one', amount: parseTemplate('{value}') },
      currency: code,
      key: parseTemplate('{item_id}'),
      category: parseTemplate('demo.token_transfer'),
      effectiveAt: parseTemplate('{item_timestamp}'),
      reference: parseTemplate('{item_id}'),
      metadata: {
        block: parseTemplate('{block_number}'),
        transaction_hash: parseTemplate('{transaction_hash}'),
      },
      reading: { ...plainReading, isInSmallestUnit: true },
    },
    batchRows: 1_000,
  };
}

interface Transaction {
  readonly reference: string;
  readonly postings: readonly { readonly amount: string; readonly currency: string }[];
}

interface Node {
  readonly balances: readonly {
    readonly currency: string;
    readonly debits: string;
    readonly credits: string;
  }[];
}

/** Holds each transfer, and each token's turnover, against the digits of the file. */
async function compare(
  api: ApiClient,
  ledger: string,
  values: ReadonlyMap<string, TokenValue>,
  lastSeq: number,
): Promise<EthereumFigures> {
  const base = `/v1/ledgers/${ledger}`;
  const fresh = `after=${lastSeq}&wait=30s`;
  const { items } = await ask<{ items: Node[] }>(api, `${base}/tree?root=addresses&depth=0&${fresh}`);
  let transfers = 0;
  let isExact = true;
  const list = `${base}/transactions?category=demo.token_transfer&order=asc&${fresh}`;
  for await (const { reference, postings } of pages<Transaction>(api, list)) {
    const wanted = values.get(reference);
    transfers += 1;
    isExact &&= postings.every(
      (each) => each.currency === wanted?.code && unitsOf(each.amount) === wanted.value,
    );
  }
  const { balances } = items[0]!;
  const turnover = turnoverOf(values.values());
  isExact &&= transfers === values.size && balances.length === turnover.size;
  for (const { currency, debits, credits } of balances) {
    const units = turnover.get(currency);
    isExact &&= unitsOf(debits) === units && unitsOf(credits) === units;
  }
  return { transfers, currencies: balances.length, isExact };
}

function turnoverOf(values: Iterable<TokenValue>): Map<string, bigint> {
  const turnover = new Map<string, bigint>();
  for (const { code: short, value } of values) turnover.set(short, (turnover.get(short) ?? 0n) + value);
  return turnover;
}
