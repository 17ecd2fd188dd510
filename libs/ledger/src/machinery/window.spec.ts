import fc from 'fast-check';
import { refusalOf } from '../../../../test/support/given';
import { Calendar, calendarUnits, inWords, requireTimeZone, startOfDay } from './window';

type Unit = (typeof calendarUnits)[number];

function boundsAt(unit: Unit, timeZone: string, at: string): [start: string, end: string] {
  const { start, end } = Calendar.of(unit, timeZone).boundsAt(Date.parse(at));
  return [new Date(start).toISOString(), new Date(end).toISOString()];
}

type Case = [unit: Unit, timeZone: string, at: string, bounds: [start: string, end: string]];

const ordinary: Case[] = [
  ['day', 'UTC', '2026-11-23T12:00Z', ['2026-11-23T00:00Z', '2026-11-24T00:00Z']],
  ['day', 'Europe/Berlin', '2026-11-23T12:00Z', ['2026-11-22T23:00Z', '2026-11-23T23:00Z']],
  ['day', 'Europe/Berlin', '2026-11-23T23:00Z', ['2026-11-23T23:00Z', '2026-11-24T23:00Z']],
  ['day', 'America/New_York', '2026-11-23T03:00Z', ['2026-11-22T05:00Z', '2026-11-23T05:00Z']],
  ['day', 'Asia/Kathmandu', '2026-11-23T18:14:59.999Z', ['2026-11-22T18:15Z', '2026-11-23T18:15Z']],
  ['day', 'Asia/Kathmandu', '2026-11-23T18:15Z', ['2026-11-23T18:15Z', '2026-11-24T18:15Z']],
  ['day', 'Pacific/Kiritimati', '2026-11-23T12:00Z', ['2026-11-23T10:00Z', '2026-11-24T10:00Z']],
  ['week', 'UTC', '2026-11-23T00:00Z', ['2026-11-23T00:00Z', '2026-11-30T00:00Z']],
  ['week', 'UTC', '2026-11-29T23:59:59.999Z', ['2026-11-23T00:00Z', '2026-11-30T00:00Z']],
  ['week', 'Asia/Kathmandu', '2027-01-01T00:00Z', ['2026-12-27T18:15Z', '2027-01-03T18:15Z']],
  ['month', 'Europe/Berlin', '2026-01-31T22:59:59.999Z', ['2025-12-31T23:00Z', '2026-01-31T23:00Z']],
  ['month', 'Asia/Kathmandu', '2026-04-30T18:14:59.999Z', ['2026-03-31T18:15Z', '2026-04-30T18:15Z']],
  ['month', 'America/New_York', '2026-12-31T12:00Z', ['2026-12-01T05:00Z', '2027-01-01T05:00Z']],
  ['year', 'America/New_York', '2027-01-01T04:59:59.999Z', ['2026-01-01T05:00Z', '2027-01-01T05:00Z']],
  ['year', 'Asia/Kathmandu', '2026-12-31T18:15Z', ['2026-12-31T18:15Z', '2027-12-31T18:15Z']],
];

const leapYears: Case[] = [
  ['day', 'Europe/Berlin', '2028-02-29T12:00Z', ['2028-02-28T23:00Z', '2028-02-29T23:00Z']],
  ['month', 'Europe/Berlin', '2028-02-29T12:00Z', ['2028-01-31T23:00Z', '2028-02-29T23:00Z']],
  ['month', 'Europe/Berlin', '2027-02-28T12:00Z', ['2027-01-31T23:00Z', '2027-02-28T23:00Z']],
  ['month', 'UTC', '2100-02-28T12:00Z', ['2100-02-01T00:00Z', '2100-03-01T00:00Z']],
  ['year', 'Europe/Berlin', '2028-12-30T23:00Z', ['2027-12-31T23:00Z', '2028-12-31T23:00Z']],
];

