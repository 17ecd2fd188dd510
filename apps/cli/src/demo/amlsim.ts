import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { layoutOf } from '@files/rows';
import { formatUnits, unitsOf } from '@ledger/money/amount';
import type { ApiClient } from '../api-client';
import { plainReading } from '../import/mapping/reading';
import type { ImportPlan } from '../import/plan';
import { runImport, type Progress } from '../import/run-import';
import type { Tally } from '../import/report/tally';
import { parseTemplate } from '../import/mapping/template';
import { ask, must, pages } from '../read-back';

/** What the read model says after the transfers, and how long it took until it said so. */
export interface AmlsimFigures {
  readonly accepted: number;
  /** Transfers of the file that the read model does not have: a refusal leaves no trace. */
  readonly refused: number;
  readonly total: string;
  /** Over the lines `<nodeid>,<balance in cents>`, in order of node id. */
  readonly sha256: string;
  readonly seconds: number;
}

export interface AmlsimRun {
  readonly ledger: string;
  /** The folder of the data set. */
  readonly data: string;
  /** How many of the transfers to post; undefined means all. */
  readonly transfersMax: number | undefined;
}

const decimals = 2;
const currency = 'USD';
const transferCategory = 'demo.transfer';

/**
 * 20,000 customers with opening balances against one funding account, then the transfers between them in file order,
 * with no overdraft.
 * @throws Failure
 */
export async function runAmlsim(api: ApiClient, run: AmlsimRun, progress: Progress): Promise<AmlsimFigures> {
  const { ledger, data, transfersMax } = run;
  const begin = performance.now();
  await open(api, ledger);
  await runImport(api, openingBalances(ledger, data), progress);
  const all = transfers(ledger, data);
  const plan = transfersMax === undefined ? all : { ...all, rowsMax: transfersMax };
  const { tally } = await runImport(api, plan, progress);
  const readBack = await figuresOf(api, ledger, tally.lastSeq);
  const seconds = Number(((performance.now() - begin) / 1_000).toFixed(2));
  const { accepted, total, sha256 } = readBack;
  return { accepted, refused: offered(tally) - accepted, total, sha256, seconds };
}

function offered(tally: Tally): number {
  return tally.rows - tally.unreadable;
}

async function open(api: ApiClient, ledger: string): Promise<void> {
  const limits = [{ currency, minimum: '0.00' }];
  const seq = await must(api, '/v1/ledgers', `open-${ledger}`, {
    id: ledger,
    name: 'AMLSim, 20,000 customers',
    chart: [
      { pattern: 'bank:funding', type: 'asset', currencies: [currency] },
      { pattern: 'customers:*', type: 'liability', currencies: [currency], limits },
    ],
  });
  await ask(api, `/v1/ledgers/${ledger}?after=${seq}&wait=30s`);
}

function openingBalances(ledger: string, data: string): ImportPlan {
  return planOf(ledger, join(data, 'nodes.csv'), {
    debit: 'bank:funding',
    credit: 'customers:{nodeid}',
    amount: '{init_balance}',
    category: 'demo.opening',
  });
}

function transfers(ledger: string, data: string): ImportPlan {
  return planOf(ledger, join(data, 'transactions.csv'), {
    debit: 'customers:{sourceNodeId}',
    credit: 'customers:{targetNodeId}',
    amount: '{value}',
    category: transferCategory,
  });
}

interface Columns {
  readonly debit: string;
  readonly credit: string;
  readonly amount: string;
  readonly category: string;
}

function planOf(ledger: string, file: string, { debit, credit, amount, category }: Columns): ImportPlan {
  return {
    file,
    layout: layoutOf('csv'),
    ledger,
    mapping: {
      debit: parseTemplate(debit),
      credit: parseTemplate(credit),
      amount: { kind: 'one', amount: parseTemplate(amount) },
      currency: parseTemplate(currency),
      category: parseTemplate(category),
      metadata: {},
      reading: plainReading,
    },
    batchRows: 1_000,
  };
}

interface Node {
  readonly path: string;
  readonly balances: readonly {
    readonly debits: string;
    readonly credits: string;
    readonly posted?: string;
  }[];
}

/** Counts, adds up and hashes what the read model answers once it has applied the last transfer. */
async function figuresOf(api: ApiClient, ledger: string, lastSeq: number) {
  const base = `/v1/ledgers/${ledger}`;
  const fresh = `after=${lastSeq}&wait=30s`;
  const tree = await ask<{ items: Node[] }>(api, `${base}/tree?root=customers&depth=1&${fresh}`);
  let accepted = 0;
  const list = `${base}/transactions?category=${transferCategory}&order=asc&${fresh}`;
  for await (const _transaction of pages(api, list)) accepted += 1;
  const [root, ...customers] = tree.items;
  const [sum] = root!.balances;
  return {
    accepted,
    total: formatUnits(unitsOf(sum!.credits) - unitsOf(sum!.debits), decimals),
    sha256: createHash('sha256').update(linesOf(customers)).digest('hex'),
  };
}

function linesOf(customers: readonly Node[]): string {
  const cents = customers.map(({ path, balances }) => ({
    node: Number(path.slice('customers:'.length)),
    units: unitsOf(balances[0]!.posted!),
  }));
  cents.sort((a, b) => a.node - b.node);
  return cents.map(({ node, units }) => `${node},${units}`).join('\n');
}
