import fc from 'fast-check';
import { readAll, sample } from '../support/statement-records';
import { formats } from '@statement-files/bytes/detect';
import { FileNotReadable } from '@statement-files/bytes/file-not-readable';
import type { FileReading } from '@statement-files/read-statement-file';
import { presetNames } from '@statement-files/presets/presets';

const chain: FileReading = {
  watch: '0x00000000000000000000000000000000000000a1',
  tokens: { '0x00000000000000000000000000000000000070c1': { currency: 'T70C1', decimals: 18 } },
};

/** Samples, and what one record of each looks like. */
const files: readonly [name: string, record: RegExp, reading?: FileReading][] = [
  ['camt053-v02-batch.xml', /<Ntry>/g],
  ['camt053-v04-reversal.xml', /<Ntry>/g],
  ['camt053-v08-foreign.xml', /<Ntry>/g],
  ['camt054-v04-details.xml', /<Ntry>/g],
  ['pain002-v03.xml', /<TxInfAndSts>/g],
  ['mt940-no-closing.sta', /^:61:/gm],
  ['mt940-pages-reversals.sta', /^:61:/gm],
  ['mt942-interim.sta', /^:61:/gm],
  ['bai2-continuations.bai', /^16,/gm],
  ['ofx2-no-balance.ofx', /<STMTTRN>/g, { decimal: ',' }],
  ['stripe-balance.csv', /^txn/gm],
  ['adyen-settlement.csv', /^Example/gm],
  ['paypal-activity.csv', /^"\d/gm],
  ['stripe-balance.ndjson', /^\{/gm],
];

/** What values of records are made of: whatever is put in its place leaves the frame of the file whole. */
const value = /\d[\d.,]*/g;

it('makes each record of a file a line, an advice or a break, whatever stands in its fields', async () => {
  const junk = fc.constantFrom(
    '',
    'x',
    '99',
    '0',
    '-1',
    '1e9',
    '99999999',
    '2026-99-99',
    '7'.repeat(50),
    'é',
  );
  const change = fc.record({ file: fc.constantFrom(...files), at: fc.nat(10_000), junk });
  await fc.assert(
    fc.asyncProperty(change, async ({ at, file: [name, record, reading], junk }) => {
      const text = sample(name).toString('utf8');
      const begin = text.search(record);
      const values = [...text.matchAll(value)].filter(({ index }) => index > begin);
      const chosen = values[at % values.length]!;
      const changed = text.slice(0, chosen.index) + junk + text.slice(chosen.index + chosen[0].length);
      const count = [...changed.matchAll(record)].length;
      if (count !== [...text.matchAll(record)].length) return;
      const read = await readAll(changed, reading).catch((error: unknown) => {
        expect(error).toBeInstanceOf(FileNotReadable);
      });
      if (!read) return;
      const lost = read.breaks.filter(({ kind }) => kind === 'LineUnreadable' || kind === 'CurrencyOther');
      expect(
        read.lines.length + read.advices.length + lost.length + read.notes.length,
      ).toBeGreaterThanOrEqual(count);
      for (const { fileLine, statement } of lost) expect(fileLine ?? statement).toBeDefined();
    }),
    { numRuns: 400 },
  );
});

it('reads random bytes, of any format and with any preset, or refuses them, and throws nothing else', async () => {
  const beginnings = fc.constantFrom(
    ...[
      '',
      '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">',
      ':20:X\n:25:1\n:60F:C260101EUR1,\n',
    ],
    ...[
      '01,A,B,260301,0600,1,80,80,2/\n02,A,B,1,260228/\n03,1,,',
      'OFXHEADER:100\n\n<OFX><STMTRS><STMTTRN>',
      'PK\u0003\u0004',
      '{"a":',
    ],
  );
  const pieces = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom(
          ...':61:|\n-\n|:86:|<Ntry>|</|<STMTTRN>|<![CDATA[|]]>|16,|88,|/ |"|,|{|}|<TRNAMT>1|&#|\u00e9|:62M:'.split(
            '|',
          ),
        )
        .map((text) => Buffer.from(text)),
    ),
    { maxLength: 30 },
  );
  const readings = fc.record(
    { format: fc.constantFrom(...formats), preset: fc.constantFrom(...presetNames) },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(beginnings, pieces, readings, async (beginning, rest, reading) => {
      const bytes = Buffer.concat([Buffer.from(beginning, 'latin1'), ...rest]);
      await readAll(bytes, { ...chain, currency: 'EUR', ...reading }, 16).catch((error: unknown) =>
        expect(error).toBeInstanceOf(FileNotReadable),
      );
    }),
    { numRuns: 1_500 },
  );
});

it('reads a sample of which bytes are changed or missing, or refuses it, and throws nothing else', async () => {
  const change = fc.record({
    file: fc.constantFrom(...files),
    at: fc.nat(),
    byte: fc.nat(255),
    removed: fc.nat(200),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ at, byte, file: [name, , reading], removed }) => {
      const whole = sample(name);
      const begin = at % whole.length;
      const bytes = Buffer.concat([
        whole.subarray(0, begin),
        Buffer.from([byte]),
        whole.subarray(begin + removed),
      ]);
      await readAll(bytes, reading, 64).catch((error: unknown) =>
        expect(error).toBeInstanceOf(FileNotReadable),
      );
    }),
    { numRuns: 600 },
  );
});
