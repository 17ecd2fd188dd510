import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Fields } from '@files/fields';
import { FingerprintTable } from '@ledger/machinery/fingerprint-table';
import { templatesOf } from '../mapping/amount';
import { detailNames, type Mapping } from '../mapping/mapping';
import type { Content, Transfer } from '../mapping/transfer';

/** Name of an import: together with `import:` it is a tag. */
export const importNamePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,56}$/;

/** Characters of the file's name that stand in the name of its import. */
const fileNameLengthMax = 40;

/** Where the caller's keys decide, files of other names must not have other keys. */
const nameOfKeyed = 'keyed';

/** What all rows of one import share. */
export interface ImportIdentity {
  readonly name: string;
  /** Which bytes the file has; undefined where the caller's keys decide. */
  readonly file: string | undefined;
}

/** The tag by which the transactions of an import are found. */
export function importTag(name: string): string {
  return `import:${name}`;
}

/** The tag that says of which bytes a row came. */
export function fileTag(fingerprint: string): string {
  return `file:${fingerprint}`;
}

/**
 * The name of an import that was given none: that of its file and a fingerprint of what its rows become, but not of how
 * the file is read, which may be put right and is the same import all the same.
 */
export function defaultName(file: string, mapping: Mapping): string {
  if (mapping.key) return nameOfKeyed;
  const { debit, credit, amount, currency, metadata, reading } = mapping;
  const texts = [
    debit,
    credit,
    ...templatesOf(amount),
    currency,
    ...detailNames.map((name) => mapping[name]),
  ].map((template) => template?.text ?? null);
  const pairs = Object.entries(metadata).map(([name, { text }]) => [name, text]);
  const base = basename(file);
  const print = sha256(JSON.stringify([base, texts, pairs.sort(), reading.isInSmallestUnit])).toString('hex');
  const readable = base.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return `${readable.slice(0, fileNameLengthMax) || 'file'}.${print.slice(0, 12)}`;
}

/** Names the bytes of a file. */
export async function fingerprintOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex').slice(0, 24);
}

/**
 * Makes the rows of one file into transactions that are known again, wherever the row stands next time. A row is the
 * caller's key or else its content and how many equal rows came before it in the file. One for each pass over the file.
 */
export class RowIdentities {
  /** How many rows of the same content there were so far. */
  private readonly counts = new FingerprintTable(wordsOf);

  constructor(private readonly identity: ImportIdentity) {}

  /** @throws Unreadable where the row has no key, and should have one */
  transferOf(content: Content, fields: Fields, { key }: Mapping): Transfer {
    const { name, file } = this.identity;
    const tags = [importTag(name), ...(file === undefined ? [] : [fileTag(file)])];
    const own = key ? key.make(fields) : this.keyOf(content);
    return { idempotencyKey: `${importTag(name)}:${own}`, ...content, tags };
  }

  private keyOf(content: Content): string {
    const print = sha256(canonical(content)).toString('base64url').slice(0, 22);
    const count = (this.counts.get(print) ?? 0) + 1;
    this.counts.set(print, count);
    return `${print}:${count}`;
  }
}

function canonical({ postings, metadata = {}, ...details }: Content): string {
  const pairs = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  const [debit, credit] = postings;
  return JSON.stringify([
    debit!.account,
    credit!.account,
    debit!.amount,
    debit!.currency,
    detailNames.map((name) => details[name] ?? null),
    pairs,
  ]);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The words of a text that is a hash itself. */
function wordsOf(print: string): Uint32Array {
  const bytes = Buffer.from(print, 'base64url');
  return Uint32Array.of(bytes.readUInt32BE(0), bytes.readUInt32BE(4), bytes.readUInt32BE(8), 0);
}
