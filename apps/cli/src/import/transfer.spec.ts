import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRows, type Format } from './rows';
import { parseTemplate } from './template';
import { transferOf, type ImportIdentity, type Mapping, type Transfer } from './transfer';
import { Unreadable } from './unreadable';

const identity: ImportIdentity = { prefix: 'file', decimalsOf: (code) => ({ USD: 2, 'T-AB': 18 })[code] };
const mapping: Mapping = {
  debit: parseTemplate('customers:{from}'),
  credit: parseTemplate('customers:{to}'),
  amount: parseTemplate('{value}'),
  currency: parseTemplate('USD'),
  isInSmallestUnit: false,
  metadata: {},
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-import-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function transfersOf(
  text: string,
  format: Format,
  changes: Partial<Mapping> = {},
): Promise<(Transfer | string)[]> {
  const file = join(folder, `rows.${format}`);
  writeFileSync(file, text);
  const made: (Transfer | string)[] = [];
  for await (const row of readRows(file, format)) {
    try {
      made.push(transferOf(row, { ...mapping, ...changes }, identity));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      made.push(error.message);
    }
  }
  return made;
}

function oneUsd(key: string, amount: string) {
  return {
    idempotencyKey: `file:${key}`,
    postings: [
      { account: 'customers:1', side: 'debit', amount, currency: 'USD' },
      { account: 'customers:2', side: 'credit', amount, currency: 'USD' },
    ],
    tags: ['import:file'],
  };
}

it('makes a transaction of two postings of each row of a CSV file, whatever its line ends', async () => {
  expect(await transfersOf('\uFEFFfrom,to,value\r\n1,2,147.8\r\n\r\n1,2,"3"\r\n', 'csv')).toEqual([
    oneUsd('1', '147.80'),
    oneUsd('2', '3.00'),
  ]);
});

it('makes one of each line of an NDJSON file', async () => {
  const lines = '{"from":1,"to":"2","value":147.80}\n\n{"from":1,"to":2,"value":"3"}';
  expect(await transfersOf(lines, 'ndjson')).toEqual([oneUsd('1', '147.80'), oneUsd('2', '3.00')]);
});

it('takes the key from a column, so that rows keep it when they move', async () => {
  const changes = { key: parseTemplate('{id}') };
  expect(await transfersOf('{"id":"a7","from":1,"to":2,"value":1}', 'ndjson', changes)).toEqual([
    oneUsd('a7', '1.00'),
  ]);
});

it('makes currency codes out of parts of a column', async () => {
  const changes = { currency: parseTemplate('T-{token|slice:2:4|upper}'), isInSmallestUnit: true };
  const [made] = await transfersOf(
    '{"token":"0xabcd","from":1,"to":2,"value":7056176614974947328}',
    'ndjson',
    changes,
  );
  expect(made).toMatchObject({ postings: [{ amount: '7.056176614974947328', currency: 'T-AB' }, {}] });
});

it('adds details and metadata where they are mapped', async () => {
  const changes = {
    category: parseTemplate('bank.transfer'),
    reference: parseTemplate('r-{from}-{to}'),
    metadata: { step: parseTemplate('{value}') },
  };
  const [made] = await transfersOf('from,to,value\n1,2,9', 'csv', changes);
  expect(made).toMatchObject({ category: 'bank.transfer', reference: 'r-1-2', metadata: { step: '9' } });
});

it('says of each row why no transaction can be made of it, and goes on', async () => {
  const rows = '{"from":1,"to":2,"value":1.005}\nnonsense\n{"from":1,"value":1}\n{"from":1,"to":2,"value":1}';
  expect(await transfersOf(rows, 'ndjson')).toEqual([
    expect.stringContaining('a digit would be lost'),
    'The line is not JSON.',
    'There is nothing in the column to.',
    oneUsd('4', '1.00'),
  ]);
});

it('does not take names of the language itself for columns or filters', async () => {
  const [made] = await transfersOf('{"from":1,"to":2,"value":1}', 'ndjson', {
    debit: parseTemplate('{toString}'),
  });
  expect(made).toBe('There is nothing in the column toString.');
  expect(() => parseTemplate('{from|constructor}')).toThrow('names no filter');
  expect(() => parseTemplate('{from')).toThrow('brace');
});
