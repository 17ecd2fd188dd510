import fc from 'fast-check';
import { AccountIndex } from './account-index';

interface Thing {
  readonly name: string;
}

/** Things under their names, and which were looked up. */
function shelf(names: readonly string[]) {
  const things = new Map<string, Thing>(names.map((name) => [name, { name }]));
  const lookedUp: string[] = [];
  const found = new AccountIndex((name) => {
    lookedUp.push(name);
    return things.get(name);
  });
  const find = (name: string) => found.find(Buffer.from(`"${name}"`), 1, name.length + 1);
  return { things, find, lookedUp };
}

it('a thing is found by its name, whatever was found before', () => {
  // More names than there are places, so that many lose theirs.
  const names = Array.from({ length: 40_000 }, (_none, at) => `customers:n${at}:wallet`);
  const { find, things } = shelf(names);
  const wrong = [...names, ...names.toReversed()].filter((name) => find(name) !== things.get(name));
  expect(wrong).toEqual([]);
});

it('distinguishes names of any length, the empty one too', () => {
  const name = fc.string({ unit: 'binary-ascii', maxLength: 3 });
  const long = fc.string({ unit: 'binary-ascii', minLength: 61, maxLength: 66 });
  const property = fc.property(fc.array(fc.oneof(name, long)), fc.array(name), (some, others) => {
    const { find, things } = shelf(some);
    for (const each of [...some, ...others, ...some]) expect(find(each)).toBe(things.get(each));
  });
  fc.assert(property, { seed: 1, numRuns: 100 });
});

it('what has been found is not looked up again', () => {
  const { find, lookedUp } = shelf(['bank', 'alice']);
  for (const name of ['bank', 'alice', 'bank', 'alice', 'bank']) expect(find(name)?.name).toBe(name);
  expect(lookedUp).toEqual(['bank', 'alice']);
});

it('what there was not is found once it is there', () => {
  const { find, things } = shelf([]);
  expect(find('bank')).toBeUndefined();
  things.set('bank', { name: 'bank' });
  expect(find('bank')).toEqual({ name: 'bank' });
});
