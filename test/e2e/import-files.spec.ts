import { ImportDesk } from '../support/import-desk';
import { runCommand } from '../support/ledger-command';

let desk: ImportDesk;
beforeAll(async () => {
  desk = await ImportDesk.open();
});
afterAll(() => desk?.close());

let ledger: string;
beforeEach(async () => {
  ledger = await desk.newLedger();
});

describe('numbers', () => {
  const file = () =>
    desk.file('digits.csv', 'who,amount', 'ann,"19,99"', 'bob,"1.000"', 'cid,"250,00"', 'dan,"2.500,00"');

  it('are refused where their point groups thousands, rather than read as 1.00', async () => {
    const { code, report } = await desk.import(ledger, file());
    expect({ code, report }).toMatchObject({ code: 2, report: { accepted: 0, unreadable: 4 } });
  });

  it('are read as the file writes them', async () => {
    const marks = ['--decimal-mark', ',', '--thousands-mark', '.'];
    expect(await desk.import(ledger, file(), ...marks)).toMatchObject({ code: 0, report: { accepted: 4 } });
    expect(await desk.bank(ledger)).toBe('3769.99');
  });

  it('swap the sides where they are negative and may have signs', async () => {
    const signed = desk.file('signed.csv', 'who,amount', 'ann,10.00', 'bob,-7.25');
    expect(await desk.import(ledger, signed)).toMatchObject({
      code: 2,
      report: { accepted: 1, unreadable: 1 },
    });
    expect(await desk.import(ledger, signed, '--name', 'signed', '--signed')).toMatchObject({ code: 0 });
    expect(await desk.bank(ledger)).toBe('12.75');
  });
});

describe('money in and money out', () => {
  /** Imports a file of payments between the bank and its customers. */
  const importFile = (file: string, ...words: string[]) =>
    runCommand(
      desk.services,
      ...['import', file, '--ledger', ledger, '--debit', 'bank', '--credit', 'customers:{who}'],
      ...['--currency', 'EUR', ...words],
    );

  it('have a column each, and a row with both or neither is unparseable', async () => {
    const file = desk.file(
      'columns.csv',
      'who,Paid in,Paid out',
      ...['ann,100.00,', 'ann,,7.25', 'bob,50.00,0.00', 'cid,1.00,2.00', 'dan,,'],
    );
    const words = ['--money-in', '{Paid in}', '--money-out', '{Paid out}'];
    const { code, report } = await importFile(file, ...words);
    expect({ code, report }).toMatchObject({
      code: 2,
      report: { accepted: 3, unreadable: 2, problems: [{ line: 5 }, { line: 6 }] },
    });
    expect(await desk.bank(ledger)).toBe('142.75');
    expect(await importFile(file, ...words)).toMatchObject({ report: { accepted: 0, alreadyPosted: 3 } });
  });

  it('are distinguished by a column of marks', async () => {
    const file = desk.file(
      'umsatz.csv',
      'who;Betrag;S/H',
      ...['ann;1.234,50;H', 'ann;34,50;S', 'bob;1,00;X'],
    );
    const marks = ['--side', '{S/H}', '--in', 'H', '--out', 'S'];
    const numbers = ['--separator', ';', '--decimal-mark', ',', '--thousands-mark', '.'];
    const { code, report } = await importFile(file, '--amount', '{Betrag}', ...marks, ...numbers);
    expect({ code, report }).toMatchObject({
      code: 2,
      report: {
        accepted: 2,
        problems: [{ line: 4, detail: 'The side "X" is neither h (--in) nor s (--out).' }],
      },
    });
    expect(await desk.bank(ledger)).toBe('1200.00');
  });

  it('need options that fit together, and columns that the file has', async () => {
    const file = desk.file('one.csv', 'who,in,out', 'ann,1.00,');
    const half = await importFile(file, '--money-in', '{in}');
    expect([half.code, half.stderr.trim()]).toEqual([3, '--money-in and --money-out need each other.']);
    const other = await importFile(file, '--money-in', '{in}', '--money-out', '{paid}');
    expect([other.code, other.stderr]).toEqual([3, expect.stringContaining('paid')]);
  });
});

