import { defaultName, importNamePattern, RowIdentities } from './identity';
import type { Mapping } from '../mapping/mapping';
import { plainReading } from '../mapping/reading';
import { parseTemplate } from '../mapping/template';
import type { Content } from '../mapping/transfer';

const mapping: Mapping = {
  debit: parseTemplate('bank'),
  credit: parseTemplate('customers:{who}'),
  amount: { kind: 'one', amount: parseTemplate('{amount}') },
  currency: parseTemplate('EUR'),
  metadata: {},
  reading: plainReading,
};

function paid(who: string, amount: string, details: object = {}): Content {
  return {
    postings: [
      { account: 'bank', side: 'debit', amount, currency: 'EUR' },
      { account: `customers:${who}`, side: 'credit', amount, currency: 'EUR' },
    ],
    ...details,
  };
}

const identity = { name: 'may', file: 'f00d' };

/** The keys of rows that stand in a file in this order. */
function keysOf(...rows: Content[]): string[] {
  const identities = new RowIdentities(identity);
  return rows.map((content) => identities.transferOf(content, {}, mapping).idempotencyKey);
}

it('knows a row again wherever it stands', () => {
  const [ann, bob] = [paid('ann', '10.00'), paid('bob', '20.00')];
  expect(keysOf(ann, bob)).toEqual(keysOf(bob, ann).reverse());
});

it('distinguishes equal rows of one file by how many came before', () => {
  const ann = paid('ann', '10.00');
  const [first, second] = keysOf(ann, ann);
  expect(first).not.toBe(second);
  expect(keysOf(ann, paid('bob', '1.00'), ann)).toEqual([first, expect.anything(), second]);
});

it.each<[string, Content]>([
  ['the amount', paid('ann', '10.01')],
  ['the account', paid('ann:old', '10.00')],
  ['the description', paid('ann', '10.00', { description: 'rent' })],
  ['the metadata', paid('ann', '10.00', { metadata: { a: '1' } })],
])('takes a row for another where %s differs', (_, other) => {
  expect(keysOf(other)).not.toEqual(keysOf(paid('ann', '10.00')));
});

it('does not mind the order in which metadata are mapped', () => {
  expect(keysOf(paid('ann', '1.00', { metadata: { a: '1', b: '2' } }))).toEqual(
    keysOf(paid('ann', '1.00', { metadata: { b: '2', a: '1' } })),
  );
});

it('takes the key of the caller, and then no bytes of the file', () => {
  const identities = new RowIdentities({ name: 'keyed', file: undefined });
  const keyed = { ...mapping, key: parseTemplate('{id}') };
  expect(identities.transferOf(paid('ann', '10.00'), { id: '7' }, keyed)).toMatchObject({
    idempotencyKey: 'import:keyed:7',
    tags: ['import:keyed'],
  });
});

it('marks rows with the import and the bytes they came of', () => {
  expect(new RowIdentities(identity).transferOf(paid('ann', '1.00'), {}, mapping).tags).toEqual([
    'import:may',
    'file:f00d',
  ]);
});

it('names an import after its file and what its rows become, not after how the file is read', () => {
  const name = defaultName('/a/May 2026 (1).csv', mapping);
  expect(name).toMatch(/^May-2026-1-\.csv\.[0-9a-f]{12}$/);
  expect(name).toMatch(importNamePattern);
  expect(defaultName('/b/May 2026 (1).csv', mapping)).toBe(name);
  expect(defaultName('/a/June.csv', mapping)).not.toBe(name);
  const amount = { kind: 'one', amount: parseTemplate('{fee}') } as const;
  expect(defaultName('/a/May 2026 (1).csv', { ...mapping, amount })).not.toBe(name);
  const reading = { ...plainReading, numbers: { decimal: ',', thousands: undefined } as const };
  expect(defaultName('/a/May 2026 (1).csv', { ...mapping, reading })).toBe(name);
  expect(defaultName('/a/Überweisungen.csv', mapping)).toMatch(importNamePattern);
  expect(defaultName(`/a/${'x'.repeat(200)}.csv`, mapping)).toMatch(importNamePattern);
});

it('gives imports with keys of the caller one name, whatever their file is called', () => {
  const keyed = { ...mapping, key: parseTemplate('{id}') };
  expect(defaultName('/a/monday.csv', keyed)).toBe(defaultName('/a/tuesday.csv', keyed));
});

it('has nothing of personal text in its keys, from which a short one could be guessed', () => {
  const about = (name: string) => paid('ann', '1.00', { personal: [{ subject: 'c-1', fields: { name } }] });
  expect(keysOf(about('Ann'))).toEqual(keysOf(paid('ann', '1.00')));
  expect(keysOf(about('Ann'))).toEqual(keysOf(about('Bob')));
});
