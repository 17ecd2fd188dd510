import { extname } from 'node:path';
import { dateReader, type DateReader } from '@files/date-format';
import { isEncoding } from '@files/decode';
import type { NumberMarks } from '@files/decimal';
import { layoutOf, type Format, type Layout } from '@files/rows';
import { Failure, usageError } from '../failure';
import { importNamePattern } from './earlier/identity';
import { detailNames, type DetailName, type Mapping } from './mapping/mapping';
import type { Reading } from './mapping/reading';
import type { ImportPlan, Opening } from './plan';
import { amountSourceOf, type AmountOptions } from './mapping/amount-options';
import { parseTemplate } from './mapping/template';

/** What the command was given. */
export interface Options extends AmountOptions {
  readonly ledger: string;
  readonly name?: string;
  /** What `name` was called before. */
  readonly keyPrefix?: string;
  readonly continue?: true;
  readonly format?: Format;
  readonly separator?: string;
  readonly quote?: string;
  readonly headerLine?: number;
  readonly encoding?: string;
  readonly decimalMark?: NumberMarks['decimal'];
  readonly thousandsMark?: string;
  readonly smallestUnit?: true;
  readonly dateFormat?: string;
  readonly timeZone?: string;
  readonly debit?: string;
  readonly credit?: string;
  readonly currency?: string;
  readonly key?: string;
  readonly category?: string;
  readonly description?: string;
  readonly effectiveAt?: string;
  readonly reference?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly subject?: string;
  readonly personal: Readonly<Record<string, string>>;
  readonly open?: string;
  readonly type?: string;
  readonly accepts?: string;
  readonly minimum?: string;
  readonly maximum?: string;
  readonly rejects?: string;
  readonly batch: number;
  readonly rows?: number;
  readonly json?: true;
}

/** @throws Failure where the options contradict each other or do not suffice */
export function planOf(file: string, options: Options): ImportPlan {
  const mapping = mappingOf(options);
  const opening = openingOf(options);
  if (!mapping && !opening)
    throw new Failure(
      'Say what a row becomes: --debit, --credit, --amount and --currency, or --open.',
      usageError,
    );
  const name = options.name ?? options.keyPrefix;
  if (name !== undefined && !importNamePattern.test(name))
    throw new Failure('--name takes 1 to 57 of letters, digits, point, _ and -.', usageError);
  return {
    file,
    layout: layoutIn(file, options),
    ledger: options.ledger,
    mapping,
    ...(opening && { opening }),
    ...(name !== undefined && { name }),
    isContinued: options.continue === true,
    batchRows: options.batch,
    ...(options.rows !== undefined && { rowsMax: options.rows }),
  };
}

function layoutIn(file: string, options: Options): Layout {
  const { format = formatOf(file), encoding = 'utf-8', separator, quote, headerLine } = options;
  if (!isEncoding(encoding))
    throw new Failure(`There is no encoding ${encoding}; write it as windows-1252 or utf-16le.`, usageError);
  const plain = layoutOf(format);
  const layout = {
    ...plain,
    encoding,
    headerLine,
    separator: separator === undefined ? plain.separator : markOf('--separator', separator),
    quote: quote === undefined ? plain.quote : quote === 'none' ? undefined : markOf('--quote', quote),
  };
  if (layout.separator === layout.quote)
    throw new Failure('--separator and --quote cannot be the same character.', usageError);
  return layout;
}

const namedMarks: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  '\\t': '\t',
  pipe: '|',
  space: ' ',
};

function markOf(option: string, text: string): string {
  const mark = Object.hasOwn(namedMarks, text) ? namedMarks[text]! : text;
  if (mark.length === 1 && !/[\r\n]/.test(mark)) return mark;
  throw new Failure(
    `${option} takes one character, or one of ${Object.keys(namedMarks).join(', ')}.`,
    usageError,
  );
}

