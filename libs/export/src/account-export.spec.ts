import {
  MalformedAccountExport,
  parseAccountHeader,
  parseAccountLine,
  type AccountExportEnd,
  type AccountExportLine,
} from '@proof/account-export-format';
import { leafHash } from '@entries/entry';
import { parseProof, provesEntry } from '@proof/tlog-proof';
import { accountLines } from '../../../test/support/account-exported';
import { checkpointOf, journalOf } from '../../../test/support/tampering';
import { keys, ledger, log } from '../../../test/support/written-journal';

const parsed = (lines: readonly string[]) => ({
  header: parseAccountHeader(lines[0]!),
  lines: lines.slice(1, -1).map((line) => parseAccountLine(line) as AccountExportLine),
  end: (parseAccountLine(lines.at(-1)!) as AccountExportEnd).end,
});

it('begins with whose it is and the checkpoint under which it is proved', async () => {
  const { header } = parsed(await accountLines());
  const { note } = checkpointOf(journalOf(), 14);
  expect(header).toEqual({
    format: 'ledger-account-export/v1',
    log,
    ledger,
    account: 'customers:alice',
    checkpoint: note,
  });
});

it('has every entry that speaks of the account, as it is stored, with a proof that holds', async () => {
  const journal = journalOf();
  const { lines } = parsed(await accountLines());
  expect(lines.map(({ seq }) => seq)).toEqual(['4', '5', '6', '7', '8', '10', '12', '13']);
  for (const { seq, entry, proof } of lines) {
    expect(Buffer.from(entry)).toEqual(Buffer.from(journal[Number(seq)]!.data));
    const { index, ...rest } = parseProof(proof);
    expect([index, provesEntry({ index, ...rest }, leafHash(Buffer.from(entry)))]).toEqual([
      Number(seq),
      true,
    ]);
  }
});

it('shows the statement lines, counted without gaps', async () => {
  const { lines, end } = parsed(await accountLines());
  expect(lines[0]!.lines).toEqual([]);
  expect(lines[1]!.lines).toEqual([
    {
      posting: 1,
      side: 'credit',
      amount: '10.00',
      currency: 'EUR',
      posted: '10.00',
      available: '10.00',
      version: '1',
      line: '1',
    },
  ]);
  expect(lines.flatMap((line) => line.lines.map(({ version }) => version))).toEqual('1234567'.split(''));
  expect(end).toMatchObject({
    entries: '8',
    lines: '7',
    closing: [{ currency: 'EUR', posted: '25.00', available: '25.00', version: '7' }],
  });
});

it('ends with the keys that the checkpoint is judged by', async () => {
  const { end } = parsed(await accountLines());
  const seqs = end.keys.events.map((event) => (event as { seq: string }).seq);
  expect([end.keys.root, seqs]).toEqual([keys.root(ledger).vkey, ['1', '2', '9', '11']]);
});

it('leaves out what the checkpoint does not cover', async () => {
  const journal = journalOf();
  const { lines, end } = parsed(
    await accountLines('customers:alice', journal, checkpointOf(journal, 9).note),
  );
  expect(lines.map(({ seq }) => seq)).toEqual(['4', '5', '6', '7', '8']);
  expect(end.closing).toEqual([{ currency: 'EUR', posted: '17.00', available: '17.00', version: '4' }]);
});

it('is not taken in by an account whose name is in a text', async () => {
  const journal = journalOf(undefined, (entry) => {
    if (entry.type === 'TransactionPosted') entry.body = { ...entry.body, description: 'customers' };
  });
  expect(parsed(await accountLines('customers', journal)).lines).toEqual([]);
});

it.each<[string, (lines: string[]) => string]>([
  ['white space', ([header]) => header!.replace(',', ', ')],
  ['another format', ([header]) => header!.replace('/v1', '/v2')],
  ['another field', ([header]) => header!.replace('"log"', '"logs"')],
  ['no JSON', () => '{'],
])('is not read as a header: %s', async (_, change) => {
  const text = change(await accountLines());
  expect(() => parseAccountHeader(text)).toThrow(MalformedAccountExport);
});

it.each<[string, (lines: string[]) => string]>([
  ['white space', (lines) => `${lines[1]!} `],
  ['a key twice', (lines) => lines[1]!.replace('"seq"', '"seq":"1","seq"')],
  ['figures of another shape', (lines) => lines[2]!.replace('"posting":1', '"posting":"1"')],
  ['an amount that is a number', (lines) => lines[2]!.replace('"amount":"10.00"', '"amount":10.00')],
  ['an end without keys', () => '{"end":{"entries":"0","closing":[]}}'],
  ['a list', () => '[]'],
])('is not read as a line: %s', async (_, change) => {
  const text = change(await accountLines());
  expect(() => parseAccountLine(text)).toThrow(MalformedAccountExport);
});
