import fc from 'fast-check';
import { encode } from 'iconv-lite';
import type { Row } from './row';
import { layoutOf, readRows, type Layout } from './rows';
import { Unreadable } from './unreadable';

/** Chunks as they come from a disk or a socket. */
async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function read(
  content: string | Uint8Array,
  layout: Partial<Layout> = {},
  wanted: readonly string[] = [],
  chunkSize = 3,
): Promise<Row[]> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const rows: Row[] = [];
  for await (const row of readRows(cut(bytes, chunkSize), { ...layoutOf('csv'), ...layout }, wanted))
    rows.push(row);
  return rows;
}

/** Each row as its cells, or as what is wrong with it and on which line. */
async function cells(...given: Parameters<typeof read>): Promise<unknown[]> {
  return (await read(...given)).map(({ line, fields }) =>
    fields instanceof Unreadable ? `line ${line}: ${fields.message}` : Object.values(fields),
  );
}

it.each(['\n', '\r\n', '\r'])(
  'reads a table with line ends %j, with or without one at the end',
  async (end) => {
    const lines = ['who,amount', 'ann,1.00', '', '"bob, jr","2.00"', 'cid,'];
    const expected = [
      ['ann', '1.00'],
      ['bob, jr', '2.00'],
      ['cid', ''],
    ];
    expect(await cells(lines.join(end))).toEqual(expected);
    expect(await cells(lines.join(end) + end)).toEqual(expected);
  },
);

it('reads quoted cells over several lines, and doubled quotation marks', async () => {
  const rows = await read('a,b\n"one\r\n\r\ntwo","say ""hi"""\nx,y\n');
  expect(rows.map(({ line, fields }) => ({ line, ...fields }))).toEqual([
    { line: 2, a: 'one\n\ntwo', b: 'say "hi"' },
    { line: 5, a: 'x', b: 'y' },
  ]);
});

it.each([
  ['has a cell too few', 'bob,2.00', 'line 3: It has 2 cells, the header has 3.'],
  ['has a cell too many', 'bob,2.00,x,y', 'line 3: It has 4 cells, the header has 3.'],
  ['is blank', '  ', 'line 3: It has 1 cell, the header has 3.'],
  [
    'has a stray quotation mark',
    'bob,2.00,6" pipe',
    'line 3: A quotation mark stands within cell 3, which is not quoted.',
  ],
  [
    'goes on behind a quotation mark',
    'bob,2.00,"6" pipe',
    'line 3: Text follows the closing quotation mark of cell 3.',
  ],
  [
    'opens a quotation mark and never closes it',
    'bob,2.00,"pipe',
    'line 3: A quotation mark is opened and never closed.',
  ],
])('leaves out a row that %s, names its line, and reads all others', async (_, bad, message) => {
  expect(await cells(`who,amount,memo\nann,1.00,x\n${bad}\ncid,3.00,z\n`)).toEqual([
    ['ann', '1.00', 'x'],
    message,
    ['cid', '3.00', 'z'],
  ]);
});

it('loses no row to a stray quotation mark that another one further down seems to close', async () => {
  expect(await cells('a,b\n1,"x\n2,y\n3,"z"\n4,w')).toEqual([
    'line 2: Text follows the closing quotation mark of cell 2.',
    ['2', 'y'],
    ['3', 'z'],
    ['4', 'w'],
  ]);
});

it('leaves out a line without an end, and keeps none of it in memory', async () => {
  const rows = await read(`a\n1\n${'x'.repeat(3 << 20)}\n2\n`, {}, [], 1 << 16);
  expect(rows.map(({ line, text }) => [line, text.length])).toEqual([
    [2, 1],
    [3, 100],
    [4, 1],
  ]);
  expect(rows[1]!.fields).toBeInstanceOf(Unreadable);
});

it('leaves out an opened quotation mark that is not closed for too long, and reads on at the next line', async () => {
  const many = Array.from({ length: 1_200 }, (_, i) => `row ${i} of ${'a long file '.repeat(80)}`);
  const rows = await read(`a\n"never\n${many.join('\n')}\n`, {}, [], 1 << 16);
  expect(rows).toHaveLength(1_201);
  expect(rows.filter(({ fields }) => fields instanceof Unreadable)).toMatchObject([{ line: 2 }]);
});

it('finds the header behind other lines, and leaves these out', async () => {
  const file = 'Statement of account\n"Account";NL91\n\nwho;amount\nann;1.00';
  expect(await cells(file, { separator: ';' }, ['amount'])).toEqual([
    'line 1: It stands before the header.',
    'line 2: It stands before the header.',
    ['ann', '1.00'],
  ]);
  expect(await cells(file, { separator: ';', headerLine: 4 }, ['amount'])).toEqual([['ann', '1.00']]);
});

