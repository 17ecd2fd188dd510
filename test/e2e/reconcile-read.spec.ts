import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileRecord } from '@statement-files/record';
import { runAlone } from '../support/ledger-command';
import { page } from '../support/pages';
import { Shell } from '../support/shell';
import { samplesFolder } from '../support/statement-records';
import { comparable, stepsOf } from '../support/walked-page';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-reconcile-read-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const read = (file: string, ...words: string[]) =>
  runAlone({}, 'reconcile', 'read', join(samplesFolder, file), ...words);

describe('docs/RECONCILIATION.md', () => {
  const steps = stepsOf(page('docs/RECONCILIATION.md').text);
  const shell = new Shell({});

  afterAll(() => shell.end());

  it.each(steps)('shows what comes of it: $title', async (step) => {
    if (!('command' in step) || !step.answer) throw new Error('a command of the page has no answer');
    const { language, text } = step.answer;
    expect(comparable(language, await shell.run(step.command))).toEqual(comparable(language, text));
  });

  it('has commands to walk through', () => {
    expect(steps.length).toBeGreaterThan(3);
  });
});

it('ends with 0 where nothing needs a person, and with 2 where something does', async () => {
  expect((await read('camt053-v02-batch.xml')).code).toBe(0);
  expect((await read('mt940-no-closing.sta')).code).toBe(2);
});

it('ends with 1 where the file is refused, and says why and on which line', async () => {
  const { code, stderr, stdout } = await read('hostile-entities.xml');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('Line 2: the file declares entities.');
});

it.each<[string, string, string[], string]>([
  ['the format is not known', 'README.md', [], 'give a mapping'],
  ['there is no such file', 'nothing.xml', [], 'There is no file'],
  ['an encoding is not known', 'bank-export.csv', ['--encoding', 'klingon'], 'There is no encoding klingon'],
  ['a time zone is not known', 'camt053-v02-batch.xml', ['--time-zone', 'Here'], 'Here is not a time zone'],
  [
    'a mapping is no mapping',
    'bank-export.csv',
    ['--mapping', join(samplesFolder, 'README.md')],
    'is not JSON',
  ],
  ['a token is written otherwise', 'onchain-transfers.ndjson', ['--token', 'x'], 'ADDRESS=CODE:decimals'],
  ['a preset is not known', 'stripe-balance.csv', ['--preset', 'acme'], 'Allowed choices are stripe, adyen'],
])('ends with 3 where %s', async (_, file, words, sentence) => {
  const { code, stderr } = await read(file, ...words);
  expect(code).toBe(3);
  expect(stderr).toContain(sentence);
});

it('refuses a mapping with a field that there is not, and names it', async () => {
  const file = join(folder, 'mapping.json');
  writeFileSync(file, JSON.stringify({ booked: 'Day', amount: 'Sum', saldo: 'Balance' }));
  const { code, stderr } = await read('bank-export.csv', '--mapping', file);
  expect(code).toBe(3);
  expect(stderr).toContain('saldo');
});

it('prints every record as a line of JSON, in the order of the file', async () => {
  const { stdout } = await read('camt053-v02-batch.xml', '--json');
  const records = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as FileRecord);
  expect(records.map(({ kind }) => kind)).toEqual(['format', 'line', 'line', 'statement']);
  expect(records[1]).toMatchObject({ line: { amount: '429.56', way: 'in', items: [{}, {}] } });
});

it('prints no control character of a file', async () => {
  const file = join(folder, 'colours.sta');
  writeFileSync(
    file,
    ':20:X\n:25:N\u001b[31mL1\n:60F:C260101EUR0,\n:61:260101C1,NMSCX\n:86:\u001b[2Jgone\n:62F:C260101EUR1,\n',
  );
  const { stdout } = await runAlone({}, 'reconcile', 'read', file);
  expect(stdout).toContain('gone');
  expect(stdout).not.toContain('\u001b');
});
