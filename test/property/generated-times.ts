import fc from 'fast-check';
import { noon } from '../support/given';
import { mostly, optional } from './generated-postings';

/** When the first command comes. */
export const begin = Date.parse(noon);

const after = (milliseconds: number) => new Date(begin + milliseconds).toISOString();

/** After how many milliseconds holds expire: soon, later, and before they are placed. */
export const expiresIn = mostly(
  fc.constantFrom(1, 500, 2_000, 3_600_000, 90_000_000),
  12,
  fc.constantFrom(-1_000, 0),
);

/** The last is not over when it begins, and overlaps none; the one before overlaps the first. */
export const periods = [
  { period: 'january', from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' },
  { period: 'february', from: '2026-02-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' },
  { period: 'winter', from: '2026-01-15T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' },
  { period: 'november', from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' },
];

/** In periods, and where they begin and end. */
const past = [
  '2025-12-31T23:59:59.999Z',
  '2026-01-01T00:00:00.000Z',
  '2026-01-31T23:59:59.999Z',
  '2026-02-01T00:00:00.000Z',
  '2026-02-10T00:00:00.000Z',
  '2026-03-01T00:00:00.000Z',
];

/** What a transaction says beside its postings. */
export const details = optional(
  {
    category: fc.constantFrom('sale.pos', 'sale', 'fee'),
    description: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).map(asTheEdgeTakesIt),
    effectiveAt: mostly(fc.constantFrom(...past), 8, fc.constantFrom(noon, after(1), after(10 ** 10))),
    lateReason: fc.constant('it came late'),
    reference: mostly(fc.nat(40), 2, fc.nat(2)).map((n) => `r${n}`),
    tags: fc.array(fc.constantFrom('card', 'cash'), { maxLength: 2 }),
  },
  [],
);

function asTheEdgeTakesIt(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.normalize('NFC').replace(/[\u0000-\u001f\u007f-\u009f]/g, '_');
}
