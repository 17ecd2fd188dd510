import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { isoCurrencies } from '@ledger/money/iso4217';
import type { ApiClient } from '../api-client';
import { Failure } from '../failure';
import { openAccounts, type AccountWish } from './open-accounts';
import { lastKey } from './resume';
import { readRows, type Format, type Row } from './rows';
import { sendBatch, type Destination, type Outgoing } from './send';
import { Tally } from './tally';
import type { Template } from './template';
import { transferOf, type ImportIdentity, type Mapping } from './transfer';
import { Unreadable } from './unreadable';

/** The account that each row opens before its transaction is posted. */
export interface Opening {
  readonly path: Template;
  /** Type, currencies and limits, as the API takes them. */
  readonly terms: Readonly<Record<string, unknown>>;
}

export interface ImportPlan {
  readonly file: string;
  readonly format: Format;
  readonly ledger: string;
  /** Undefined where accounts are opened and nothing is posted. */
  readonly mapping: Mapping | undefined;
  readonly opening?: Opening;
  /** What the keys of this import begin with; by default the file's own fingerprint. */
  readonly keyPrefix?: string;
  /** Rows in one request. */
  readonly batchRows: number;
  /** How many rows of the file to take; all, unless given. */
  readonly rowsMax?: number;
}

/** Tells how far an import is, in bytes of the file. */
export type Progress = (bytes: number, tally: Tally) => void;

interface Batch {
  readonly wishes: AccountWish[];
  readonly outgoing: Outgoing[];
  bytes: number;
}

/**
 * Posts the rows of a file in order, each once, whatever happened in an earlier run.
 * @throws Failure
 */
export async function runImport(api: ApiClient, plan: ImportPlan, progress: Progress): Promise<Tally> {
  const prefix = plan.keyPrefix ?? (await fingerprint(plan.file));
  const decimals = await decimalsIn(api, plan.ledger);
  const identity: ImportIdentity = { prefix, decimalsOf: (code) => decimals.get(code) };
  const tally = new Tally();
  const done = plan.mapping && (await lastKey(api, plan.ledger, prefix));
  let underWay: Promise<void> = Promise.resolve();
  for await (const batch of batchesOf(plan, identity, tally, done)) {
    // The next batch is read and written down while this one is decided; only one is decided at a time.
    await underWay;
    underWay = send(api, { ledger: plan.ledger, prefix }, batch, tally).then(() =>
      progress(batch.bytes, tally),
    );
    underWay.catch(() => undefined);
  }
  await underWay;
  return tally;
}

async function send(
  api: ApiClient,
  destination: Destination,
  { wishes, outgoing }: Batch,
  tally: Tally,
): Promise<void> {
  await openAccounts(api, destination.ledger, wishes, tally);
  await sendBatch(api, destination, outgoing, tally);
}

/** @param done key of the last row that an earlier run posted */
async function* batchesOf(
  plan: ImportPlan,
  identity: ImportIdentity,
  tally: Tally,
  done: string | undefined,
): AsyncGenerator<Batch> {
  let batch: Batch = { wishes: [], outgoing: [], bytes: 0 };
  let isDone = done !== undefined;
  for await (const row of readRows(plan.file, plan.format)) {
    if (row.number > (plan.rowsMax ?? Infinity)) break;
    const made = makeOf(row, plan, identity);
    if (isDone) {
      tally.skipped += 1;
      isDone = made instanceof Unreadable || made.outgoing?.transfer.idempotencyKey !== done;
      continue;
    }
    batch.bytes = row.bytes;
    if (made instanceof Unreadable) tally.leaveOut(row.number, made.message);
    else add(batch, made);
    if (Math.max(batch.outgoing.length, batch.wishes.length) < plan.batchRows) continue;
    yield batch;
    batch = { wishes: [], outgoing: [], bytes: row.bytes };
  }
  if (isDone)
    throw new Failure(`An earlier run posted ${done}, but no row of ${plan.file} has that key now.`);
  yield batch;
}

interface Made {
  readonly wish?: AccountWish;
  readonly outgoing?: Outgoing;
}

function makeOf(row: Row, { mapping, opening }: ImportPlan, identity: ImportIdentity): Made | Unreadable {
  try {
    const outgoing = mapping && { row: row.number, transfer: transferOf(row, mapping, identity) };
    return { ...(opening && { wish: wishOf(row, opening, identity) }), ...(outgoing && { outgoing }) };
  } catch (error) {
    if (error instanceof Unreadable) return error;
    throw error;
  }
}

function wishOf({ number, fields }: Row, { path, terms }: Opening, { prefix }: ImportIdentity): AccountWish {
  if (fields instanceof Unreadable) throw fields;
  return { key: `${prefix}:open:${number}`, body: { path: path(fields), ...terms } };
}

function add({ wishes, outgoing }: Batch, made: Made): void {
  if (made.wish) wishes.push(made.wish);
  if (made.outgoing) outgoing.push(made.outgoing);
}

/** Names a file by what is in it, so that a renamed or moved one is still the same. */
async function fingerprint(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return `import-${hash.digest('hex').slice(0, 24)}`;
}

async function decimalsIn(api: ApiClient, ledger: string): Promise<ReadonlyMap<string, number>> {
  const { status, body } = await api.get(`/v1/ledgers/${ledger}`);
  if (status !== 200) throw new Failure(`The ledger ${ledger} cannot be read: ${String(body['detail'])}`);
  const registered = body['currencies'] as { code: string; decimals: number }[];
  return new Map([...isoCurrencies.values(), ...registered].map(({ code, decimals }) => [code, decimals]));
}
