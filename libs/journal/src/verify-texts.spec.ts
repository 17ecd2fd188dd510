import fc from 'fast-check';
import { TextsAtHand } from './verify-texts';

it('a text is that of its bytes, whatever was read before', () => {
  const texts = new TextsAtHand();
  // More texts than there are places, so that many lose theirs.
  const many = Array.from({ length: 100_000 }, (_none, at) => `customers:n${at % 70_000}:wallet`);
  const all = Buffer.from(many.join(''));
  let at = 0;
  const wrong = many.filter((text) => {
    const start = at;
    at += text.length;
    return texts.read(all, start, at) !== text;
  });
  expect(wrong).toEqual([]);
});

it('texts of all lengths come back, the empty one too', () => {
  const texts = new TextsAtHand();
  const property = fc.property(fc.array(fc.string({ unit: 'binary-ascii', maxLength: 4 })), (some) => {
    for (const text of some) {
      const bytes = Buffer.from(`"${text}"`);
      expect(texts.read(bytes, 1, bytes.length - 1)).toBe(text);
    }
  });
  fc.assert(property, { seed: 1, numRuns: 1_000 });
});