it.each<[string, string, Partial<Layout>, string]>([
  [
    'names the columns that there are',
    'who,amount\nann,1',
    {},
    'There is no column payee; the header in line 1 has who, amount.',
  ],
  ['says which column may be meant', 'who,payees\nann,1', {}, 'Did you mean payees?'],
  ['says that the separator is another', 'who;payee\nann;1', {}, 'separated by semicolons'],
  ['says that the separator is another', 'who;payee\nann,jr;1,00', {}, 'separated by semicolons'],
  ['says that the encoding is another', 'who,pay\u0065e\uFFFD\nann,1', {}, 'name that of the file'],
  ['says that the separator is another', 'who\tpayee\nann\t1', {}, 'separated by tabs'],
  [
    'speaks of the line that is most likely the header',
    'Statement\nwho,amount\nann,1',
    {},
    'the header in line 2 has who, amount',
  ],
  [
    'speaks of the line that was said to be the header',
    'a\nwho,payee\nann,1',
    { headerLine: 1 },
    'the header in line 1 has a.',
  ],
  ['speaks of an empty file', '', {}, 'The file has no header.'],
])('%s, where a column is not there', async (_, file, layout, sentence) => {
  await expect(cells(file, layout, ['payee'])).rejects.toThrow(sentence);
});

it('refuses a header that has a column twice, and names it', async () => {
  await expect(cells('who,amount, amount\nann,1,99', {}, ['amount'])).rejects.toThrow(
    'the column amount twice',
  );
});

it('takes columns without a name as often as they come, for nobody can ask for them', async () => {
  expect(await cells('who,,\nann,1,2', {}, ['who'])).toHaveLength(1);
});

it('leaves out the rows that are not of the encoding, and no other', async () => {
  const file = Buffer.concat([
    Buffer.from('who,memo\nann,Müller\nbob,'),
    encode('Müller', 'windows-1252'),
    Buffer.from('\ncid,x'),
  ]);
  expect(await cells(file)).toEqual([
    ['ann', 'Müller'],
    'line 3: It has bytes that are not utf-8.',
    ['cid', 'x'],
  ]);
});

it.each(['windows-1252', 'iso-8859-15', 'utf-16le', 'utf-16be', 'utf-8'])(
  'reads text in %s',
  async (encoding) => {
    const file = encode('who,memo\nann,Müller 5 €', encoding, { addBOM: encoding.startsWith('utf') });
    expect(await cells(file, { encoding }, ['who'])).toEqual([['ann', 'Müller 5 €']]);
  },
);

it('says which encoding a file is in that begins with the mark of another', async () => {
  const file = encode('who,memo\nann,x', 'utf-16le', { addBOM: true });
  await expect(cells(file)).rejects.toThrow('utf-16le');
});

it('takes quotation marks as they are where there are none', async () => {
  expect(await cells('a|b\n6" pipe|"x', { separator: '|', quote: undefined })).toEqual([['6" pipe', '"x']]);
});

it('reads one object on each line, and names the line of one that is none', async () => {
  expect(await cells('\uFEFF{"a":1}\n\n[1]\n{"a":"2"}', { format: 'ndjson' })).toEqual([
    ['1'],
    'line 3: The line is not a JSON object.',
    ['2'],
  ]);
});

it('reads any table that is written by the rules as it was, however it is cut into chunks', async () => {
  const table = fc.array(
    fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('"', ',', '\n', 'x', ' ') })),
  );
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 7 }), async (rows, size) => {
      // The journal of line ends is not kept: they read as LF.
      const clean = rows.map((row) =>
        row.map((cell) => cell.replace(/\r\n?/g, '\n').replaceAll('\uFFFD', '')),
      );
      const quoted = clean.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','));
      const file = ['"a","b"', ...quoted].join('\r\n');
      expect(await cells(file, {}, ['a'], size)).toEqual(clean);
    }),
  );
});

it('takes any bytes for a table or refuses them, and gives each line once at most', async () => {
  const bytes = fc.array(fc.constantFrom(...Buffer.from('a,"\n\r;\xff', 'latin1')), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(bytes, async (body) => {
      const rows = await read(Buffer.from([...Buffer.from('h\n'), ...body]), {}, ['h']);
      const lines = rows.map(({ line }) => line);
      expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
    }),
  );
});
