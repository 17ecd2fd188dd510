import { ImportDesk, untilKnown } from '../support/import-desk';

let desk: ImportDesk;
beforeAll(async () => {
  desk = await ImportDesk.open();
});
afterAll(() => desk?.close());

let ledger: string;
beforeEach(async () => {
  ledger = await desk.newLedger();
});

const header = 'who,amount';

describe('a file that was corrected after some of its rows were posted', () => {
  const wrong = () => desk.file('month.csv', header, 'ann,10.00', 'bob,"20,00"', 'cid,30.00');
  const right = () => desk.file('month.csv', header, 'ann,10.00', 'bob,20.00', 'cid,30.00');

  it('posts nothing until the caller decides, and says how many rows stand there, which, and what to give', async () => {
    const first = await desk.import(ledger, wrong());
    expect(first).toMatchObject({ code: 2, report: { accepted: 2, unreadable: 1 } });
    const second = await desk.import(ledger, right());
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toContain('Of 3 rows');
    expect(second.stderr).toContain(`2 stand in ${ledger} already`);
    expect(second.stderr).toMatch(/line 2 is entry \d+\n {2}line 4 is entry \d+\n/);
    expect(second.stderr).toContain('--continue');
    expect(second.stderr).toContain('--name');
    expect(await desk.bank(ledger)).toBe('40.00');
  });

  it('posts with --continue only what does not stand there: 60.00, not 100.00', async () => {
    await desk.import(ledger, wrong());
    const { code, report } = await desk.import(ledger, right(), '--continue');
    expect({ code, report }).toMatchObject({ code: 0, report: { rows: 3, alreadyPosted: 2, accepted: 1 } });
    expect(await desk.bank(ledger)).toBe('60.00');
  });

  it('was decided about once: the same bytes resume by themselves from then on', async () => {
    await desk.import(ledger, wrong());
    await desk.import(ledger, right(), '--continue');
    const { code, report } = await desk.import(ledger, right());
    expect({ code, report }).toMatchObject({ code: 0, report: { alreadyPosted: 3, accepted: 0 } });
    expect(await desk.bank(ledger)).toBe('60.00');
  });

  it('posts all of its rows under another name, where equal rows are meant again', async () => {
    await desk.import(ledger, wrong());
    const { code, report } = await desk.import(ledger, right(), '--name', 'june');
    expect({ code, report }).toMatchObject({ code: 0, report: { name: 'june', accepted: 3 } });
    expect(await desk.bank(ledger)).toBe('100.00');
  });

  it('tries the row that was left out again under a name of its own: 60.00, not 40.00', async () => {
    await desk.import(ledger, wrong(), '--name', 'may');
    expect((await desk.import(ledger, right(), '--name', 'may')).code).toBe(1);
    expect(await desk.bank(ledger)).toBe('40.00');
    expect((await desk.import(ledger, right(), '--name', 'may', '--continue')).code).toBe(0);
    expect(await desk.bank(ledger)).toBe('60.00');
  });

  it('names what was posted and the file has no longer, before the caller decides and after', async () => {
    await desk.import(ledger, desk.file('month.csv', header, 'ann,10.00', 'bob,2.00'));
    const corrected = desk.file('month.csv', header, 'ann,10.00', 'bob,20.00');
    expect((await desk.import(ledger, corrected)).stderr).toContain('2.00 EUR bank → customers:bob');
    const { report } = await desk.import(ledger, corrected, '--continue');
    expect(report.notInFile!.transactions).toMatchObject([
      { postings: [{ amount: '2.00' }, { account: 'customers:bob' }] },
    ]);
    expect(await desk.bank(ledger)).toBe('32.00');
  });
});

describe('a file to which a row was appended', () => {
  it('posts nothing until the caller decides, then the appended row: 60.00, not 90.00', async () => {
    await desk.import(ledger, desk.file('grow.csv', header, 'ann,10.00', 'bob,20.00'));
    const grown = desk.file('grow.csv', header, 'ann,10.00', 'bob,20.00', 'cid,30.00');
    expect((await desk.import(ledger, grown)).stderr).toContain(`2 stand in ${ledger} already`);
    expect(await desk.bank(ledger)).toBe('30.00');
    await desk.import(ledger, grown, '--continue');
    expect(await desk.bank(ledger)).toBe('60.00');
  });
});

