import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  bankExport,
  readAll,
  sample,
  samplesFolder as folder,
} from '../../../test/support/statement-records';
import { FileNotReadable } from './bytes/file-not-readable';
import { type FileReading } from './read-statement-file';
import {
  itemsOf,
  type Advice,
  type Break,
  type FileRecord,
  type Ids,
  type Item,
  type Line,
  type Way,
} from './record';

/** An amount as the expected figures write it: under the side on which it is. */
interface Sided {
  readonly in?: string;
  readonly out?: string;
}

interface Expected {
  readonly file: string;
  readonly format: string;
  readonly given?: Readonly<Record<string, unknown>>;
  readonly statements: readonly Readonly<Record<string, unknown>>[];
  readonly items?: readonly (Readonly<Record<string, unknown>> & { readonly line: number })[];
  readonly advices?: readonly Readonly<Record<string, unknown>>[];
  readonly itemsOf?: { readonly bank: string; readonly items: readonly Sided[] };
  readonly groups?: readonly Readonly<Record<string, string | number>>[];
  readonly breaks?: readonly Readonly<Record<string, unknown>>[];
  readonly refusal?: { readonly reason: string; readonly line: number };
  readonly withSetting?: Sided & { readonly reversals: 'flipped'; readonly adds: boolean };
  readonly sha256: string;
}

const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.expected.json'))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Expected);

function readingOf({ file, given = {} }: Expected): FileReading {
  if (file.startsWith('bank-export')) return bankExport;
  const { mapping: _, ...reading } = given;
  return reading;
}

async function read(file: string, reading: FileReading, size?: number): Promise<readonly FileRecord[]> {
  return (await readAll(sample(file), reading, size)).records;
}

function linesIn(records: readonly FileRecord[]): Line[] {
  return records.flatMap((each) => (each.kind === 'line' ? [each.line] : []));
}

function advicesIn(records: readonly FileRecord[]): Advice[] {
  return records.flatMap((each) => (each.kind === 'advice' ? [each.advice] : []));
}

function breaksIn(records: readonly FileRecord[]): Break[] {
  return records.flatMap((each) => (each.kind === 'break' ? [each.break] : []));
}

/** A part of what was read, with its amount under its side. */
function sided<T extends { readonly amount?: string; readonly way?: Way }>(part: T): object {
  const { way } = part;
  return way === undefined ? part : { ...part, [way]: part.amount };
}

/** Whether a chain has withdrawn it again. */
function isTakenBack({ ids }: Line, records: readonly FileRecord[]): boolean {
  return breaksIn(records).some(
    (each) =>
      each.kind === 'Reorged' && each.ids!.blockHash === ids.blockHash && each.ids!.logIndex === ids.logIndex,
  );
}

/** An item with what its line says for all of them. */
function claimed(line: Line, item: Item, number: number): object {
  const ids: Ids = { ...line.ids, ...item.ids };
  const charges = item.charges?.map(sided);
  return sided({
    ...line,
    way: item.way ?? line.way,
    ...item,
    ids,
    line: number,
    ...(charges && { charges }),
  } as Line);
}

