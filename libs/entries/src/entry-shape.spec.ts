import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLines } from '../../../test/support/recorded-journal';
import { shapeFlawOf } from './entry-shape';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type JsonObject = Record<string, Json>;

const vectors = ['journal.ndjson', 'holds.ndjson', 'keys.ndjson'].flatMap((name) =>
  readLines(readFileSync(join(__dirname, '../../../test/vectors/v1', name), 'utf8')).map(({ data }) =>
    String(data),
  ),
);
/** The first entry of each type. */
const examples = new Map<string, JsonObject>();
for (const line of vectors) {
  const entry = JSON.parse(line) as JsonObject;
  if (!examples.has(String(entry['type']))) examples.set(String(entry['type']), entry);
}

/** Steps to every object and to every value that is none, within an entry; those in metadata are the caller's. */
function* placesIn(value: Json, steps: readonly string[] = []): Generator<readonly string[]> {
  if (steps.length > 0) yield steps;
  if (typeof value !== 'object' || value === null || steps.at(-1) === 'metadata') return;
  for (const key of Object.keys(value)) yield* placesIn((value as JsonObject)[key]!, [...steps, key]);
}

function changed(
  entry: JsonObject,
  steps: readonly string[],
  change: (parent: JsonObject, key: string) => void,
) {
  const copy = structuredClone(entry);
  const parent = steps.slice(0, -1).reduce((at, step) => at[step] as JsonObject, copy);
  change(parent, steps.at(-1)!);
  return shapeFlawOf(copy);
}

it('finds nothing wrong with what this release has written', () => {
  for (const line of vectors) expect(shapeFlawOf(JSON.parse(line))).toBeUndefined();
});

describe.each([...examples])('%s', (_, entry) => {
  it('is not it with a value of another kind in any place', () => {
    for (const steps of placesIn(entry)) {
      const flaw = changed(entry, steps, (parent, key) => (parent[key] = 7.5));
      expect([steps, flaw?.isUnknown]).toEqual([steps, false]);
    }
  });

  it('may be from a later release where any object in it has a field more, but in metadata', () => {
    for (const steps of placesIn(entry)) {
      const value = steps.reduce<Json>((at, step) => (at as JsonObject)[step]!, entry);
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
      if (!isObject || steps.at(-1) === 'metadata') continue;
      const flaw = changed(entry, [...steps, 'zz'], (parent, key) => (parent[key] = 'new'));
      expect([steps, flaw?.isUnknown]).toEqual([steps, true]);
    }
  });

  it('is not it where something is wrong beside what is unknown', () => {
    const copy = { ...entry, zz: 'new', recordedAt: '2026-13-45T99:99:99.999Z' };
    expect(shapeFlawOf(copy)).toMatchObject({ isUnknown: false, path: 'recordedAt' });
  });

  it.each(['actor', 'id', 'ledger', 'prev', 'recordedAt', 'seq', 'type', 'body'])('needs its %s', (name) => {
    const flaw = changed(entry, [name], (parent, key) => delete parent[key]);
    expect(flaw).toMatchObject({ isUnknown: false, path: name, rule: 'is missing' });
  });
});

describe('an actor', () => {
  const granted = { at: '203', grant: '21', sub: 'wallets' };
  const flawOf = (actor: Json) => shapeFlawOf({ ...examples.get('LedgerOpened')!, actor });

  it.each<[what: string, actor: Json]>([
    ['a principal, with its grant and the place it was judged at', granted],
    ['the maker of a proposal', { ...granted, proposal: '199' }],
    ['the ledger itself', { sub: 'system' }],
  ])('is %s', (_, actor) => {
    expect(flawOf(actor)).toBe(undefined);
  });

  it.each<[what: string, actor: Json]>([
    ['a principal without grant', { at: '203', sub: 'wallets' }],
    ['a principal whose grant was judged nowhere', { grant: '21', sub: 'wallets' }],
    ['the ledger with a grant', { ...granted, sub: 'system' }],
    ['the ledger at some place', { at: '203', sub: 'system' }],
    ['the ledger by a proposal', { proposal: '203', sub: 'system' }],
    ['a person by name', { ...granted, sub: 'Emma Ruiz' }],
    ['nobody', { at: '203', grant: '21' }],
    ['a grant that is no seq', { ...granted, grant: '021' }],
  ])('is not %s', (_, actor) => {
    expect(flawOf(actor)).toMatchObject({ isUnknown: false });
  });
});

const posted = examples.get('TransactionPosted')!;

it.each<[path: string, steps: string[], value: Json]>([
  ['actor', ['actor'], 'anonymous'],
  ['recordedAt', ['recordedAt'], '2026-02-29T00:00:00.000Z'],
  ['recordedAt', ['recordedAt'], '2026-11-23T12:00:00Z'],
  ['recordedAt', ['recordedAt'], '2026-11-23T24:00:00.000Z'],
  ['body.effectiveAt', ['body', 'effectiveAt'], 'yesterday'],
  ['body.postings[0].amount', ['body', 'postings', '0', 'amount'], '-1.00'],
  ['body.postings[0].side', ['body', 'postings', '0', 'side'], 'remaining'],
  ['body.postings[1].version', ['body', 'postings', '1', 'version'], '01'],
  ['body.postings', ['body', 'postings'], []],
  ['body.metadata.bad key', ['body', 'metadata'], { 'bad key': 'x' }],
  ['body.metadata.1st', ['body', 'metadata'], { '1st': 'x' }],
  ['body.metadata.key', ['body', 'metadata'], { key: null }],
  ['body.reverses.id', ['body', 'reverses'], { id: 'x', seq: '1' }],
])('names the place of what is wrong: %s', (path, steps, value) => {
  const flaw = changed(posted, steps, (parent, key) => (parent[key] = value));
  expect(flaw).toMatchObject({ isUnknown: false, path });
});

it.each<[what: string, change: JsonObject]>([
  ['a later version', { v: 2 }],
  ['an unknown type', { type: 'MoonLanded' }],
  ['a field more', { zz: 'new' }],
])('may be from a later release: %s', (_, change) => {
  expect(shapeFlawOf({ ...posted, ...change })?.isUnknown).toBe(true);
});

it.each<[what: string, entry: Json]>([
  ['no version', { ...posted, v: null }],
  ['version 0', { ...posted, v: 0 }],
  ['a text', 'entry'],
  ['nothing', null],
])('is no entry: %s', (_, entry) => {
  expect(shapeFlawOf(entry)?.isUnknown).toBe(false);
});