describe('60,000 rows with a stray quotation mark in one', () => {
  const rows = (memo: string) =>
    Array.from(
      { length: 60_000 },
      (_, i) => `p${i + 1},1.00,${i === 55_000 ? memo : 'monthly fee as agreed'}`,
    );
  const file = (memo: string) => desk.file('fees.csv', 'who,amount,memo', ...rows(memo));

  it('posts all others, and that one once it is corrected: 60000.00, not 109000.00', async () => {
    const first = await desk.import(ledger, file('a 6" pipe'), '--description', '{memo}');
    expect(first).toMatchObject({
      code: 2,
      report: { accepted: 59_999, unreadable: 1, problems: [{ row: 55_001, line: 55_002 }] },
    });
    const second = await desk.import(ledger, file('a 6 inch pipe'), '--description', '{memo}', '--continue');
    expect(second).toMatchObject({ code: 0, report: { rows: 60_000, alreadyPosted: 59_999, accepted: 1 } });
    expect(await desk.bank(ledger)).toBe('60000.00');
  });
});

describe('an import whose rows have keys of the caller', () => {
  const keyed = ['--key', '{k}'];

  it('posts the row that was left out once it is corrected: 60.00, not 40.00', async () => {
    const wrong = desk.file('keyed.csv', 'k,who,amount', '1,ann,10.00', '2,bob,"20,00"', '3,cid,30.00');
    expect((await desk.import(ledger, wrong, ...keyed)).code).toBe(2);
    const right = desk.file('keyed.csv', 'k,who,amount', '1,ann,10.00', '2,bob,20.00', '3,cid,30.00');
    const { code, report } = await desk.import(ledger, right, ...keyed);
    expect({ code, report }).toMatchObject({ code: 0, report: { alreadyPosted: 2, accepted: 1 } });
    expect(await desk.bank(ledger)).toBe('60.00');
  });

  it('posts what is new where the newest rows stand first: 150.00, not 60.00', async () => {
    const old = ['3,cid,30.00', '2,bob,20.00', '1,ann,10.00'];
    await desk.import(ledger, desk.file('monday.csv', 'k,who,amount', ...old), ...keyed);
    expect(await desk.bank(ledger)).toBe('60.00');
    const more = desk.file('tuesday.csv', 'k,who,amount', '5,eve,50.00', '4,dan,40.00', ...old);
    const { code, report } = await desk.import(ledger, more, ...keyed);
    expect({ code, report }).toMatchObject({ code: 0, report: { alreadyPosted: 3, accepted: 2 } });
    expect(await desk.bank(ledger)).toBe('150.00');
  });

  it('goes on with a file that has none of the keys so far', async () => {
    await desk.import(ledger, desk.file('one.csv', 'k,who,amount', '1,ann,1.00', '2,bob,2.00'), ...keyed);
    const next = desk.file('two.csv', 'k,who,amount', '3,cid,3.00', '4,dan,4.00');
    const { code, report } = await desk.import(ledger, next, ...keyed);
    expect({ code, report }).toMatchObject({ code: 0, report: { accepted: 2 } });
    expect(await desk.bank(ledger)).toBe('10.00');
  });

  it('refuses a row whose key stands for something else, and reports both', async () => {
    const first = desk.file('fees.csv', 'k,who,amount,fee', '1,ann,10.00,1.00', '2,bob,20.00,20.00');
    await desk.import(ledger, first, ...keyed);
    const { code, report } = await desk.import(ledger, first, ...keyed, '--amount', '{fee}');
    expect({ code, report }).toMatchObject({
      code: 2,
      report: { alreadyPosted: 1, accepted: 0, refused: { IdempotencyKeyReused: 1 } },
    });
    expect(report.problems[0]!.detail).toContain('10.00 EUR bank → customers:ann');
    expect(report.problems[0]!.detail).toContain('1.00 EUR bank → customers:ann');
    expect(await desk.bank(ledger)).toBe('30.00');
  });

  it('takes a key that stands twice in one file for one row, and a conflict where they differ', async () => {
    const file = desk.file('twice.csv', 'k,who,amount', '1,ann,1.00', '1,ann,1.00', '1,ann,2.00');
    const { code, report } = await desk.import(ledger, file, ...keyed);
    expect({ code, report }).toMatchObject({
      code: 2,
      report: { accepted: 1, alreadyPosted: 1, refused: { IdempotencyKeyReused: 1 } },
    });
    expect(await desk.bank(ledger)).toBe('1.00');
  });

  it('names what earlier runs posted and the file has no longer', async () => {
    await desk.import(ledger, desk.file('one.csv', 'k,who,amount', '1,ann,1.00', '2,bob,2.00'), ...keyed);
    const next = desk.file('two.csv', 'k,who,amount', '2,bob,2.00', '3,cid,3.00');
    const { report } = await desk.import(ledger, next, ...keyed);
    expect(report.notInFile!.transactions).toMatchObject([{ postings: [{ amount: '1.00' }, {}] }]);
  });
});

