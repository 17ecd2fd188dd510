import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Fields } from '@files/fields';
import type { Row } from '@files/row';
import { readRows } from '@files/rows';
import { Unreadable } from '@files/unreadable';
import { RowIdentities, type ImportIdentity } from '../earlier/identity';
import { columnsOf } from '../mapping/mapping';
import type { ImportPlan, Opening } from '../plan';
import { contentOf, type DecimalsOf, type Transfer } from '../mapping/transfer';

/** An account that a row asks to be opened. */
export interface AccountWish {
  readonly key: string;
  readonly body: { readonly path: string; readonly [term: string]: unknown };
}

/** A row on its way to the ledger. */
export interface Outgoing {
  readonly row: Row;
  readonly wish: AccountWish | undefined;
  readonly transfer: Transfer | undefined;
}

/** Consecutive rows of a file. */
export interface Batch {
  readonly outgoing: Outgoing[];
  readonly unreadable: { readonly row: Row; readonly detail: string }[];
  /** Bytes of the file that were read when the batch was full. */
  bytes: number;
}

/** Characters of a batch, beyond which it is full: the API takes requests of 16 MiB unless it was set otherwise. */
const batchLengthMax = 1 << 21;

/**
 * The rows of the file as what they ask of the ledger. Each call reads the file again.
 * @throws FileRefused
 */
export async function* batchesOf(
  plan: ImportPlan,
  identity: ImportIdentity,
  decimalsOf: DecimalsOf,
): AsyncGenerator<Batch> {
  const identities = new RowIdentities(identity);
  const bytes = createReadStream(plan.file, { highWaterMark: 1 << 18 });
  let batch: Batch = { outgoing: [], unreadable: [], bytes: 0 };
  let length = 0;
  for await (const row of readRows(bytes, plan.layout, wantedColumns(plan))) {
    if (row.number > (plan.rowsMax ?? Infinity)) break;
    try {
      if (row.fields instanceof Unreadable) throw row.fields;
      batch.outgoing.push(outgoingOf(row, row.fields, plan, { identities, decimalsOf }));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      batch.unreadable.push({ row, detail: error.message });
    }
    batch.bytes = bytes.bytesRead;
    length += row.text.length;
    if (batch.outgoing.length + batch.unreadable.length < plan.batchRows && length < batchLengthMax) continue;
    yield batch;
    batch = { outgoing: [], unreadable: [], bytes: bytes.bytesRead };
    length = 0;
  }
  yield batch;
}

function wantedColumns({ mapping, opening }: ImportPlan): string[] {
  return [...new Set([...(mapping ? columnsOf(mapping) : []), ...(opening?.path.columns ?? [])])];
}

function outgoingOf(
  row: Row,
  fields: Fields,
  { mapping, opening }: ImportPlan,
  { identities, decimalsOf }: { identities: RowIdentities; decimalsOf: DecimalsOf },
): Outgoing {
  const wish = opening && wishOf(fields, opening);
  const transfer = mapping && identities.transferOf(contentOf(fields, mapping, decimalsOf), fields, mapping);
  return { row, wish, transfer };
}

function wishOf(fields: Fields, { path, terms }: Opening): AccountWish {
  const body = { path: path.make(fields), ...terms };
  const print = createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22);
  return { key: `import:open:${print}`, body };
}
