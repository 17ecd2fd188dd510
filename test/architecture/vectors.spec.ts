import { createPublicKey } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { formatUnits } from '@ledger/money/amount';
import { isDebitNormal } from '@ledger/accounts/normal-side';
import type { LedgerState } from '@ledger/state';
import { isoCurrencies } from '@ledger/money/iso4217';
import { entryBytes, noHash, parseEntry, readEntry } from '@entries/entry';
import { entryVersion } from '@entries/upcast';
import type { Head } from '@journal/writer/group';
import { replay } from '../support/replay';
import { parseVkey } from '@proof/note';
import { sealMetadata } from '@proof/seal';
import { JournalVerifier } from '@verifier/journal/journal-verifier';
import { recordCardDesk } from '../support/card-desk';
import { recordExchangeOffice, recordTreasury } from '../support/exchange-desks';
import { recordKeyHolders } from '../support/key-holders';
import { recordPayoutDesk } from '../support/payout-desk';
import { recordQuoteDesk } from '../support/quote-desk';
import { RecordedJournal, linesOf, publishedKeys, readLines } from '../support/recorded-journal';
import { keptLedger } from '../support/kept-ledger';
import { requireSealed } from '../support/vector-seals';
import { recordSmallLedger } from '../support/small-ledger';

const folder = join(__dirname, '../vectors');

/** What the present release writes again, by the name of the journal: the version of its entries is today's. */
const stories: Readonly<Record<string, { ledger: string; record: (journal: RecordedJournal) => void }>> = {
  journal: { ledger: 'books', record: recordSmallLedger },
  holds: { ledger: 'cards', record: recordCardDesk },
  keys: { ledger: 'vault', record: recordKeyHolders },
  approvals: { ledger: 'payouts', record: recordPayoutDesk },
  isolated: { ledger: 'office', record: recordExchangeOffice },
  functional: { ledger: 'treasury', record: recordTreasury },
  quotes: { ledger: 'quotes', record: recordQuoteDesk },
};

/** It is no ledger's: access-vector.spec.ts reads it. */
const accessVector = 'access.ndjson';

/** Each as version/name. */
const journals = readdirSync(folder)
  .filter((version) => /^v\d+$/.test(version))
  .flatMap((version) =>
    readdirSync(join(folder, version))
      .filter((name) => name.endsWith('.ndjson') && name !== accessVector)
      .map((name) => `${version}/${name.replace(/\.ndjson$/, '')}`),
  );

interface Expected {
  readonly ledger: string;
  readonly root: string;
  /** Where another root key has replaced that one. */
  readonly presentRoot?: string;
  readonly head: string;
  readonly accounts: Readonly<Record<string, string>>;
  readonly balances: Readonly<Record<string, string>>;
  /** What open holds keep back, by the reference of the hold. */
  readonly holds?: Readonly<Record<string, readonly string[]>>;
  readonly periods?: readonly string[];
  /** The closing figures of the last statement of an account. */
  readonly statements?: Readonly<Record<string, string>>;
}

function vectorOf(journal: string) {
  const expected = journal.endsWith('/journal')
    ? journal.replace(/journal$/, 'expected')
    : `${journal}.expected`;
  return {
    lines: readFileSync(join(folder, `${journal}.ndjson`), 'utf8'),
    expected: JSON.parse(readFileSync(join(folder, `${expected}.json`), 'utf8')) as Expected,
  };
}

/** Folds the lines as the writer does when it starts, each checked against the chain. */
function folded(lines: string): { state: LedgerState; head: Head } {
  const kept = keptLedger();
  let head: Head = { seq: -1, hash: noHash, recordedAt: '' };
  readLines(lines).forEach(({ data }, revision) => {
    const { id, type } = parseEntry(data);
    const metadata = new Uint8Array();
    const stored = { id, type, data, metadata, stream: 'journal-books', revision, position: undefined };
    head = replay(kept, head, stored).head;
  });
  return { state: kept.state, head };
}