describe('one file for two imports', () => {
  const file = () => desk.file('both.csv', 'who,amount,fee', 'ann,10.00,1.00', 'bob,20.00,2.00');

  it('posts amounts, then fees, as another mapping is another import, and says so: 33.00, not 30.00', async () => {
    const first = await desk.import(ledger, file());
    await untilKnown(desk.services, `/v1/ledgers/${ledger}?after=${first.report.lastSeq}`);
    const { code, report } = await desk.import(ledger, file(), '--amount', '{fee}');
    expect({ code, report }).toMatchObject({
      code: 0,
      report: { accepted: 2, otherName: first.report.name },
    });
    expect(await desk.bank(ledger)).toBe('33.00');
  });

  it('asks where the same bytes come under the same name and are read in another way', async () => {
    await desk.import(ledger, file(), '--name', 'may');
    const again = await desk.import(ledger, file(), '--name', 'may', '--amount', '{fee}');
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('2 transactions from this very file');
    expect(await desk.bank(ledger)).toBe('30.00');
    await desk.import(ledger, file(), '--name', 'may', '--amount', '{fee}', '--continue');
    expect(await desk.bank(ledger)).toBe('33.00');
  });
});

describe('the same payments in another form', () => {
  it('are known again when the file is sorted, or encoded in another way', async () => {
    await desk.import(
      ledger,
      desk.file('x.csv', 'who,amount,memo', 'ann,10.00,Miete für Mai', 'bob,20.00,x'),
      '--description',
      '{memo}',
    );
    const bytes = Buffer.from('amount;memo;who\r\n20,00;x;bob\r\n10,00;Miete für Mai;ann\r\n', 'latin1');
    const reading = ['--separator', ';', '--decimal-mark', ',', '--encoding', 'windows-1252'];
    const { code, report } = await desk.import(
      ledger,
      desk.file('x.csv', bytes),
      '--description',
      '{memo}',
      ...reading,
      '--continue',
    );
    expect({ code, report }).toMatchObject({ code: 0, report: { alreadyPosted: 2, accepted: 0 } });
    expect(await desk.bank(ledger)).toBe('30.00');
  });

  it('count as often as they stand in the file, and no more when it is imported again', async () => {
    const file = desk.file('coffee.csv', header, 'ann,2.50', 'ann,2.50', 'ann,2.50');
    expect((await desk.import(ledger, file)).report).toMatchObject({ accepted: 3 });
    expect((await desk.import(ledger, file)).report).toMatchObject({ accepted: 0, alreadyPosted: 3 });
    const one = desk.file('coffee.csv', header, ...Array<string>(4).fill('ann,2.50'));
    expect((await desk.import(ledger, one, '--continue')).report).toMatchObject({
      accepted: 1,
      alreadyPosted: 3,
    });
    expect(await desk.bank(ledger)).toBe('10.00');
  });

  it('are posted without a question where a file of the same name has none of the rows so far', async () => {
    await desk.import(ledger, desk.file('daily.csv', header, 'ann,1.00'));
    const { code, report } = await desk.import(ledger, desk.file('daily.csv', header, 'ann,2.00'));
    expect({ code, report }).toMatchObject({ code: 0, report: { accepted: 1, notInFile: null } });
    expect(await desk.bank(ledger)).toBe('3.00');
  });
});
