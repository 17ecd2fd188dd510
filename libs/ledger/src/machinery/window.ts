import { named, type InputPlace } from '../money/amount';
import { Refusal } from '../refusal';

export const calendarUnits = ['day', 'week', 'month', 'year'] as const;
type CalendarUnit = (typeof calendarUnits)[number];

/** A stretch of time as the journal writes it: the last so many seconds, or the day, week, … of a time zone. */
export type Window =
  { readonly seconds: string } | { readonly calendar: CalendarUnit; readonly timeZone: string };

/** From `start` up to but not including `end`, in milliseconds since 1970 UTC. */
export interface Bounds {
  readonly start: number;
  readonly end: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A name of the IANA time zone database; a bare offset such as `+01:00` is none, and some releases take it. */
const timeZonePattern = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

export function isTimeZone(name: string): boolean {
  if (!timeZonePattern.test(name)) return false;
  try {
    clockIn(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** @throws Refusal TimeZoneUnknown */
export function requireTimeZone(timeZone: string, place: InputPlace): void {
  if (isTimeZone(timeZone)) return;
  throw new Refusal('TimeZoneUnknown', `${named(timeZone, place)} is not a time zone of the IANA database.`, {
    ...place,
    timeZone,
  });
}

/**
 * The first instant of a day in a time zone, in milliseconds since 1970 UTC; of a day that the clocks of the zone
 * leave out, that of the next one.
 * @param midnight of the day, as if in UTC
 */
export function startOfDay(midnight: number, timeZone: string): number {
  return Calendar.of('day', timeZone).startOf(midnight);
}

/** As it follows "per": `24 hours`, `day in Europe/Berlin`. */
export function inWords(window: Window): string {
  if ('calendar' in window) return `${window.calendar} in ${window.timeZone}`;
  const seconds = Number(window.seconds);
  const [size, unit] =
    seconds % 3600 === 0 ? [3600, 'hour'] : seconds % 60 === 0 ? [60, 'minute'] : [1, 'second'];
  const count = seconds / size;
  return count === 1 ? unit : `${count} ${unit}s`;
}

/** The days, weeks (from Monday, ISO 8601), months or years of one time zone. */
export class Calendar {
  /** Those of the last question: nearly always those of the next. */
  private bounds: Bounds = { start: 0, end: 0 };

  private constructor(
    private readonly unit: CalendarUnit,
    private readonly timeZone: string,
  ) {}

  static of(unit: CalendarUnit, timeZone: string): Calendar {
    const key = `${unit} ${timeZone}`;
    const known = calendars.get(key);
    if (known) return known;
    const calendar = new Calendar(unit, timeZone);
    calendars.set(key, calendar);
    return calendar;
  }

  /** The window in which `at` lies. Windows follow each other without gap or overlap, whatever the clocks do. */
  boundsAt(at: number): Bounds {
    if (at < this.bounds.start || at >= this.bounds.end) this.bounds = this.boundsAround(at);
    return this.bounds;
  }

  private boundsAround(at: number): Bounds {
    const today = localTime(this.timeZone, at);
    for (let ahead = 0; ; ahead += 1) {
      // Clocks that are put back over midnight show a past day again, which is over all the same.
      const end = this.startOf(firstDay(this.unit, today, ahead + 1));
      if (at < end) return { start: this.startOf(firstDay(this.unit, today, ahead)), end };
    }
  }

  /** The first instant at which the clocks of the time zone show `midnight` or later. */
  startOf(midnight: number): number {
    // No clock is a whole day off UTC, and none is changed twice within two days.
    let before = midnight - dayMs;
    let after = midnight + dayMs;
    const offset = offsetAt(this.timeZone, before);
    if (offsetAt(this.timeZone, midnight - offset) === offset) return midnight - offset;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (localTime(this.timeZone, middle) >= midnight) after = middle;
      else before = middle;
    }
    return after;
  }
}

const calendars = new Map<string, Calendar>();

/** Midnight of the first day of the unit that shows `local`, or of one so many units ahead, as local time. */
function firstDay(unit: CalendarUnit, local: number, ahead: number): number {
  const date = new Date(local);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (unit) {
    case 'day':
      return Date.UTC(year, month, day + ahead);
    case 'week':
      return Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7) + 7 * ahead);
    case 'month':
      return Date.UTC(year, month + ahead);
    case 'year':
      return Date.UTC(year + ahead, 0);
  }
}

/** Local time less UTC, in milliseconds. */
function offsetAt(timeZone: string, at: number): number {
  return localTime(timeZone, at) - at;
}

/** What the clocks of a time zone show at an instant, in milliseconds as if they showed UTC. */
function localTime(timeZone: string, at: number): number {
  const shown: Record<string, number> = {};
  for (const { type, value } of clockIn(timeZone).formatToParts(at)) shown[type] = Number(value);
  const { year, month, day, hour, minute, second } = shown;
  const milliseconds = at - Math.floor(at / 1000) * 1000;
  return Date.UTC(year!, month! - 1, day, hour, minute, second) + milliseconds;
}

/** Kept, because making one takes longer than using it a hundred times. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockIn(timeZone: string): Intl.DateTimeFormat {
  // Names are compared without their case, so there are only as many clocks as zones.
  const key = timeZone.toLowerCase();
  const known = clocks.get(key);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(key, clock);
  return clock;
}