const changedClocks: Case[] = [
  // 23 and 25 hours.
  ['day', 'Europe/Berlin', '2026-03-29T12:00Z', ['2026-03-28T23:00Z', '2026-03-29T22:00Z']],
  ['day', 'Europe/Berlin', '2026-10-25T12:00Z', ['2026-10-24T22:00Z', '2026-10-25T23:00Z']],
  ['day', 'America/New_York', '2026-03-08T12:00Z', ['2026-03-08T05:00Z', '2026-03-09T04:00Z']],
  ['day', 'America/New_York', '2026-11-01T05:30Z', ['2026-11-01T04:00Z', '2026-11-02T05:00Z']],
  ['week', 'Europe/Berlin', '2026-03-29T12:00Z', ['2026-03-22T23:00Z', '2026-03-29T22:00Z']],
  ['month', 'America/New_York', '2026-11-15T12:00Z', ['2026-11-01T04:00Z', '2026-12-01T05:00Z']],
  ['year', 'Australia/Lord_Howe', '2026-06-01T00:00Z', ['2025-12-31T13:00Z', '2026-12-31T13:00Z']],
  // Midnight is left out: the day begins at one o'clock.
  ['day', 'America/Sao_Paulo', '2018-11-04T12:00Z', ['2018-11-04T03:00Z', '2018-11-05T02:00Z']],
  ['day', 'Africa/Cairo', '2026-04-24T12:00Z', ['2026-04-23T22:00Z', '2026-04-24T21:00Z']],
  ['day', 'Africa/Cairo', '2026-04-23T12:00Z', ['2026-04-22T22:00Z', '2026-04-23T22:00Z']],
  // Midnight comes twice: the day begins with the first.
  ['day', 'America/Havana', '2026-11-01T05:30Z', ['2026-11-01T04:00Z', '2026-11-02T05:00Z']],
  ['day', 'Antarctica/Casey', '2023-03-08T16:30Z', ['2023-03-08T13:00Z', '2023-03-09T16:00Z']],
  // Put back over midnight: what has begun goes on, though the clocks show the day before.
  ['day', 'America/St_Johns', '2010-11-07T02:29:59.999Z', ['2010-11-06T02:30Z', '2010-11-07T02:30Z']],
  ['day', 'America/St_Johns', '2010-11-07T02:45Z', ['2010-11-07T02:30Z', '2010-11-08T03:30Z']],
  // A day that never was.
  ['day', 'Pacific/Apia', '2011-12-30T09:00Z', ['2011-12-29T10:00Z', '2011-12-30T10:00Z']],
  ['day', 'Pacific/Apia', '2011-12-30T10:00Z', ['2011-12-30T10:00Z', '2011-12-31T10:00Z']],
];

describe('a calendar window', () => {
  it.each([...ordinary, ...leapYears, ...changedClocks])('%s in %s at %s', (unit, timeZone, at, bounds) => {
    const exact = bounds.map((time) => new Date(time).toISOString());
    expect(boundsAt(unit, timeZone, at)).toEqual(exact);
  });

  it('ends where the next one begins, wherever and whenever', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kathmandu',
      'America/St_Johns',
      'Antarctica/Casey',
    ];
    const instants = fc.integer({ min: Date.parse('2000-01-01'), max: Date.parse('2060-01-01') });
    fc.assert(
      fc.property(
        fc.constantFrom(...calendarUnits),
        fc.constantFrom(...zones),
        instants,
        (unit, zone, at) => {
          const calendar = Calendar.of(unit, zone);
          const { start, end } = calendar.boundsAt(at);
          expect(start <= at && at < end).toBe(true);
          expect(calendar.boundsAt(start - 1).end).toBe(start);
          expect(calendar.boundsAt(end).start).toBe(end);
          expect(calendar.boundsAt(start)).toEqual({ start, end });
          expect(calendar.boundsAt(end - 1)).toEqual({ start, end });
        },
      ),
      { seed: 48, numRuns: 500 },
    );
  });

  it('is written in words, with the largest unit that fits', () => {
    expect(inWords({ calendar: 'week', timeZone: 'Asia/Kathmandu' })).toBe('week in Asia/Kathmandu');
    const words = ['86400', '3600', '5400', '60', '61', '1'].map((seconds) => inWords({ seconds }));
    expect(words).toEqual(['24 hours', 'hour', '90 minutes', 'minute', '61 seconds', 'second']);
  });
});

describe('a time zone', () => {
  it.each(['Europe/Berlin', 'Asia/Kathmandu', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'UTC'])(
    'may be %s',
    (name) => {
      expect(() => requireTimeZone(name, {})).not.toThrow();
    },
  );

  it.each(['Mars/Olympus', '+01:00', 'UTC+1', '', 'Europe/Berlin ', 'Europe//Berlin', 'constructor'])(
    'is not "%s"',
    (timeZone) => {
      const refusal = refusalOf(() => requireTimeZone(timeZone, { limit: 'daily' }));
      expect(refusal).toMatchObject({ code: 'TimeZoneUnknown', facts: { limit: 'daily', timeZone } });
    },
  );
});

describe('a day of a time zone', () => {
  it.each([
    ['2025-03-30', 'Europe/Amsterdam', '2025-03-29T23:00:00.000Z'],
    ['2025-03-31', 'Europe/Amsterdam', '2025-03-30T22:00:00.000Z'],
    ['2025-10-26', 'Europe/Amsterdam', '2025-10-25T22:00:00.000Z'],
    ['2025-10-27', 'Europe/Amsterdam', '2025-10-26T23:00:00.000Z'],
    // Clocks were put forward at midnight, which that day did not have.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    // The zone left out the day between.
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2026-07-01', 'Asia/Kathmandu', '2026-06-30T18:15:00.000Z'],
    ['2026-07-01', 'UTC', '2026-07-01T00:00:00.000Z'],
  ])('%s in %s begins at its first instant there', (day, zone, instant) => {
    expect(new Date(startOfDay(Date.parse(day), zone)).toISOString()).toBe(instant);
  });
});