describe('text', () => {
  const bytes = Buffer.from('who,amount,memo\nann,1.00,Müller\nbob,2.00,Smith\n', 'latin1');
  const described = ['--description', '{memo}'];

  it('that is not UTF-8 is left out, and never stored damaged', async () => {
    const { code, report } = await desk.import(ledger, desk.file('latin.csv', bytes), ...described);
    expect({ code, report }).toMatchObject({ code: 2, report: { accepted: 1, unreadable: 1 } });
    expect(report.problems).toMatchObject([
      { line: 2, detail: expect.stringContaining('not utf-8') as string },
    ]);
    expect(await desk.bank(ledger)).toBe('2.00');
  });

  it('is read in the encoding that is named', async () => {
    const file = desk.file('latin.csv', bytes);
    expect(await desk.import(ledger, file, ...described, '--encoding', 'windows-1252')).toMatchObject({
      code: 0,
    });
    expect((await desk.transactions(ledger)).map(({ description }) => description)).toEqual([
      'Müller',
      'Smith',
    ]);
  });
});

describe('a header', () => {
  it('that has a column twice is refused, and the column named', async () => {
    const { code, stderr } = await desk.import(
      ledger,
      desk.file('twice.csv', 'who,amount,amount', 'ann,1.00,99.00'),
    );
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining('the column amount twice') as string,
    });
    expect(await desk.bank(ledger)).toBe('0.00');
  });

  it.each([
    [
      'lacks a column',
      'who,amounts',
      'There is no column amount; the header in line 1 has who, amounts. Did you mean amounts?',
    ],
    ['is separated by semicolons', 'who;amount', 'Its cells seem to be separated by semicolons.'],
  ])('that %s is refused, with the columns that there are', async (_, header, sentence) => {
    const { code, stderr } = await desk.import(ledger, desk.file('other.csv', header, 'ann,1.00'));
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(sentence) as string });
  });

  it('is found behind other lines, which are reported, or where it was said to be', async () => {
    const file = desk.file('bank.csv', 'Statement;;', 'Account;NL91;', '', 'who;amount;memo', 'ann;1.00;x');
    const semicolons = ['--separator', ';'];
    const found = await desk.import(ledger, file, ...semicolons);
    expect(found).toMatchObject({ code: 2, report: { accepted: 1, problems: [{ line: 1 }, { line: 2 }] } });
    expect(await desk.import(ledger, file, ...semicolons, '--header-line', '4')).toMatchObject({
      code: 0,
      report: { rows: 1, alreadyPosted: 1 },
    });
  });
});

describe('a row of which no transaction can be made', () => {
  it.each([
    ['an account that is none', ['ann smith,1.00,', 'bob smith,2.00,'], []],
    ['a date in another form', ['ann,1.00,29.03.2026', 'bob,2.00,2026-03-29'], ['--effective-at', '{day}']],
  ])('makes the import end with exit code 2: %s', async (_, rows, words) => {
    const { code, report } = await desk.import(
      ledger,
      desk.file('bad.csv', 'who,amount,day', ...rows),
      ...words,
    );
    expect({ code, accepted: report.accepted, problems: report.problems.length }).toEqual({
      code: 2,
      accepted: 0,
      problems: 2,
    });
  });

  it.each(['bob,2.00', 'bob,2.00,6" pipe', '  ', ',,', 'bob,2.00,"open'])(
    'is left out with its line, and the others are posted: %j',
    async (bad) => {
      const file = desk.file('bad.csv', 'who,amount,memo', 'ann,1.00,x', bad, 'cid,4.00,y');
      const { code, stderr, report } = await desk.import(ledger, file);
      expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
      expect(report).toMatchObject({ accepted: 2, unreadable: 1, problems: [{ row: 2, line: 3 }] });
      expect(await desk.bank(ledger)).toBe('5.00');
    },
  );

  it('is named by --json and written to a file by --rejects, however many there are', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `c${i},"1,${i + 10}"`);
    const file = desk.file('many.csv', 'who,amount', ...rows, 'ann,1.00');
    const { code, report } = await desk.import(ledger, file, '--rejects', desk.path('rejects.csv'));
    expect({ code, named: report.problems.length }).toEqual({ code: 2, named: 60 });
    const lines = desk.read('rejects.csv').trim().split('\r\n');
    expect(lines).toHaveLength(61);
    expect(lines[0]).toBe('line,code,detail,row');
    expect(lines[60]).toMatch(/^61,Unreadable,".*","c59,""1,69"""$/);
    const people = await desk.importForPeople(ledger, file);
    expect(people.stdout).toContain('and 55 more; --rejects writes all of them');
  });

  it('that the rules refuse is tried again by the next run', async () => {
    const file = desk.file('limit.csv', 'who,amount,to', 'ann,5.00,bob', 'ann,1.00,bob');
    const words = ['--debit', 'customers:{who}', '--credit', 'customers:{to}'];
    const limits = [{ currency: 'EUR', minimum: '0.00' }];
    const { status } = await desk.services.api.post(`/v1/ledgers/${ledger}/accounts`, {
      path: 'customers:ann',
      type: 'liability',
      limits,
    });
    expect(status).toBe(201);
    expect(await desk.import(ledger, file, ...words)).toMatchObject({ code: 2, report: { accepted: 0 } });
    await desk.import(ledger, desk.file('topup.csv', 'who,amount', 'ann,6.00'));
    expect(await desk.import(ledger, file, ...words)).toMatchObject({ code: 0, report: { accepted: 2 } });
  });
});

