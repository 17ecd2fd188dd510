import { createReadStream } from 'node:fs';
import fc from 'fast-check';
import { FileRefused } from '@files/file-refused';
import { Unreadable } from '@files/unreadable';
import { ratePattern } from '@ledger/exchange/rates/rate';
import type { FeedRecord } from './rate-feed';
import { rateIn } from './rate-text';
import { readRateFeed, type FeedFormat } from './read-rate-feed';

async function* inPieces(text: string, length = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function read(text: string, format: FeedFormat, length = 1_024): Promise<FeedRecord[]> {
  const records: FeedRecord[] = [];
  for await (const record of readRateFeed(inPieces(text, length), format)) records.push(record);
  return records;
}

/** The sets as text, a rate a line, and the flaws. */
const shownOf = (records: readonly FeedRecord[]) =>
  records.flatMap((record) =>
    record.kind === 'flaw'
      ? [`line ${record.line}: ${record.reason}`]
      : record.rates.map(({ line, rate: { ask, base, bid, counter, mid } }) =>
          [`${record.observedAt} ${line}: ${base}/${counter} ${mid}`, bid, ask].filter(Boolean).join(' '),
        ),
  );

const ecb = (days: string) =>
  `<?xml version="1.0"?>\n<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01">\n<Cube>\n${days}\n</Cube>\n</gesmes:Envelope>`;
const day = (time: string, rates: string) => `<Cube time='${time}'>${rates}</Cube>`;
const rate = (currency: string, text: string) => `<Cube currency='${currency}' rate='${text}'/>`;

describe('the reference rates of the ECB', () => {
  it('of one day are one set, observed at 14:15 in Frankfurt', async () => {
    const chunks = createReadStream('examples/exchange-rates/ecb-daily.xml');
    const records: FeedRecord[] = [];
    for await (const record of readRateFeed(chunks, 'ecb')) records.push(record);
    expect(records).toHaveLength(1);
    const [first, second, ...others] = shownOf(records);
    expect([first, second]).toEqual([
      '2024-06-28T12:15:00.000Z 9: EUR/USD 1.0705',
      '2024-06-28T12:15:00.000Z 10: EUR/JPY 171.94',
    ]);
    expect(others).toContain('2024-06-28T12:15:00.000Z 15: EUR/HUF 395.1');
    expect(others).toHaveLength(28);
  });

  it('of many days are a set each, in summer and in winter time, however the bytes are cut', async () => {
    const file = ecb(
      day('2024-07-01', rate('USD', '1.0745') + rate('GBP', '0.84720')) +
        '\n' +
        day('2024-01-02', rate('USD', '1.0956')),
    );
    const expected = [
      '2024-07-01T12:15:00.000Z 4: EUR/USD 1.0745',
      '2024-07-01T12:15:00.000Z 4: EUR/GBP 0.8472',
      '2024-01-02T13:15:00.000Z 5: EUR/USD 1.0956',
    ];
    for (const length of [1, 3, 1_024]) {
      const records = await read(file, 'ecb', length);
      expect(records).toHaveLength(2);
      expect(shownOf(records)).toEqual(expected);
    }
  });

  it.each([
    [rate('USD', 'N/A'), '"N/A" is not a rate: write digits with a point, such as 1.0956.'],
    [rate('USD', '0.000'), 'The rate 0.000 is not above 0.'],
    [rate('USD', '-1.1'), '"-1.1" is not a rate: write digits with a point, such as 1.0956.'],
    [rate('usd', '1.1'), '"usd" is not a currency code, such as USD.'],
    [rate('EUR', '1'), 'EUR has no rate in itself.'],
    ["<Cube currency='USD'/>", '"" is not a rate: write digits with a point, such as 1.0956.'],
    ['<Cube/>', 'It has neither a day nor a currency with its rate.'],
    [rate('GBP', '0.9'), 'EUR/GBP stands in line 5 already, for the same time; the rate there counts.'],
  ])('name the line of what cannot be read, and keep all else: %s', async (flawed, reason) => {
    const file = ecb(day('2024-01-02', `\n${rate('GBP', '0.86')}\n${flawed}\n${rate('CHF', '0.93')}`));
    const records = await read(file, 'ecb');
    expect(records.filter(({ kind }) => kind === 'flaw')).toEqual([{ kind: 'flaw', line: 6, reason }]);
    expect(shownOf(records).join()).toMatch(/EUR\/GBP 0\.86,.*EUR\/CHF 0\.93/);
  });

  it('name a day that cannot be read, and each of its rates', async () => {
    const file = ecb(
      `${day('2024-02-30', `\n${rate('USD', '1.1')}`)}\n${day('2024-03-01', rate('USD', '1.08'))}`,
    );
    expect(shownOf(await read(file, 'ecb'))).toEqual([
      'line 4: "2024-02-30" is not a day, such as 2026-11-20.',
      'line 5: Its day cannot be read.',
      '2024-03-01T13:15:00.000Z 6: EUR/USD 1.08',
    ]);
  });

  it.each([
    ['another kind of file', '<html><body/></html>', 'Line 1 begins with html'],
    ['no XML', 'USD,1.1', 'Line 1 is not well-formed XML'],
    [
      'a file that was cut off',
      ecb(day('2024-01-02', rate('USD', '1.1'))).slice(0, -20),
      'is not well-formed',
    ],
    [
      'entities, which could read files or fill the memory',
      `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${ecb('')}`,
      'declares entities',
    ],
    ['an entity that is not declared', ecb(day('2024-01-02', rate('USD', '&x;'))), 'is not well-formed'],
    ['deep nesting', ecb('<Cube>'.repeat(9)), 'nests more than 8 elements'],
    [
      'many attributes',
      ecb(`<Cube ${Array.from({ length: 9 }, (_, i) => `a${i}="1"`).join(' ')}/>`),
      '8 attributes',
    ],
    ['a long attribute', ecb(rate('USD', '1'.repeat(201))), 'longer ones than 200'],
    ['a long text', ecb('x'.repeat(200_000)), 'characters in one place'],
    ['control characters', ecb('\u0000'), 'is not well-formed'],
    ['no rates', ecb(''), 'It has no rates.'],
  ])('are refused as a whole for %s', async (_, file, why) => {
    await expect(read(file, 'ecb')).rejects.toThrow(FileRefused);
    await expect(read(file, 'ecb')).rejects.toThrow(why);
  });
});

it('bytes that are not UTF-8 refuse a file', async () => {
  async function* latin1() {
    yield Buffer.from(ecb(day('2024-01-02', rate('\u00dcSD', '1'))), 'latin1');
  }
  await expect(readRateFeed(latin1(), 'ecb').next()).rejects.toThrow('has bytes that are not UTF-8');
});

describe('rates in CSV', () => {
  const csv = (...rows: string[]) => ['observedAt,base,counter,mid,bid,ask', ...rows, ''].join('\n');

  it('are sets of rows that stand together and have the same time, whatever its offset', async () => {
    const records = await read(
      csv(
        '2026-11-22T15:00:00Z,USD,EUR,0.9000,0.8998,0.9002',
        '2026-11-22T16:00:00.000+01:00,EUR,JPY,163.27,,',
        '2026-11-23T15:00:00Z,USD,EUR,0.91,,',
      ),
      'csv',
      5,
    );
    expect(records).toHaveLength(2);
    expect(shownOf(records)).toEqual([
      '2026-11-22T15:00:00.000Z 2: USD/EUR 0.9 0.8998 0.9002',
      '2026-11-22T15:00:00.000Z 3: EUR/JPY 163.27',
      '2026-11-23T15:00:00.000Z 4: USD/EUR 0.91',
    ]);
  });

  it('need no bid and ask, and go on in a further set behind 500 of one time', async () => {
    const code = (i: number) => `X${String(i).padStart(3, '0')}`;
    const rows = Array.from({ length: 501 }, (_, i) => `2026-11-22T15:00:00Z,${code(i)},EUR,2`);
    const records = await read(['observedAt,base,counter,mid', ...rows].join('\n'), 'csv');
    expect(records.map((record) => record.kind === 'set' && record.rates.length)).toEqual([500, 1]);
  });

  it.each([
    ['2026-11-22,USD,EUR,1,,', 'is not a time with its offset'],
    ['2026-02-30T00:00:00Z,USD,EUR,1,,', 'is not a time with its offset'],
    ['2026-11-22T15:00:00,USD,EUR,1,,', 'is not a time with its offset'],
    ['2026-11-22T15:00:00Z,dollar,EUR,1,,', '"dollar" is not a currency code'],
    ['2026-11-22T15:00:00Z,EUR,EUR,1,,', 'EUR has no rate in itself'],
    ['2026-11-22T15:00:00Z,USD,EUR,"1,1",,', '"1,1" is not a rate'],
    ['2026-11-22T15:00:00Z,USD,EUR,1e3,,', '"1e3" is not a rate'],
    ['2026-11-22T15:00:00Z,USD,EUR,1.234567890123456789,,', 'has too many digits'],
    ['2026-11-22T15:00:00Z,USD,EUR,0.9,0.91,', 'The bid 0.91 is above the mid 0.9'],
    ['2026-11-22T15:00:00Z,USD,EUR,0.9,,0.89', 'The ask 0.89 is below the mid 0.9'],
    ['2026-11-22T15:00:00Z,USD,EUR', 'It has 3 cells, the header has 6'],
  ])('name the line of a row that cannot be read, and keep all others: %s', async (row, reason) => {
    const records = await read(
      csv('2026-11-22T15:00:00Z,GBP,EUR,1.1,,', row, '2026-11-22T15:00:00Z,CHF,EUR,1,,'),
      'csv',
    );
    expect(records).toEqual([
      { kind: 'flaw', line: 3, reason: expect.stringContaining(reason) as string },
      expect.objectContaining({ kind: 'set', rates: [expect.anything(), expect.anything()] }),
    ]);
  });

  it.each([
    ['lacks a column', 'observedAt,base,mid\n2026-11-22T15:00:00Z,USD,1', 'There is no column counter'],
    [
      'has another column',
      'observedAt,base,counter,mid,Ask\n2026-11-22T15:00:00Z,USD,EUR,1,2',
      'has the column Ask',
    ],
    ['has no row', 'observedAt,base,counter,mid\n', 'It has no rates'],
  ])('are refused as a whole where the header %s', async (_, file, why) => {
    await expect(read(file, 'csv')).rejects.toThrow(why);
  });
});

describe('a rate of a file', () => {
  const digits = fc.string({ unit: fc.constantFrom('0', '1', '9', '5'), minLength: 1, maxLength: 20 });
  const text = fc
    .tuple(digits, fc.option(digits))
    .map(([whole, decimals]) => (decimals === null ? whole : `${whole}.${decimals}`));

  it('is the same number as a ledger takes, to the last digit, or cannot be read', () => {
    const numberOf = (written: string) => {
      const [whole = '', decimals = ''] = written.split('.');
      return BigInt(whole + decimals.padEnd(40, '0'));
    };
    fc.assert(
      fc.property(text, (written) => {
        const plain = written.includes('.') ? written.replace(/\.?0+$/, '') : written;
        const mayBe = ratePattern.test(plain.replace(/^0+(?=\d)/, ''));
        if (!mayBe) return expect(() => rateIn(written)).toThrow(Unreadable);
        expect(rateIn(written)).toMatch(ratePattern);
        expect(numberOf(rateIn(written))).toBe(numberOf(written));
      }),
    );
  });
});
