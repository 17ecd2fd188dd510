import { templatesOf, type AmountSource } from './amount';
import type { Reading } from './reading';
import type { Template } from './template';

/** What of a row may be left empty. */
export const detailNames = ['category', 'description', 'effectiveAt', 'reference'] as const;
export type DetailName = (typeof detailNames)[number];

/** How the columns of a row become one transaction of two postings. */
export interface Mapping extends Readonly<Partial<Record<DetailName, Template>>> {
  readonly debit: Template;
  readonly credit: Template;
  readonly amount: AmountSource;
  readonly currency: Template;
  /** What identifies a row for ever; without it, what the row becomes does. */
  readonly key?: Template;
  readonly metadata: Readonly<Record<string, Template>>;
  /** Text about a person. It is no part of what identifies a row: keys are in the journal, and short texts can be guessed. */
  readonly personal?: { readonly subject: Template; readonly fields: Readonly<Record<string, Template>> };
  readonly reading: Reading;
}

/** The columns that the mapping names. */
export function columnsOf(mapping: Mapping): string[] {
  const { debit, credit, amount, currency, key, metadata, personal } = mapping;
  const details = detailNames.map((name) => mapping[name]);
  const templates = [debit, credit, ...templatesOf(amount), currency, key, ...details];
  const all = [
    ...templates,
    ...Object.values(metadata),
    personal?.subject,
    ...Object.values(personal?.fields ?? {}),
  ];
  return [...new Set(all.flatMap((template) => template?.columns ?? []))];
}