it('leaves out what may be left out where its cell is empty', async () => {
  const file = desk.file(
    'optional.csv',
    'who,amount,memo,ref',
    'ann,1.00,rent,r1',
    'bob,2.00,,',
    'cid,3.00,food,r3',
  );
  const words = ['--description', '{memo}', '--reference', '{ref}'];
  expect(await desk.import(ledger, file, ...words)).toMatchObject({ code: 0, report: { accepted: 3 } });
  const [ann, bob] = await desk.transactions(ledger);
  expect(ann).toMatchObject({ description: 'rent', reference: 'r1' });
  expect(bob).not.toHaveProperty('description');
  expect(bob).not.toHaveProperty('reference');
});

it('reads a bank file with all of it at once: separator, encoding, digits, signs and dates', async () => {
  const text =
    'Kontoauszug\r\n\r\nBuchung;Empfänger;Betrag\r\n29.03.2025;müller;1.234,50\r\n30.03.2025;müller;-34,50\r\n';
  const { code } = await desk.import(
    ledger,
    desk.file('umsatz.csv', Buffer.from(text, 'latin1')),
    ...['--separator', ';', '--encoding', 'iso-8859-1', '--header-line', '3'],
    ...['--credit', 'customers:all', '--description', '{Empfänger}', '--amount', '{Betrag}'],
    ...['--decimal-mark', ',', '--thousands-mark', '.', '--signed'],
    ...['--effective-at', '{Buchung}', '--date-format', 'dd.MM.yyyy', '--time-zone', 'Europe/Berlin'],
  );
  expect(code).toBe(0);
  expect(await desk.bank(ledger)).toBe('1200.00');
  expect(await desk.transactions(ledger)).toMatchObject([
    { description: 'müller', effectiveAt: '2025-03-28T23:00:00.000Z' },
    {
      effectiveAt: '2025-03-29T23:00:00.000Z',
      postings: [{ account: 'customers:all', amount: '34.50' }, {}],
    },
  ]);
});

it.each<[string, string[], string]>([
  ['an encoding nobody knows', ['--encoding', 'klingon'], 'There is no encoding klingon'],
  ['a separator of two characters', ['--separator', '::'], '--separator takes one character'],
  ['one mark for two', ['--decimal-mark', ',', '--thousands-mark', ','], 'cannot be the same'],
  ['a name that is no tag', ['--name', 'a b'], '--name takes'],
  ['a date form that is none', ['--effective-at', '{who}', '--date-format', 'dd.mm.yyyy'], 'MM for months'],
  ['rejects that would overwrite the file', ['--rejects', __filename], 'name another'],
])('says by exit code 3, in one sentence, what is wrong with its options: %s', async (_, words, sentence) => {
  const { code, stderr } = await desk.import(ledger, __filename, '--format', 'csv', ...words);
  expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: 3, lines: 1 });
  expect(stderr).toContain(sentence);
});
