import { dateReader } from './date-format';

it.each([
  ['dd.MM.yyyy', 'UTC', '29.03.2026', '2026-03-29T00:00:00.000Z'],
  ['yyyy-MM-dd', 'Europe/Berlin', ' 2026-03-29 ', '2026-03-28T23:00:00.000Z'],
  ['yyyy-MM-dd', 'Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
  ['M/d/yyyy HH:mm', 'America/New_York', '3/9/2026 09:05', '2026-03-09T13:05:00.000Z'],
  ['d-MMM-yy', 'UTC', '1-Feb-26', '2026-02-01T00:00:00.000Z'],
  ["yyyyMMdd'T'HHmmss", 'UTC', '20260329T101112', '2026-03-29T10:11:12.000Z'],
])('reads dates in the form %s in %s: %s', (format, zone, text, time) => {
  expect(dateReader(format, zone)(text)).toBe(time);
});

it.each(['31.02.2026', '2026-03-29', '29.03.26', '29.3.2026', '', '29.03.2026 10:00'])(
  'refuses %j, which is no date in the form dd.MM.yyyy',
  (text) => {
    expect(() => dateReader('dd.MM.yyyy', 'UTC')(text)).toThrow('is not a date in the form dd.MM.yyyy');
  },
);

it.each([
  ['DD.MM.YYYY', 'write the year as yyyy'],
  ['dd.mm.yyyy', 'MM for months'],
  ['MM.yyyy', 'it needs a day'],
  ['today', 'it needs a day'],
])('refuses the form %s and says why', (format, why) => {
  expect(() => dateReader(format, 'UTC')).toThrow(why);
});

it('refuses a time zone that nobody knows', () => {
  expect(() => dateReader('dd.MM.yyyy', 'Berlin')).toThrow('Berlin is not a time zone');
});
