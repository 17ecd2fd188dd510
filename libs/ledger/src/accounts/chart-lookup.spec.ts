import fc from 'fast-check';
import { sha256Fingerprint } from '@entries/fingerprints';
import { emptyState, type ChartPattern } from '../state';
import { chartOf, patternFor } from './chart';

const segment = fc.constantFrom('a', 'b', 'c');
const pathOf = (part: fc.Arbitrary<string>) =>
  fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(':'));
const charts = fc
  .uniqueArray(pathOf(fc.oneof(segment, fc.constant('*'))), { maxLength: 30 })
  .map((patterns) => patterns.map((pattern): ChartPattern => ({ pattern, type: 'asset' })));

function found(patterns: readonly ChartPattern[], path: string): string | undefined {
  return patternFor({ ...emptyState(sha256Fingerprint), chart: chartOf(patterns) }, path)?.pattern;
}

/** Of the patterns that match, the one that writes out the first segment in which they differ. */
function foundOneByOne(patterns: readonly ChartPattern[], path: string): string | undefined {
  const matching = patterns
    .map(({ pattern }) => pattern)
    .filter((pattern) => new RegExp(`^${pattern.replaceAll('*', '[^:]+')}$`).test(path));
  const rank = (pattern: string) => pattern.replace(/[^:*]+/g, '0').replaceAll('*', '1');
  return matching.sort((a, b) => (rank(a) < rank(b) ? -1 : 1))[0];
}

describe('the line of a chart that opens a path', () => {
  it('is the one that is found by trying all of them, one by one', () => {
    const property = fc.property(charts, pathOf(segment), (patterns, path) => {
      expect(found(patterns, path)).toBe(foundOneByOne(patterns, path));
    });
    fc.assert(property, { seed: 20261130, numRuns: 2_000 });
  });

  it('is found behind a segment that is written out and leads nowhere', () => {
    const patterns = ['a:b:c', '*:b:d', 'a:*:e'].map((pattern): ChartPattern => ({ pattern, type: 'asset' }));
    expect(['a:b:c', 'a:b:d', 'a:b:e', 'a:b'].map((path) => found(patterns, path))).toEqual([
      'a:b:c',
      '*:b:d',
      'a:*:e',
      undefined,
    ]);
  });
});