function formatOf(file: string): Format {
  const ending = extname(file).slice(1).toLowerCase();
  if (['csv', 'tsv', 'txt'].includes(ending)) return 'csv';
  if (ending === 'ndjson' || ending === 'jsonl') return 'ndjson';
  throw new Failure(
    `The format cannot be derived from the name ${file}; give --format csv or ndjson.`,
    usageError,
  );
}

function mappingOf(options: Options): Mapping | undefined {
  const { debit, credit, currency, key } = options;
  const amount = amountSourceOf(options);
  if (debit === undefined && credit === undefined && amount === undefined) return undefined;
  if (debit === undefined || credit === undefined || amount === undefined || currency === undefined)
    throw new Failure(
      'A transaction needs all of --debit, --credit, --amount (or --money-in and --money-out) and --currency.',
      usageError,
    );
  const given = detailNames.flatMap((name) =>
    options[name] === undefined ? [] : [[name, parseTemplate(options[name])]],
  );
  const metadata = Object.entries(options.metadata).map(([name, text]) => [name, parseTemplate(text)]);
  return {
    debit: parseTemplate(debit),
    credit: parseTemplate(credit),
    amount,
    currency: parseTemplate(currency),
    ...(key !== undefined && { key: parseTemplate(key) }),
    ...(Object.fromEntries(given) as Pick<Mapping, DetailName>),
    metadata: Object.fromEntries(metadata) as Mapping['metadata'],
    ...personalOf(options),
    reading: readingOf(options),
  };
}

/** @throws Failure where one is given without the other */
function personalOf({ subject, personal }: Options): Pick<Mapping, 'personal'> {
  const fields = Object.entries(personal).map(([name, text]) => [name, parseTemplate(text)] as const);
  if (subject === undefined && fields.length === 0) return {};
  if (subject === undefined || fields.length === 0)
    throw new Failure(
      '--personal and --subject are given together: a text, and whom it is about.',
      usageError,
    );
  return { personal: { subject: parseTemplate(subject), fields: Object.fromEntries(fields) } };
}

function readingOf(options: Options): Reading {
  return {
    numbers: numbersOf(options),
    isInSmallestUnit: options.smallestUnit === true,
    isSigned: options.signed === true,
    dates: datesOf(options),
  };
}

function numbersOf({ decimalMark, thousandsMark }: Options): NumberMarks | undefined {
  if (decimalMark === undefined && thousandsMark === undefined) return undefined;
  const thousands = (thousandsMark === 'space' ? ' ' : thousandsMark) as NumberMarks['thousands'];
  const decimal = decimalMark ?? (thousands === '.' ? ',' : '.');
  if (decimal === thousands)
    throw new Failure('--decimal-mark and --thousands-mark cannot be the same.', usageError);
  return { decimal, thousands };
}

function datesOf({ dateFormat, timeZone, effectiveAt }: Options): DateReader | undefined {
  if (dateFormat === undefined && timeZone === undefined) return undefined;
  if (dateFormat === undefined) throw new Failure('--time-zone needs --date-format.', usageError);
  if (effectiveAt === undefined) throw new Failure('--date-format needs --effective-at.', usageError);
  try {
    return dateReader(dateFormat, timeZone ?? 'UTC');
  } catch (error) {
    throw new Failure((error as Error).message, usageError);
  }
}

function openingOf({ open, type, accepts, minimum, maximum, currency }: Options): Opening | undefined {
  if (open === undefined) return undefined;
  const isLimited = minimum !== undefined || maximum !== undefined;
  if (isLimited && (currency === undefined || currency.includes('{')))
    throw new Failure('--minimum and --maximum need a --currency that is the same in all rows.', usageError);
  const limit = {
    currency,
    ...(maximum !== undefined && { maximum }),
    ...(minimum !== undefined && { minimum }),
  };
  return {
    path: parseTemplate(open),
    terms: {
      ...(type !== undefined && { type }),
      ...(accepts !== undefined && { currencies: accepts.split(',') }),
      ...(isLimited && { limits: [limit] }),
    },
  };
}
