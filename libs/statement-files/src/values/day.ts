import { shown } from '@files/decimal';
import { Unreadable } from '@files/unreadable';

/** A day as `YYYY-MM-DD`. */
export interface Day {
  readonly day: string;
  /** What stands in the file, where its month has no such day: the last of the month was taken. */
  readonly doubtful?: string;
}

/** Two-digit years are 1980 to 2079. */
const centuryTurn = 80;

/**
 * A day of which banks write year, month and day; 30 February is the last day of February, and doubtful.
 * @throws Unreadable
 */
function dayOf(year: number, month: number, day: number, text: string): Day {
  if (month < 1 || month > 12 || day < 1 || day > 31) throw new Unreadable(`"${shown(text)}" is not a date.`);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const written = [
    String(year).padStart(4, '0'),
    String(month).padStart(2, '0'),
    String(Math.min(day, last)).padStart(2, '0'),
  ].join('-');
  return day > last ? { day: written, doubtful: text } : { day: written };
}

/** Reads YYMMDD. @throws Unreadable */
export function shortDay(text: string): Day {
  const match = /^(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!match) throw new Unreadable(`"${shown(text)}" is not a date.`);
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  return dayOf(year + (year < centuryTurn ? 2000 : 1900), month, day, text);
}

/** Reads the YYYYMMDD that a text begins with; a time and a zone behind it do not move the day. @throws Unreadable */
export function leadingDay(text: string): Day {
  const match = /^(\d{4})(\d\d)(\d\d)(?:\d{2,6}(?:\.\d+)?)?(?:\[.*)?$/.exec(text);
  if (!match) throw new Unreadable(`"${shown(text)}" is not a date.`);
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  return dayOf(year, month, day, match[0].slice(0, 8));
}

/** The day MMDD that is nearest to another day. @throws Unreadable */
export function nearestDay(text: string, to: string): Day {
  const year = Number(to.slice(0, 4));
  const [month, day] = [Number(text.slice(0, 2)), Number(text.slice(2))];
  const [nearest] = [year, year - 1, year + 1]
    .map((each) => dayOf(each, month, day, text))
    .sort((a, b) => distance(a.day, to) - distance(b.day, to));
  return nearest!;
}

const isoDate = /^(-?\d{4,})-(\d\d)-(\d\d)(?:T(\d\d:\d\d:\d\d(?:\.\d+)?))?(Z|[+-]\d\d:\d\d)?$/;

/**
 * The day of a date or a time of ISO 8601.
 * @param timeZone in which a time with an offset is looked at; without it, the day is as written
 * @throws Unreadable
 */
export function isoDay(text: string, timeZone?: string): Day {
  const match = isoDate.exec(text);
  if (!match) throw new Unreadable(`"${shown(text)}" is not a date.`);
  const [, year, month, day, time, offset] = match;
  const written = dayOf(Number(year), Number(month), Number(day), text);
  if (time === undefined || offset === undefined || timeZone === undefined) return written;
  const instant = Date.parse(`${written.day}T${time.slice(0, 8)}${offset}`);
  if (Number.isNaN(instant)) throw new Unreadable(`"${shown(text)}" is not a time.`);
  return { ...written, day: dayAt(instant, timeZone) };
}

const zones = new Map<string, Intl.DateTimeFormat>();

/** The day on which an instant, in milliseconds since 1970, falls in a zone. */
export function dayAt(milliseconds: number, timeZone: string): string {
  let zone = zones.get(timeZone);
  if (!zone) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    // The Swedish write dates as ISO 8601 has them.
    zone = new Intl.DateTimeFormat('sv-SE', { timeZone, ...parts });
    zones.set(timeZone, zone);
  }
  return zone.format(milliseconds);
}

function distance(a: string, b: string): number {
  return Math.abs(Date.parse(a) - Date.parse(b));
}