describe.each(journals)('the golden journal %s', (journal) => {
  const { lines, expected } = vectorOf(journal);

  it('consists of canonical entries, and of nothing else', () => {
    for (const line of lines.trimEnd().split('\n')) {
      const { entry, seal } = JSON.parse(line) as { entry: object; seal?: string };
      const rest = seal === undefined ? '}' : `,"seal":${JSON.stringify(seal)}}`;
      expect(line).toBe(`{"entry":${canonicalize(entry)!}${rest}`);
    }
  });

  it('is read and written again byte for byte', () => {
    for (const { data } of readLines(lines)) expect(entryBytes(parseEntry(data))).toEqual(data);
  });

  it('chains, and folds to the balances an accountant wrote down', () => {
    const { state, head } = folded(lines);
    expect(head.hash.toString('base64url')).toBe(expected.head);
    const accounts = Array.from(state.accounts.values(), ({ path, terms, status }) => [
      path,
      `${terms.type}, ${status}`,
    ]);
    expect(Object.fromEntries(accounts)).toEqual(expected.accounts);
    expect(balancesOf(state)).toEqual(expected.balances);
    expect(holdsOf(state, lines)).toEqual(expected.holds ?? {});
    expect(state.periods.map(({ period, from, to, kind }) => `${period} ${kind}, ${from} to ${to}`)).toEqual(
      expected.periods ?? [],
    );
    expect(statementsOf(state)).toEqual(expected.statements ?? {});
  });

  it('is sealed without gap by the writer keys that its entries register', () => {
    requireSealed(lines, expected.ledger);
  });

  it('passes the verifier', () => {
    const entries = readLines(lines);
    const earlier = (seq: number) => entries[seq]!.data;
    const verifier = new JournalVerifier({ ledger: expected.ledger, root: expected.root, earlier });
    entries.forEach(({ data, seal }, revision) => {
      const { id, type } = parseEntry(data);
      const metadata = seal === undefined ? new Uint8Array() : sealMetadata(seal);
      verifier.take({ id, type, data, metadata, revision });
    });
    const { head, root, presentRoot = root } = expected;
    expect(verifier.end()).toMatchObject({ entries: entries.length, head, root: presentRoot });
  });

  it('stands under the root key that is published with it', () => {
    const pem = readFileSync(join(folder, 'keys/root.test-only.pem'));
    const opening = parseEntry(readLines(lines)[0]!.data);
    if (opening.type !== 'LedgerOpened') throw new Error('the first entry opens no ledger');
    expect(opening.body.root).toBe(expected.root);
    expect(parseVkey(expected.root).publicKey.equals(createPublicKey(pem))).toBe(true);
    expect(publishedKeys().root(expected.ledger).vkey).toBe(expected.root);
  });
});

function balancesOf({ accounts }: LedgerState): Record<string, string> {
  const lines = [...accounts.values()].flatMap(({ path, terms, balances }) =>
    balances.map(({ currency: { code, decimals }, debits, credits, version, held }) => {
      const net = isDebitNormal(terms.type) ? debits - credits : credits - debits;
      const [debited, credited, posted] = [debits, credits, net].map((units) => formatUnits(units, decimals));
      return [
        `${path} ${code}`,
        `${posted} = ${debited} debit, ${credited} credit, ${version} postings${held ? `, ${formatUnits(held.debits + held.credits, decimals)} held` : ''}`,
      ] as const;
    }),
  );
  return Object.fromEntries(lines);
}

function holdsOf({ holds }: LedgerState, lines: string): Record<string, string[]> {
  const references = new Map<string, string | undefined>();
  for (const { data } of readLines(lines)) {
    const entry = readEntry(data);
    if (entry.type === 'HoldPlaced') references.set(entry.id, entry.body.reference);
  }
  const open = Array.from(holds.values(), ({ id, lines: held }) => [
    references.get(id),
    held.map(({ account, side, currency: { code, decimals }, ...units }) => {
      const [all, captured, remaining] = [units.held, units.captured, units.remaining].map((each) =>
        formatUnits(each, decimals),
      );
      return `${side} ${account} ${code}: ${all} held, ${captured} captured, ${remaining} left`;
    }),
  ]);
  return Object.fromEntries(open) as Record<string, string[]>;
}

function statementsOf({ statements }: LedgerState): Record<string, string> {
  const last = Array.from(statements, ([path, { number, toSeq, closing }]) => {
    const figures = closing.map(({ currency, posted }) => `${posted} ${currency}`);
    return [path, `number ${number}, to seq ${toSeq}: ${figures.join(', ')}`];
  });
  return Object.fromEntries(last) as Record<string, string>;
}

describe('today’s release', () => {
  it.each(Object.keys(stories))(
    'writes the golden journal %s of its version, given its keys, clock and chance',
    (name) => {
      const { ledger, record } = stories[name]!;
      const journal = new RecordedJournal(ledger);
      record(journal);
      const lines = linesOf(journal.events);
      const file = join(folder, `v${entryVersion}`, `${name}.ndjson`);
      if (!existsSync(file)) {
        const written = join(mkdtempSync(join(tmpdir(), 'vector-')), `${name}.ndjson`);
        writeFileSync(written, lines);
        throw new Error(
          `There is no vector of version ${entryVersion}. Judge ${written}, then make it ${file}.`,
        );
      }
      expect(lines.split('\n')).toEqual(readFileSync(file, 'utf8').split('\n'));
    },
  );

  it('knows every currency of ISO 4217 that an earlier release knew, with the same decimals', () => {
    const lines = readFileSync(join(folder, 'iso4217.txt'), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(150);
    for (const line of lines) {
      const [code = '', decimals] = line.split(' ');
      expect(`${code} ${isoCurrencies.get(code)?.decimals}`).toBe(`${code} ${decimals}`);
    }
    expect(lines).toHaveLength(isoCurrencies.size);
  });
});
