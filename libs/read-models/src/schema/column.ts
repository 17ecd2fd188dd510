import { plainArray, seconds, textArray } from './arrays';

/** A column of a table. A statement takes the values of all its rows at once, as one array. `Value` is what is written. */
export interface Column<Value> {
  /** The type of the column in the table. */
  readonly type: string;
  readonly isKey: boolean;
  readonly isNullable: boolean;
  /** The type of the array's elements. */
  readonly sentAs: string;
  /** What is stored of an element: an SQL expression made from that of the element. */
  readonly stored: (element: string) => string;
  array(values: readonly Value[]): string;
}

type Given<Value> = readonly (Value | null | undefined)[];

/** Part of the primary key. */
export function key<Value>(column: Column<Value>): Column<Value> {
  return { ...column, isKey: true };
}

export function nullable<Value>(column: Column<Value>): Column<Value | null | undefined> {
  return { ...column, isNullable: true };
}

function column<Value>(
  type: string,
  array: (values: Given<Value>) => string,
  { sentAs = type, stored = (element: string) => element } = {},
): Column<Value> {
  return { type, isKey: false, isNullable: false, sentAs, stored, array };
}

/** A whole number, also as decimal text. */
type Whole = number | bigint | string;

export const integer = column<Whole>('integer', plainArray);
export const smallint = column<Whole>('smallint', plainArray);
export const bigint = column<Whole>('bigint', plainArray);
/** Decimal text; it keeps the decimals that it has. */
export const numeric = column<string>('numeric', plainArray);
export const boolean = column<boolean>('boolean', plainArray);
export const uuid = column<string>('uuid', plainArray);

/** RFC 3339 text, or seconds since 1970. */
export const timestamptz = column<string | number>(
  'timestamp with time zone',
  (values) => plainArray(values.map((time) => (typeof time === 'string' ? seconds(time) : time))),
  { sentAs: 'float8', stored: (element) => `to_timestamp(${element})` },
);

export const text = column<string>('text', textArray);

/** Text that is one of some. */
export function textOf<Value extends string>(): Column<Value> {
  return column<Value>('text', textArray);
}

export const texts = textsOf<string>();

/** Texts that are each one of some. An array inside an array needs as many elements in every row: it is sent as text. */
export function textsOf<Value extends string>(): Column<readonly Value[]> {
  return column<readonly Value[]>(
    'text[]',
    (values) => textArray(values.map((list) => list && textArray(list))),
    { sentAs: 'text', stored: (element) => `${element}::text[]` },
  );
}

/** Text of which only the hash is stored: `hashtextextended(text, 0)`. */
export const textHash = column<string>('bigint', textArray, {
  sentAs: 'text',
  stored: (element) => `hashtextextended(${element}, 0)`,
});

/** Kept as it was written. */
export function json<Value extends object>(): Column<Value> {
  return jsonAs<Value>('json');
}

/** Kept in a form of its own, which can be searched. */
export function jsonb<Value extends object>(): Column<Value> {
  return jsonAs<Value>('jsonb');
}

function jsonAs<Value extends object>(type: 'json' | 'jsonb'): Column<Value> {
  return column<Value>(type, (values) => textArray(values.map((value) => value && JSON.stringify(value))), {
    sentAs: 'text',
    stored: (element) => `${element}::${type}`,
  });
}
