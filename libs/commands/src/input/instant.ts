import { judged } from './text';

const shape =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;
const minuteMs = 60_000;

/** A time as callers give it: RFC 3339, any offset, at most milliseconds. */
const instant = judged(
  (value) =>
    toUtc(value) === undefined
      ? {
          code: 'BadFormat',
          detail:
            'Give an existing time in RFC 3339 with an offset and at most milliseconds, such as 2026-11-22T05:57:37.123Z.',
        }
      : undefined,
  {
    format: 'date-time',
    description: 'A time: RFC 3339 with any offset, at most milliseconds.',
    examples: ['2026-11-22T05:57:37.123Z'],
  },
);

/** The same time in UTC with milliseconds (RFC 3339); undefined where the text is no existing time of years 1 to 9999. */
export function toUtc(text: string): string | undefined {
  const match = shape.exec(text);
  if (!match) return undefined;
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction = '',
    sign,
    offsetHour = '0',
    offsetMinute = '0',
  ] = match;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0')}Z`;
  const localMs = Date.parse(local);
  // Date.parse takes 31 February for 3 March and 24:00 for the next day: only an existing time reads back the same.
  if (Number.isNaN(localMs) || new Date(localMs).toISOString() !== local) return undefined;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;
  const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute)) * minuteMs * (sign === '-' ? -1 : 1);
  const utc = new Date(localMs - offsetMs).toISOString();
  return /^(?!0000)\d{4}-/.test(utc) ? utc : undefined;
}

/** A time as callers give it; in UTC with milliseconds once accepted. */
export const time = instant.transform((text) => toUtc(text)!);
