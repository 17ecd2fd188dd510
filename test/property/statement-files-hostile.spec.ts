import { zipSync, strToU8 } from 'fflate';
import { readAll, sample } from '../support/statement-records';
import { FileNotReadable } from '@statement-files/bytes/file-not-readable';
import { bytesMax, recordsMax, withinRecords } from '@statement-files/bytes/limits';
import { FormatUnknown, readStatementFile, type FileReading } from '@statement-files/read-statement-file';

const camt = (content: string) =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>${content}</Stmt></BkToCstmrStmt></Document>`;
const entry = (amount: string, currency = 'EUR') =>
  `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-01-01</Dt></BookgDt></Ntry>`;
const account = '<Acct><Id><IBAN>NL1</IBAN></Id><Ccy>EUR</Ccy></Acct>';

async function refusalOf(content: string | Uint8Array, reading?: FileReading): Promise<FileNotReadable> {
  const refusal: unknown = await readAll(content, reading, 1 << 16).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(FileNotReadable);
  return refusal as FileNotReadable;
}

describe('a file beyond a limit is refused as a whole', () => {
  it.each<[string, string, string]>([
    [
      'elements nested more than 64 deep',
      camt('<A>'.repeat(70) + '</A>'.repeat(70)),
      'nests more than 64 elements',
    ],
    [
      'an attribute of more than 4,096 characters',
      camt(`<Id a="${'x'.repeat(5_000)}"/>`),
      'more than 4096 characters',
    ],
    [
      'an element with more than 64 attributes',
      camt(`<Id ${Array.from({ length: 65 }, (_, i) => `a${i}="1"`).join(' ')}/>`),
      'more than 64 attributes',
    ],
    [
      'more than 1 MiB of text in one element',
      camt(`<Id>${'x'.repeat(1_200_000)}</Id>`),
      'more than 1,048,576 characters in one place',
    ],
    [
      'more than 1 MiB of a comment',
      camt(`<!--${'x'.repeat(1_200_000)}-->`),
      'more than 1,048,576 characters in one place',
    ],
    ['a DOCTYPE, even one that declares nothing', `<!DOCTYPE Document>${camt('')}`, 'declares entities'],
    ['an entity that is not declared', camt('<Id>&bomb;</Id>'), 'is not well-formed XML'],
    ['an end before that of its elements', camt('').slice(0, -20), 'is not well-formed XML'],
    ['another message', camt('').replace('camt.053.001.08', 'pacs.008.001.08'), 'no camt.052, .053 or .054'],
    ['a version that is not known', camt('').replace('.001.08', '.001.99'), 'of versions 2 to 13'],
    ['a DOCTYPE in OFX', '<!DOCTYPE x><?OFX?><OFX></OFX>', 'declares entities'],
    [
      'a text without an end in OFX',
      `OFXHEADER:100\n\n<OFX><MEMO>${'x'.repeat(1_200_000)}`,
      'characters in one place',
    ],
    ['a line without an end', `:20:X\n:25:${'x'.repeat(1_200_000)}`, 'a line that is too long'],
    [
      'a BAI2 file that is cut off',
      '01,A,B,260301,0600,1,80,80,2/\n02,A,B,1,260228/\n',
      'ends without its record 99',
    ],
    ['a NACHA file that is cut off', `${'101 231380104 12104288'.padEnd(94)}\n`, 'ends without its record 9'],
    ['nothing', '', 'is none of camt.052'],
  ])('%s', async (_, content, reason) => {
    expect((await refusalOf(content)).message).toContain(reason);
  });

  it('more than 256 MiB', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(':20:X\n:25:1\n');
      const chunk = Buffer.from(`:86:${'x'.repeat(1 << 19)}\n:28:1\n`);
      for (let bytes = 0; bytes <= bytesMax; bytes += chunk.length) yield await Promise.resolve(chunk);
    }
    const reading = async () => {
      for await (const record of readStatementFile(endless(), {})) void record;
    };
    await expect(reading()).rejects.toThrow('has more than 256 MiB');
  });

  it('more than 1,000,000 records', async () => {
    async function* many(): AsyncGenerator<number> {
      for (let count = 1; ; count += 1) yield count;
    }
    let last = 0;
    const reading = async () => {
      for await (const count of withinRecords(many())) last = count;
    };
    await expect(reading()).rejects.toThrow('has more than 1,000,000 records');
    expect(last).toBe(recordsMax);
  });
});

describe('what cannot be read is named by its line, and everything else is read', () => {
  it.each([
    ['more digits than an amount may have', '1'.repeat(39), 'is not an amount'],
    ['more decimals than its currency, not all of them zeros', '1.005', 'its currency has 2'],
    ['an exponent', '1e6', 'is not an amount'],
    ['a sign beside CRDT', '-1.00', 'Its amount is negative'],
    ['no digits', '', 'It has no amount'],
  ])('an amount with %s', async (_, amount, reason) => {
    const { breaks, lines, statements } = await readAll(
      camt(`${account}\n${entry(amount)}\n${entry('2.000')}`),
    );
    expect(breaks[0]).toMatchObject({ kind: 'LineUnreadable', fileLine: '2' });
    expect(breaks[0]!.reason).toContain(reason);
    expect(lines.map((line) => line.amount)).toEqual(['2.00']);
    expect(statements[0]!.adds).toBeUndefined();
  });

  it('an entry in another currency than its account is a break, and counts in no sum', async () => {
    const { breaks, statements } = await readAll(camt(`${account}${entry('1.00', 'USD')}${entry('2.00')}`));
    expect(breaks[0]).toMatchObject({ kind: 'CurrencyOther', currency: 'USD', amount: '1.00' });
    expect(statements[0]).toMatchObject({ in: '2.00', lines: '1' });
  });

  it('a currency whose decimals nobody said is no guess', async () => {
    const file = camt(account.replace('EUR', 'BGN') + entry('1.00', 'BGN'));
    expect((await readAll(file)).breaks[0]!.reason).toContain('decimals of the currency BGN');
    expect((await readAll(file, { currencies: { BGN: 2 } })).lines).toMatchObject([
      { amount: '1.00', currency: 'BGN' },
    ]);
  });

  it('details that do not add up are a break, and the line is one item', async () => {
    const details =
      '<NtryDtls><TxDtls><Amt Ccy="EUR">1</Amt></TxDtls><TxDtls><Amt Ccy="EUR">1</Amt></TxDtls></NtryDtls>';
    const { breaks, lines } = await readAll(
      camt(account + entry('3.00').replace('</Ntry>', `${details}</Ntry>`)),
    );
    expect(lines[0]!.items).toBeUndefined();
    expect(breaks[0]).toMatchObject({ kind: 'DetailsDoNotAddUp', line: '1', stated: '3.00', found: '2.00' });
  });

  it('totals of a statement that differ from its entries are a break', async () => {
    const summary =
      '<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries><TtlCdtNtries><Sum>5.00</Sum></TtlCdtNtries></TxsSummry>';
    const { breaks } = await readAll(camt(account + summary + entry('3.00')));
    expect(breaks.filter(({ kind }) => kind === 'ControlTotalMismatch')).toMatchObject([
      { stated: '2 entries', found: '1' },
      { stated: 'in 5.00', found: '3.00' },
    ]);
  });

  it('a NACHA amount that is no number is no amount of zero', async () => {
    const file = sample('nacha-returns.ach').toString().replace('0000025000CUST-1', '00000X5000CUST-1');
    const { advices, breaks } = await readAll(file);
    expect(advices).toHaveLength(2);
    expect(breaks).toContainEqual(expect.objectContaining({ kind: 'LineUnreadable', fileLine: '3' }));
  });
});

describe('encodings are UTF-8, strictly, or named', () => {
  const latin = sample('mt940-odd-lines.sta');

  it('refuses other bytes, with the line on which they are, unless an encoding is named', async () => {
    expect(await refusalOf(latin)).toMatchObject({
      line: 7,
      reason: 'has bytes that are not UTF-8; name its encoding',
    });
    const { lines } = await readAll(latin, { encodings: ['windows-1252'] });
    expect(lines[0]!.text).toContain('Müller GmbH');
  });

  it('does not take the first part of a file for UTF-8 and the rest for something else', async () => {
    const mixed = Buffer.concat([Buffer.from(':20:é\n'), latin]);
    expect((await refusalOf(mixed, { encodings: ['utf-8', 'windows-1252'] })).message).toContain(
      'behind others that are',
    );
  });

  it('reads XML in the encoding that it declares', async () => {
    const file = `<?xml version="1.0" encoding="ISO-8859-1"?>${camt(`${account}${entry('1')}`.replace('<Dt>', '<Dt>'))}`;
    const named = file.replace('</Ntry>', '<AddtlNtryInf>Zürich</AddtlNtryInf></Ntry>');
    expect((await readAll(Buffer.from(named, 'latin1'))).lines[0]!.text).toBe('Zürich');
  });

  it('refuses an encoding that is not known', async () => {
    const file = `<?xml version="1.0" encoding="klingon"?>${camt('')}`;
    expect((await refusalOf(file)).message).toContain('names the encoding klingon');
  });
});

describe('a zip', () => {
  const files = {
    'a.xml': new Uint8Array(sample('camt053-v02-batch.xml')),
    'b/c.sta': new Uint8Array(sample('mt940-no-closing.sta')),
  };

  it('is read as the files in it, statements counted through', async () => {
    const { lines, records, statements } = await readAll(zipSync(files), {}, 100);
    expect(records.flatMap((each) => (each.kind === 'format' ? [[each.format, each.file]] : []))).toEqual([
      ['camt.053.001.02', 'a.xml'],
      ['mt940', 'b/c.sta'],
    ]);
    expect(statements.map(({ id }) => id)).toEqual(['0417164300.2026-05-15', '361', '362', '363']);
    expect(lines.map(({ statement }) => statement)).toEqual(['0', '0', '1', '2', '2', '3']);
  });

  it('is refused where it is cut off, wherever that is', async () => {
    const whole = zipSync({ 'a.xml': files['a.xml'] });
    const inFile = whole.length - 150;
    for (const end of [4, 20, 60, inFile]) await refusalOf(whole.slice(0, end));
  });

  it('is refused where it unpacks to more than a file may have, before the memory is full', async () => {
    const field = `:86:${'x'.repeat(1 << 19)}\n:28:1\n`;
    const bomb = zipSync(
      { 'a.sta': strToU8(`:20:X\n:25:1\n${field.repeat(bytesMax / (1 << 19))}`) },
      { level: 1 },
    );
    expect(bomb.length).toBeLessThan(1 << 20);
    expect((await refusalOf(bomb)).message).toContain('256 MiB');
  });

  it('is refused where it holds a zip, or a file of no known format, which is named', async () => {
    expect((await refusalOf(zipSync({ 'in.zip': zipSync(files) }))).message).toContain(
      '"in.zip", which is a zip within a zip',
    );
    const refusal = await refusalOf(zipSync({ 'letter.pdf': strToU8('%PDF-1.7') }));
    expect(refusal).toBeInstanceOf(FormatUnknown);
    expect(refusal.message).toContain('"letter.pdf"');
  });
});
