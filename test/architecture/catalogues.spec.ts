import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerCommand, LedgerEvent } from '@ledger/ledger';
import type { HoldPointer } from '@ledger/holds/open-hold';
import type { PostedPosting } from '@ledger/transactions/posting';
import { accessRefusalTitles } from '@access/access-refusal';
import { refusalTitles } from '@ledger/refusal';
import type { ChartPattern, Limit, StatementFigure } from '@ledger/state';
import type { Captures, Reverses } from '@ledger/transactions/transaction';
import type { VelocityLimit } from '@ledger/velocity/velocity-state';
import { readEntry, type Entry } from '@entries/entry';
import { entryVersion } from '@entries/upcast';
import { eventExamples } from '../../apps/api/src/entries/event-examples';
import { blocksIn, rowsIn, sectionOf } from '../support/markdown';
import { page } from '../support/pages';
import { readLines } from '../support/recorded-journal';

type Presence<Shape> = {
  readonly [Member in keyof Shape]-?: object extends Pick<Shape, Member> ? 'optional' : 'always';
};
type BodyOf<Type, Event = LedgerEvent> = Event extends {
  readonly type: infer Known;
  readonly body: infer Body;
}
  ? Type extends Known
    ? Body
    : never
  : never;

/** Does not compile unless it says of every type every member of its body, and whether it is always there. */
const bodies: { readonly [Type in LedgerEvent['type']]: Presence<BodyOf<Type>> } = {
  LedgerOpened: {
    importing: 'optional',
    metadata: 'optional',
    name: 'always',
    root: 'always',
    takesFuture: 'optional',
  },
  KeyRegistered: { keyId: 'always', role: 'always', rootSignature: 'always', vkey: 'always' },
  KeyRetired: { keyId: 'always', rootSignature: 'always' },
  KeyCompromised: { fromSeq: 'optional', keyId: 'always', rootSignature: 'always' },
  CurrencyRegistered: { code: 'always', decimals: 'always', name: 'always' },
  CurrencyCorrected: { code: 'always', decimals: 'always', name: 'always' },
  ChartDeclared: { patterns: 'always' },
  AccountOpened: {
    currencies: 'optional',
    limits: 'optional',
    metadata: 'optional',
    path: 'always',
    pattern: 'optional',
    tags: 'optional',
    type: 'always',
  },
  AccountChanged: {
    currencies: 'optional',
    limits: 'optional',
    metadata: 'optional',
    path: 'always',
    tags: 'optional',
  },
  AccountFrozen: { exceptHolds: 'optional', path: 'always', reason: 'always', side: 'optional' },
  AccountUnfrozen: { path: 'always', reason: 'always', side: 'optional' },
  AccountClosed: { path: 'always', reason: 'always' },
  VelocityLimitsSet: { limits: 'always', path: 'always' },
  TransactionPosted: {
    captures: 'optional',
    category: 'optional',
    description: 'optional',
    effectiveAt: 'optional',
    imported: 'optional',
    lateReason: 'optional',
    metadata: 'optional',
    postings: 'always',
    reason: 'optional',
    reference: 'optional',
    reverses: 'optional',
    tags: 'optional',
  },
  HoldPlaced: {
    category: 'optional',
    description: 'optional',
    expiresAt: 'optional',
    metadata: 'optional',
    postings: 'always',
    reference: 'optional',
    tags: 'optional',
    tolerance: 'optional',
  },
  HoldIncremented: { expiresAt: 'optional', hold: 'always', postings: 'always' },
  HoldVoided: { hold: 'always', postings: 'always', reason: 'always' },
  HoldExpired: { hold: 'always', postings: 'always' },
  PeriodClosed: { from: 'always', kind: 'always', period: 'always', reason: 'optional', to: 'always' },
  PeriodReopened: { period: 'always', reason: 'always' },
  ImportEnded: { reason: 'always' },
  StatementIssued: {
    closing: 'always',
    description: 'optional',
    fromSeq: 'always',
    number: 'always',
    opening: 'always',
    path: 'always',
    toSeq: 'always',
  },
};
const envelope: Presence<Pick<Entry, keyof Entry>> = {
  actor: 'always',
  body: 'always',
  id: 'always',
  idem: 'optional',
  idemHash: 'optional',
  ledger: 'always',
  prev: 'always',
  recordedAt: 'always',
  seq: 'always',
  type: 'always',
  v: 'always',
};
const posting: Presence<PostedPosting> = {
  account: 'always',
  amount: 'always',
  available: 'always',
  currency: 'always',
  line: 'always',
  posted: 'always',
  side: 'always',
  version: 'always',
};
const captures: Presence<Captures> = {
  counted: 'optional',
  id: 'always',
  remaining: 'always',
  seq: 'always',
};
const reverses: Presence<Reverses> = {
  counted: 'optional',
  id: 'always',
  remaining: 'optional',
  restores: 'optional',
  seq: 'always',
};
const holdPointer: Presence<HoldPointer> = { id: 'always', seq: 'always' };
const figure: Presence<StatementFigure> = { currency: 'always', posted: 'always' };
const velocityLimit: Presence<VelocityLimit> = {
  category: 'optional',
  count: 'optional',
  currency: 'optional',
  maximum: 'optional',
  name: 'always',
  per: 'always',
  side: 'always',
  window: 'always',
};
const limit: Presence<Limit> = { currency: 'always', maximum: 'optional', minimum: 'optional' };
const pattern: Presence<ChartPattern> = {
  currencies: 'optional',
  limits: 'optional',
  pattern: 'always',
  type: 'always',
};
const commands: { readonly [Type in LedgerCommand['type']]: true } = {
  OpenLedger: true,
  RegisterKey: true,
  RetireKey: true,
  DeclareKeyCompromised: true,
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
};

