import { exactAmount, fromSmallestUnit } from './exact-amount';
import type { Fields } from './fields';
import type { Row } from './rows';
import type { Template } from './template';
import { Unreadable } from './unreadable';

/** How the columns of a row become one transaction of two postings. */
export interface Mapping {
  readonly debit: Template;
  readonly credit: Template;
  readonly amount: Template;
  readonly currency: Template;
  /** Whether amounts are counted in the currency's smallest unit. */
  readonly isInSmallestUnit: boolean;
  /** Tells rows apart for ever; without it, the number of the row does. */
  readonly key?: Template;
  readonly category?: Template;
  readonly description?: Template;
  readonly effectiveAt?: Template;
  readonly reference?: Template;
  readonly metadata: Readonly<Record<string, Template>>;
}

/** One item of a bulk request. */
export interface Transfer {
  readonly idempotencyKey: string;
  readonly postings: readonly {
    readonly account: string;
    readonly side: 'debit' | 'credit';
    readonly amount: string;
    readonly currency: string;
  }[];
  readonly [detail: string]: unknown;
}

/** What all transfers of one import share. */
export interface ImportIdentity {
  /** Keys are `<prefix>:<row or key column>`; it is also the tag by which an import finds its own transactions. */
  readonly prefix: string;
  /** Number of decimals of every currency the ledger knows. */
  decimalsOf(currency: string): number | undefined;
}

/** @throws Unreadable */
export function transferOf(row: Row, mapping: Mapping, identity: ImportIdentity): Transfer {
  const { fields } = row;
  if (fields instanceof Unreadable) throw fields;
  const currency = mapping.currency(fields);
  const decimals = identity.decimalsOf(currency);
  if (decimals === undefined) throw new Unreadable(`The ledger does not know the currency ${currency}.`);
  const text = mapping.amount(fields);
  const amount = mapping.isInSmallestUnit ? fromSmallestUnit(text, decimals) : exactAmount(text, decimals);
  const metadata = made(mapping.metadata, fields);
  return {
    idempotencyKey: keyOf(row, fields, mapping, identity),
    postings: [
      { account: mapping.debit(fields), side: 'debit', amount, currency },
      { account: mapping.credit(fields), side: 'credit', amount, currency },
    ],
    ...made(detailsOf(mapping), fields),
    tags: [importTag(identity.prefix)],
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}

/** The tag that every transaction of an import carries. */
export function importTag(prefix: string): string {
  return `import:${prefix}`;
}

function keyOf({ number }: Row, fields: Fields, { key }: Mapping, { prefix }: ImportIdentity): string {
  return `${prefix}:${key ? key(fields) : number}`;
}

function detailsOf({ category, description, effectiveAt, reference }: Mapping): Record<string, Template> {
  return {
    ...(category && { category }),
    ...(description && { description }),
    ...(effectiveAt && { effectiveAt }),
    ...(reference && { reference }),
  };
}

function made(templates: Readonly<Record<string, Template>>, fields: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(templates).map(([name, template]) => [name, template(fields)]));
}
