import type { Fields } from '@files/fields';
import { Unreadable } from '@files/unreadable';
import { amountIn } from './amount';
import { detailNames, type Mapping } from './mapping';
import type { Reading } from './reading';

/** Text about a person, as the API takes it. */
interface PersonalText {
  readonly subject: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What a row becomes, without what says which import it is of. */
export interface Content {
  readonly postings: readonly {
    readonly account: string;
    readonly side: 'debit' | 'credit';
    readonly amount: string;
    readonly currency: string;
  }[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly personal?: readonly PersonalText[];
  readonly [detail: string]: unknown;
}

/** One item of a bulk request. */
export interface Transfer extends Content {
  readonly idempotencyKey: string;
  readonly tags: readonly string[];
}

/** Number of decimals of every currency that the ledger knows. */
export type DecimalsOf = (currency: string) => number | undefined;

/** @throws Unreadable */
export function contentOf(fields: Fields, mapping: Mapping, decimalsOf: DecimalsOf): Content {
  const currency = mapping.currency.make(fields);
  const decimals = decimalsOf(currency);
  if (decimals === undefined) throw new Unreadable(`The ledger does not know the currency ${currency}.`);
  const { amount, isMoneyOut } = amountIn(fields, mapping.amount, decimals, mapping.reading);
  const accounts = [mapping.debit.make(fields), mapping.credit.make(fields)] as const;
  const [debit, credit] = isMoneyOut ? accounts.toReversed() : accounts;
  const metadata = optional(Object.entries(mapping.metadata), fields);
  return {
    postings: [
      { account: debit, side: 'debit', amount, currency },
      { account: credit, side: 'credit', amount, currency },
    ],
    ...detailsOf(fields, mapping),
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...personalOf(fields, mapping),
  };
}

/** Nothing where all columns of the text are empty. @throws Unreadable where nobody is named whom the text is about */
function personalOf(fields: Fields, { personal }: Mapping): { readonly personal?: readonly PersonalText[] } {
  const texts = personal ? optional(Object.entries(personal.fields), fields) : {};
  if (Object.keys(texts).length === 0) return {};
  return { personal: [{ subject: personal!.subject.make(fields), fields: texts }] };
}

function detailsOf(fields: Fields, mapping: Mapping): Record<string, string> {
  const templates = detailNames.flatMap((name) => (mapping[name] ? [[name, mapping[name]] as const] : []));
  const details = optional(templates, fields);
  const { effectiveAt } = details;
  return effectiveAt === undefined
    ? details
    : { ...details, effectiveAt: timeOf(effectiveAt, mapping.reading) };
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}/;

function timeOf(text: string, { dates }: Reading): string {
  if (dates) return dates(text);
  if (rfc3339.test(text)) return text;
  throw new Unreadable(`"${text}" is not a time of RFC 3339; say how the file writes dates: --date-format.`);
}

/** Those of the texts that are not empty. */
function optional(
  templates: readonly (readonly [string, NonNullable<Mapping['description']>])[],
  fields: Fields,
): Record<string, string> {
  const made = templates.map(([name, template]) => [name, template.makeOptional(fields)] as const);
  return Object.fromEntries(made.filter((each): each is readonly [string, string] => each[1] !== undefined));
}