const events = page('docs/EVENTS.md').text;
const types = Object.keys(bodies);
const vectors = join(__dirname, `../vectors/v${entryVersion}`);
const golden = readdirSync(vectors)
  .filter((name) => name.endsWith('.ndjson'))
  .flatMap((name) => readLines(readFileSync(join(vectors, name), 'utf8')))
  .map(({ data }) => readEntry(data));

describe('docs/EVENTS.md', () => {
  it('names every type of event, and no other', () => {
    const headings = [...events.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['The envelope', ...types, 'Shapes']);
  });

  it.each([
    ['The envelope', envelope],
    ...Object.entries(bodies),
    ['Posting', posting],
    ['Captures', captures],
    ['Reverses', reverses],
    ['Hold pointer', holdPointer],
    ['Figure', figure],
    ['Velocity limit', velocityLimit],
    ['Limit', limit],
    ['Pattern', pattern],
  ] as [string, Record<string, string>][])('names every member of %s, and no other', (heading, members) => {
    const rows = rowsIn(sectionOf(events, heading));
    expect(rows.map(([member, presence]) => [member, presence])).toEqual(
      Object.entries(members).map(([member, presence]) => [`\`${member}\``, presence]),
    );
    for (const [, , meaning] of rows) expect(meaning).toMatch(/\S\.$/);
  });

  it.each(types)('says since when %s exists, and shows one of the golden journal', (type) => {
    const section = sectionOf(events, type);
    expect(section).toMatch(/^\nSince version [1-9]\d*\. /);
    const [example, another] = blocksIn(section);
    expect(another).toBeUndefined();
    const shown = JSON.parse(example!.text) as Entry;
    expect(shown.type).toBe(type);
    expect(golden).toContainEqual(shown);
  });
});

describe('the description of the API', () => {
  it.each(types)('shows an example of %s that stands in a golden journal', (type) => {
    const written = golden.filter((entry) => entry.type === type).map(({ body }) => body);
    expect(written).toContainEqual(eventExamples[type as LedgerEvent['type']]);
  });
});

describe('the golden journals', () => {
  it.each(types)('have every member of %s, and no other', (type) => {
    const found = golden.filter((entry) => entry.type === type).flatMap(({ body }) => Object.keys(body));
    expect([...new Set(found)].sort()).toEqual(Object.keys(bodies[type as LedgerEvent['type']]));
  });
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

  it.each([...types, ...Object.keys(commands), ...Object.keys({ ...refusalTitles, ...accessRefusalTitles })])(
    'has the words of %s',
    (name) => {
      const words = name.match(/[A-Z][a-z]+/g)!.map((word) => word.toLowerCase());
      const missing = words.filter(
        (word) => !plain.split(' ').includes(word) && !glossary.includes(stem(word)),
      );
      expect(missing).toEqual([]);
    },
  );
});

/** Enough of a word to find its other forms: opens and opened, currency and currencies. */
function stem(word: string): string {
  return word.replace(/(?:ies|y|ed|e|s)$/, '');
}
