import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerCommand, LedgerEvent } from '@ledger/ledger';
import { accessJournalId } from '@access/access-book';
import { accessRefusalTitles } from '@access/access-refusal';
import { refusalTitles } from '@ledger/refusal';
import { readEntry, type Entry } from '@entries/entry';
import { accessEvents } from '@entries/access-events/access-events';
import { events } from '@entries/events/events';
import { entryVersion } from '@entries/upcast';
import { eventsPage, type GoldenJournals } from '../support/events-page';
import { rowsIn } from '../support/markdown';
import { page } from '../support/pages';
import { readLines } from '../support/recorded-journal';

const commands: { readonly [Type in LedgerCommand['type']]: true } = {
  OpenLedger: true,
  RegisterKey: true,
  RetireKey: true,
  DeclareKeyCompromised: true,
  NameNextRoot: true,
  ReplaceRoot: true,
  RegisterCurrency: true,
  CorrectCurrency: true,
  DeclareChart: true,
  OpenAccount: true,
  ChangeAccount: true,
  FreezeAccount: true,
  UnfreezeAccount: true,
  CloseAccount: true,
  SetVelocityLimits: true,
  PostTransaction: true,
  ReverseTransaction: true,
  PlaceHold: true,
  IncrementHold: true,
  CaptureHold: true,
  VoidHold: true,
  ClosePeriod: true,
  ReopenPeriod: true,
  EndImport: true,
  IssueStatement: true,
  PublishRates: true,
  DeclareExchange: true,
  GiveQuote: true,
  WithdrawQuote: true,
  Convert: true,
  SetApprovalRules: true,
  ProposeCommand: true,
  ApproveProposal: true,
  RejectProposal: true,
  RetractProposal: true,
};

const types = Object.keys(events) as LedgerEvent['type'][];
const golden = Array.from({ length: entryVersion }, (_, i) => goldenJournals(i + 1));
const written = golden.flatMap(({ entries }) => entries);

function goldenJournals(version: number): GoldenJournals {
  const folder = join(__dirname, `../vectors/v${version}`);
  const lines = readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .flatMap((name) => readLines(readFileSync(join(folder, name), 'utf8')));
  return { version, entries: lines.map(({ data }) => readEntry(data)) };
}

/** The fields of all bodies of a type in the journals of one kind, in ascending order. */
function fieldsOf(type: string, isOfKind: (entry: Entry) => boolean): string[] {
  const found = written.filter((entry) => entry.type === type && isOfKind(entry));
  return [...new Set(found.flatMap(({ body }) => Object.keys(body)))].sort();
}

describe('docs/EVENTS.md', () => {
  it('says what the events declare: if it does not, it is written, and the difference is to be looked at', () => {
    const { text } = page('docs/EVENTS.md');
    const declared = eventsPage(text, golden);
    if (declared !== text) writeFileSync(join(__dirname, '../../docs/EVENTS.md'), declared);
    expect(text).toBe(declared);
  });

  it.each(types)('says in sentences what %s and its fields mean', (type) => {
    const { meaning, body } = events[type];
    for (const said of [meaning, ...Object.values(body).map((field) => field.meaning)])
      expect(said).toMatch(/\S\.$/);
  });

  it.each(Object.entries(accessEvents))(
    'says in sentences what %s of the access journal and its fields mean',
    (_, { meaning, fields }) => {
      const ofFields = Object.values<{ readonly meaning: string }>(fields).map((field) => field.meaning);
      for (const said of [meaning, ...ofFields]) expect(said).toMatch(/\S\.$/);
    },
  );
});

describe('the golden journals', () => {
  it.each(types)('have every field of %s, and no other', (type) => {
    expect(fieldsOf(type, ({ ledger }) => ledger !== accessJournalId)).toEqual(
      Object.keys(events[type].body),
    );
  });

  it.each(Object.entries(accessEvents))(
    'have every field of %s of access, and no other',
    (type, { fields }) => {
      const isOfAccess = ({ ledger }: Entry) => ledger === accessJournalId;
      expect(fieldsOf(type, isOfAccess)).toEqual(Object.keys(fields).sort());
    },
  );
});

/** Words of a sentence that need no glossary. */
const plain =
  'above already ambiguous below conflict contradict contradicts decimals differs do exists found has have in invalid is large missing not of oneself past reused to too unchanged used wrong';

describe('docs/GLOSSARY.md', () => {
  const glossary = page('docs/GLOSSARY.md').text.toLowerCase();
  const explained = rowsIn(page('docs/GLOSSARY.md').text);

  it('explains each word once', () => {
    const words = explained.map(([word]) => word);
    expect(new Set(words).size).toBe(words.length);
    for (const [word, means, not] of explained) expect([word, means, not].every(Boolean)).toBe(true);
  });

  it.each([
    ...types,
    ...Object.keys(accessEvents),
    ...Object.keys(commands),
    ...Object.keys({ ...refusalTitles, ...accessRefusalTitles }),
  ])('has the words of %s', (name) => {
    const words = name.match(/[A-Z][a-z]+/g)!.map((word) => word.toLowerCase());
    const missing = words.filter(
      (word) => !plain.split(' ').includes(word) && !glossary.includes(stem(word)),
    );
    expect(missing).toEqual([]);
  });
});

/** Enough of a word to find its other forms: opens and opened, currency and currencies. */
function stem(word: string): string {
  return word.replace(/(?:ies|y|ed|e|s)$/, '');
}