describe.each(samples.filter(({ refusal }) => !refusal))('$file', (expected) => {
  let records: readonly FileRecord[];

  beforeAll(async () => {
    records = await read(expected.file, readingOf(expected));
  });

  it('has the bytes of which the figures were worked out', () => {
    const bytes = readFileSync(join(folder, expected.file));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(expected.sha256);
  });

  it('is recognised by its content', () => {
    expect(records[0]).toMatchObject({ kind: 'format', format: expected.format });
  });

  it('has the statements that were worked out by hand: balances, lines, sums, and whether they add up', () => {
    const statements = records.flatMap((each) => (each.kind === 'statement' ? [each.statement] : []));
    expect(statements).toHaveLength(expected.statements.length);
    expected.statements.forEach(({ items, ...figures }, i) => {
      const { adds = null, closing = null, opening = null, ...statement } = statements[i]!;
      const found = {
        ...statement,
        adds,
        closing,
        opening,
        lines: Number(statement.lines),
        pages: Number(statement.pages),
      };
      expect(found).toMatchObject(figures);
      const mine = linesIn(records).filter(
        (line) => line.statement === String(i) && !isTakenBack(line, records),
      );
      expect(mine).toHaveLength(Number(statement.lines));
      expect(mine.flatMap(itemsOf)).toHaveLength((items as number | undefined) ?? mine.length);
    });
  });

  it('has the items, advices and breaks that were worked out by hand, and no others', () => {
    const items = linesIn(records).flatMap((line, i) =>
      itemsOf(line).map((item) => claimed(line, item, i + 1)),
    );
    if (expected.items) expect(items).toMatchObject(expected.items);
    expect(advicesIn(records).map(sided)).toMatchObject(expected.advices ?? []);
    expect(advicesIn(records)).toHaveLength(expected.advices?.length ?? 0);
    const breaks = breaksIn(records);
    expect(breaks).toHaveLength(expected.breaks?.length ?? 0);
    for (const { ids, line, ...each } of expected.breaks ?? []) {
      const figures = { ...each, ...(line !== undefined && { line: String(line) }) };
      const partly = ids ? { ids: expect.objectContaining(ids) as object } : {};
      expect(breaks).toContainEqual(expect.objectContaining({ ...figures, ...partly }));
    }
  });

  it('reads alike however its bytes are cut', async () => {
    for (const size of [1, 7, 1 << 20])
      expect(await read(expected.file, readingOf(expected), size)).toEqual(records);
  });

  it('writes every amount with the decimals of its currency, and keeps no field without a value', () => {
    expect(JSON.parse(JSON.stringify(records))).toEqual(records);
    for (const { amount } of linesIn(records)) expect(amount).toMatch(/^(?:0|[1-9]\d*)(?:\.\d+)?$/);
  });
});

it('refuses the sample that declares entities, at its line and before anything comes out', async () => {
  const [hostile] = samples.filter(({ refusal }) => refusal);
  const refusal = await read(hostile!.file, {}).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(FileNotReadable);
  expect(refusal).toMatchObject({ reason: hostile!.refusal!.reason, line: hostile!.refusal!.line });
});

it('turns reversals round where the provider is said to, and the statement adds up', async () => {
  const { file, withSetting } = samples.find((each) => each.withSetting)!;
  const records = await read(file, { reversals: withSetting!.reversals });
  const { in: incoming, out, adds } = withSetting!;
  expect(records.at(-1)).toMatchObject({ statement: { in: incoming, out, adds } });
  expect(breaksIn(records)).toEqual([]);
});

it('gives the details of a notification beside the line that it explains', async () => {
  const { file, itemsOf: details } = samples.find((each) => each.itemsOf)!;
  const [advice] = advicesIn(await read(file, {}));
  expect(advice!.ids.bank).toBe(details!.bank);
  expect(advice!.items!.map((item) => sided({ ...item, way: item.way ?? advice!.way! }))).toMatchObject(
    details!.items,
  );
});

describe('what a processor puts together', () => {
  const sum = (lines: readonly Line[]): number =>
    lines.reduce(
      (total, { amount, way }) => total + Math.round(Number(amount) * 100) * (way === 'in' ? 1 : -1),
      0,
    );
  const cents = (text: unknown) => Math.round(Number(text) * 100);

  it.each(samples.filter(({ groups }) => groups))('adds up in $file', async (expected) => {
    const lines = linesIn(await read(expected.file, readingOf(expected)));
    for (const { fees, net, paidOut, rows, ...by } of expected.groups!) {
      const [[name, id]] = Object.entries(by) as [['payout' | 'batch', string]];
      const mine = lines.filter(({ ids }) => ids[name] === id);
      expect(mine).toHaveLength(rows as number);
      expect(sum(mine)).toBe(cents(net));
      expect(-sum(mine.filter(({ code }) => /payout$/i.test(code!)))).toBe(cents(paidOut));
      if (fees === undefined) continue;
      const charges = mine
        .flatMap((line) => line.charges ?? [])
        .reduce((total, { amount }) => total + cents(amount), 0);
      expect(charges - sum(mine.filter(({ code }) => code === 'Fee'))).toBe(cents(fees));
    }
  });
});
