import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerEvent } from '@ledger/ledger';
import type { PostedPosting } from '@ledger/transactions/posting';
import type { AccountExportEnd, AccountExportLine } from '@proof/account-export-format';
import { verifyAccountExport } from '@verifier/account-export/verify-account';
import { accountLines } from '../support/account-exported';
import { temporaryExportFolder } from '../support/exported';
import { groups, journalOf, root } from '../support/tampering';

const account = 'customers:alice';
type Side = 'debit' | 'credit';
type Figures = readonly [posted: string, available: string, version: string, line: string];

/** The same figures on both sides: the bank, an asset, has what Alice has. */
function between(side: Side, [amount, currency]: [string, string], figures: Figures): PostedPosting[] {
  const [posted, available, version, line] = figures;
  const rest = { amount, currency, posted, available, version, line };
  return [
    { account, side, ...rest },
    { account: 'bank', side: side === 'debit' ? 'credit' : 'debit', ...rest },
  ];
}

const posted = (...of: Parameters<typeof between>): LedgerEvent[] => [
  { type: 'TransactionPosted', body: { postings: between(...of) } },
];
const held: LedgerEvent[] = [
  {
    type: 'HoldPlaced',
    body: { postings: between('debit', ['5.00', 'EUR'], ['25.00', '20.00', '7', '10']) },
  },
];
const statement: LedgerEvent[] = [
  {
    type: 'StatementIssued',
    body: {
      closing: [
        { currency: 'EUR', posted: '24.00' },
        { currency: 'USD', posted: '5.00' },
      ],
      fromSeq: '0',
      number: '1',
      opening: [],
      path: account,
      toSeq: '18',
    },
  },
];

/** After the honest journal: two postings in USD, a hold in EUR, a posting in EUR, one in USD, and a statement. */
const events = journalOf([
  ...groups,
  posted('credit', ['3.00', 'USD'], ['3.00', '3.00', '1', '8']),
  posted('credit', ['1.00', 'USD'], ['4.00', '4.00', '2', '9']),
  held,
  posted('debit', ['1.00', 'EUR'], ['24.00', '19.00', '8', '11']),
  posted('credit', ['1.00', 'USD'], ['5.00', '5.00', '3', '12']),
  statement,
]);

/** The export without the lines of these entries, its end made to fit as far as anybody can. */
async function without(...seqs: readonly string[]): Promise<string[]> {
  const all = await accountLines(account, events);
  const entries = all.slice(1, -1).map((line) => JSON.parse(line) as AccountExportLine);
  const left = entries.filter(({ seq }) => !seqs.includes(seq));
  const { end } = JSON.parse(all.at(-1)!) as AccountExportEnd;
  const figures = left.flatMap(({ lines }) => lines);
  const closing = [...new Map(figures.map((each) => [each.currency, each])).values()]
    .map(({ currency, posted: balance, available, version }) => ({
      currency,
      posted: balance,
      available,
      version,
    }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
  const changed = { ...end, entries: String(left.length), lines: String(figures.length), closing };
  return [all[0]!, ...left.map((line) => JSON.stringify(line)), JSON.stringify({ end: changed })];
}

function foundIn(lines: readonly string[]): string {
  const folder = temporaryExportFolder();
  try {
    const file = join(folder.path, 'account.ndjson');
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    const given = { rootKey: root.vkey, held: [], policy: undefined, now: Date.UTC(2026, 10, 23) / 1_000 };
    const { fault, incomplete, verdict, lines: count } = verifyAccountExport({ file, ...given });
    return fault?.class ?? incomplete?.class ?? `${verdict}, ${count} lines`;
  } finally {
    folder.remove();
  }
}

describe('the export of an account', () => {
  it('is in order with two currencies and a hold', async () => {
    expect(foundIn(await without())).toBe('ok, 12 lines');
  });

  it.each<[string, string[]]>([
    ['a whole currency', ['14', '15', '18']],
    ['the end of one currency, while another goes on', ['17']],
    ['its hold', ['16']],
    ['the first posting', ['5']],
    ['all of one currency before the last line of another', ['14', '15']],
  ])('cannot leave out %s', async (_, seqs) => {
    expect(foundIn(await without(...seqs))).toBe('PostingMissing');
  });

  it('cannot leave out a posting that a statement has closed with', async () => {
    expect(foundIn(await without('18'))).toBe('FiguresDiffer');
  });

  it('shows nothing of what came after its last line', async () => {
    expect(foundIn(await without('18', '19'))).toBe('ok, 11 lines');
  });
});
