import type { Advice, Break, Details, FileRecord, Line, Statement, Way } from '@statement-files/record';
import { inWords } from '../in-words';
import { tableOf } from '../table';

/** Files of a zip that are named. */
const formatsMax = 100;
/** Characters of a text that are printed. */
const textShown = 40;

/** What is printed of a file; of its lines, advices and breaks the first ones alone are kept. */
export class ReadReport {
  private readonly formats: string[] = [];
  private readonly statements: Statement[] = [];
  private readonly lines: First<Line>;
  private readonly advices: First<Advice>;
  private readonly breaks: First<Break>;
  private notes = 0;

  /** @param rows how many of each are printed */
  constructor(rows: number) {
    [this.lines, this.advices, this.breaks] = [new First(rows), new First(rows), new First(rows)];
  }

  add(record: FileRecord): void {
    if (record.kind === 'line') this.lines.add(record.line);
    else if (record.kind === 'advice') this.advices.add(record.advice);
    else if (record.kind === 'break') this.breaks.add(record.break);
    else if (record.kind === 'statement') this.statements.push(record.statement);
    else if (record.kind === 'note') this.notes += 1;
    else this.formats.push(record.file === undefined ? record.format : `${record.file}: ${record.format}`);
  }

  get breakCount(): number {
    return this.breaks.count;
  }

  text(): string {
    const { advices, breaks, formats, lines, notes, statements } = this;
    const counts = [
      inWords(statements.length, 'statement'),
      inWords(lines.count, 'line'),
      inWords(advices.count, 'advice'),
      inWords(breaks.count, 'break'),
      ...(notes > 0 ? [inWords(notes, 'note')] : []),
    ];
    return [
      ...formats.slice(0, formatsMax),
      counts.join(', '),
      ...section('Statements', statements.map(statementRow), statementHead, statements.length),
      ...section('Lines', lines.first.map(lineRow), lineHead, lines.count),
      ...section('Advices', advices.first.map(adviceRow), adviceHead, advices.count),
      ...section('Breaks', breaks.first.map(breakRow), breakHead, breaks.count),
    ].join('\n');
  }
}

/** The first of many, and how many there are. */
class First<T> {
  readonly first: T[] = [];
  count = 0;

  constructor(private readonly max: number) {}

  add(each: T): void {
    this.count += 1;
    if (this.first.length < this.max) this.first.push(each);
  }
}

function section(title: string, rows: string[][], head: readonly string[], count: number): string[] {
  if (rows.length === 0) return [];
  const more = count - rows.length;
  return [
    '',
    title,
    ...tableOf([head, ...rows]),
    ...(more > 0 ? [`  and ${more.toLocaleString('en')} more`] : []),
  ];
}

const statementHead = [
  'Account',
  'Statement',
  'From',
  'To',
  'Opening',
  'In',
  'Out',
  'Closing',
  '',
  'Lines',
  'Adds up',
];

function statementRow(each: Statement): string[] {
  const adds = each.adds === undefined ? 'cannot be said' : each.adds ? 'yes' : 'NO';
  const { account, closing = '-', currency, from = '-', id, opening = '-', out, to = '-' } = each;
  return [account || '-', id || '-', from, to, opening, each.in, out, closing, currency, each.lines, adds];
}

const lineHead = ['Booked', 'In', 'Out', '', 'Code', 'Id', 'Text'];

function lineRow(line: Line): string[] {
  const { amount, booked, code = '', currency, items, reverses, way } = line;
  const marks = [...(reverses ? ['reversal'] : []), ...(items ? [inWords(items.length, 'item')] : [])];
  return [
    booked,
    ...sides(way, amount),
    currency,
    code,
    idShown(line),
    [...marks, textShownOf(line)].filter(Boolean).join('; '),
  ];
}

const adviceHead = ['Booked', 'In', 'Out', '', 'Why', 'Reason', 'Id', 'Text'];

function adviceRow(advice: Advice): string[] {
  const {
    amount = '',
    booked = advice.value ?? '',
    currency = '',
    reason = '',
    way,
    why = 'details',
  } = advice;
  return [booked, ...sides(way, amount), currency, why, reason, idShown(advice), textShownOf(advice)];
}

const breakHead = ['Kind', 'Where', 'What'];

function breakRow(each: Break): string[] {
  const { fileLine, kind, line, statement } = each;
  const where = [
    ...(statement ? [`statement ${statement}`] : []),
    ...(line === undefined ? [] : [`its line ${line}`]),
    ...(fileLine === undefined ? [] : [`line ${fileLine} of the file`]),
    ...(each.of === undefined ? [] : [each.of]),
  ];
  return [kind, where.join(', '), factsOf(each)];
}

function factsOf({
  amount,
  code,
  currency,
  difference,
  found,
  hint,
  ids,
  reason,
  stated,
  taken,
  text,
}: Break): string {
  const facts: [string, string | undefined][] = [
    ['', reason],
    ['difference', difference],
    ['would add up with', hint],
    ['stated', stated],
    ['found', found],
    ['amount', amount],
    ['currency', currency],
    ['code', code],
    ['written', text === undefined ? undefined : cutShort(text)],
    ['taken', taken],
    ...Object.entries(ids ?? {}).map(([name, id]): [string, string] => [name, cutShort(id)]),
  ];
  return facts.flatMap(([name, value]) => (value ? [name ? `${name} ${value}` : value] : [])).join(', ');
}

/** An amount in its column; in both, with a question mark, where the file does not say in which. */
function sides(way: Way | undefined, amount: string): [string, string] {
  if (way === undefined) return amount === '' ? ['', ''] : [`${amount}?`, `${amount}?`];
  return way === 'in' ? [amount, ''] : ['', amount];
}

function idShown({ ids }: Details): string {
  const [id = ''] = Object.values(ids);
  return cutShort(ids.bank ?? ids.endToEnd ?? id);
}

function textShownOf({ party, text }: Details): string {
  return cutShort([party?.name, text].filter(Boolean).join(': '));
}

/** One line of printable characters: what stands in a file may not move the cursor of a terminal. */
function cutShort(text: string): string {
  const plain = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return plain.length > textShown ? `${plain.slice(0, textShown - 1)}…` : plain;
}
