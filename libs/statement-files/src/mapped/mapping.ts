import { z } from 'zod';
import { dateReader } from '@files/date-format';
import { decimalMarks, thousandsMarks } from '@files/decimal';
import { idNames } from '../record';

/** A column of a table or a field of JSON, `outer.inner` for one within another. */
const column = z.string().min(1).max(200);

const statuses = [
  'pending',
  'expected',
  'rejected',
  'returned',
  'settled',
  'changed',
  'moves nothing',
] as const;

/** How the columns of a table, or the fields of JSON objects, become lines. */
const mappingSchema = z
  .strictObject({
    /** What separates cells; a comma where it is not said. */
    delimiter: z.string().length(1).optional(),
    decimal: z.enum(decimalMarks).optional(),
    thousands: z.enum(thousandsMarks).optional(),
    /** Form of dates, such as `DD.MM.YY`; `epoch` for seconds since 1970. Without it, ISO 8601. */
    dates: z.string().max(60).optional(),
    /** Zone of times in such a form. */
    zone: z.string().max(60).optional(),
    booked: column,
    value: column.optional(),
    /** Signed: money in is positive. */
    amount: column.optional(),
    in: column.optional(),
    /** Its sign says nothing. */
    out: column.optional(),
    /** Whether amounts count the smallest unit of the currency. */
    smallestUnit: z.boolean().optional(),
    /** Balance behind the row. */
    balance: column.optional(),
    /** Whether a row that does not move the balance is an advice. */
    countsByBalance: z.boolean().optional(),
    /** Whether each statement begins and ends with nothing. */
    closesAtZero: z.boolean().optional(),
    account: column.optional(),
    /** Whether each currency is an account of its own, named by its code in lower case. */
    accountIsCurrency: z.boolean().optional(),
    currency: column.optional(),
    /** What distinguishes the statements of an account, such as a batch; without it, the file is one. */
    statement: column.optional(),
    code: column.optional(),
    text: column.optional(),
    party: column.optional(),
    partyAccount: column.optional(),
    ids: z.partialRecord(z.enum(idNames), column).optional(),
    /** What identifies a row in all files, together. */
    identity: z.array(column).max(8).optional(),
    /** Fees that the amount is net of; positive where they were taken. */
    fees: z.array(column).max(8).optional(),
    feesAreNegative: z.boolean().optional(),
    gross: z
      .strictObject({ amounts: z.array(column).max(2), currency: column, rate: column.optional() })
      .optional(),
    /** Rows that are advices, by what stands in a column. */
    advices: z.strictObject({ column, values: z.record(z.string(), z.enum(statuses)) }).optional(),
    /** Columns without which a table is none of these; all of them where it is not said. */
    required: z.array(column).optional(),
  })
  .readonly();

export type Mapping = z.infer<typeof mappingSchema>;

/** A mapping that cannot be used; the message names the field and the rule. */
export class MappingUnsound extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'MappingUnsound';
  }
}

/** @param value parsed JSON @throws MappingUnsound */
export function parseMapping(value: unknown): Mapping {
  const parsed = mappingSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new MappingUnsound(`The mapping is unsound: ${issue!.path.join('.') || 'it'}: ${issue!.message}.`);
  }
  const { amount, dates, in: incoming, out, zone } = parsed.data;
  if ((amount === undefined) === (incoming === undefined && out === undefined))
    throw new MappingUnsound('The mapping is unsound: it needs amount, or in and out.');
  if ((incoming === undefined) !== (out === undefined))
    throw new MappingUnsound('The mapping is unsound: in and out come together.');
  try {
    if (dates !== undefined && dates !== 'epoch') dateReader(dateForm(dates), zone ?? 'UTC');
  } catch (error) {
    throw new MappingUnsound(`The mapping is unsound: dates: ${(error as Error).message}`);
  }
  return parsed.data;
}

/** A form in tokens of Luxon; people write days and years in capitals, too. */
export function dateForm(dates: string): string {
  return dates
    .split(/('[^']*')/)
    .map((part) => (part.startsWith("'") ? part : part.replaceAll('D', 'd').replaceAll('Y', 'y')))
    .join('');
}

/** The columns without which a table is none that the mapping reads. */
export function columnsOf(mapping: Mapping): string[] {
  if (mapping.required) return [...mapping.required];
  const { account, advices, amount, balance, booked, code, currency, gross, ids, identity = [] } = mapping;
  const { fees = [], party, partyAccount, statement, text, value } = mapping;
  const plain = [
    account,
    amount,
    balance,
    booked,
    code,
    currency,
    mapping.in,
    mapping.out,
    party,
    partyAccount,
  ];
  const grossColumns = gross ? [...gross.amounts, gross.currency, gross.rate] : [];
  const all = [...plain, statement, text, value, advices?.column, ...identity, ...fees, ...grossColumns];
  return [...new Set([...all, ...Object.values(ids ?? {})].filter((each) => each !== undefined))];
}
