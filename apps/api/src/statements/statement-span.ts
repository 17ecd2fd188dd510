import type { z } from 'zod';
import { toUtc } from '@commands/input/instant';
import { judged } from '@commands/input/text';
import type { StatementSpan } from '@read-models/statements/statement-balances';
import { isTimeZone, startOfDay } from '@ledger/machinery/window';
import { timeFlaw } from '../requests/reading';

/** Of the years 1000 to 9999: with any zone its first instant is one that the tables take. */
const dayPattern = /^[1-9]\d{3}-\d{2}-\d{2}$/;

function isDay(text: string): boolean {
  return dayPattern.test(text) && toUtc(`${text}T00:00:00Z`) !== undefined;
}

/** A time, or a day that begins at its first instant in the time zone of the query; a time is in UTC once accepted. */
export function dayOrTimeField(description: string) {
  return judged((text) => (isDay(text) ? undefined : timeFlaw(text, 'or a day such as 2026-10-01')), {
    description: `${description} RFC 3339 with any offset, at most milliseconds; or, with \`zone\`, a day, which begins at its first instant there.`,
    examples: ['2026-10-01T00:00:00.000Z', '2026-10-01'],
  })
    .transform((text) => (isDay(text) ? text : toUtc(text)!))
    .exactOptional();
}

export const zoneField = judged(
  (name) =>
    isTimeZone(name)
      ? undefined
      : {
          code: 'NotAllowed',
          detail: 'Give the name of a time zone of the IANA database, such as Europe/Amsterdam.',
        },
  {
    description: 'Time zone in which days begin, by its name in the IANA database.',
    examples: ['Europe/Amsterdam'],
  },
).exactOptional();

interface SpanQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly zone?: string | undefined;
  readonly by?: StatementSpan['by'] | undefined;
}

/** Refuses days of no time zone, a time zone of no day, and a span that ends before it begins. */
export function spanInPlace({ value, issues }: z.core.ParsePayload<SpanQuery>): void {
  const refuse = (name: keyof SpanQuery, code: string, message: string) =>
    issues.push({ code: 'custom', input: value, path: [name], message, params: { code } });
  const hasDay = [value.from, value.to].some((end) => end !== undefined && isDay(end));
  if (hasDay && value.zone === undefined)
    return void refuse('zone', 'Missing', 'Give the time zone in which the days begin.');
  if (!hasDay && value.zone !== undefined)
    return void refuse('zone', 'NotAllowed', 'Leave zone out, or give days as from and to.');
  const { from, to } = spanOf(value);
  if (from !== undefined && to !== undefined && from > to)
    refuse('from', 'OutOfRange', 'Give a time that is not later than to.');
}

/** The span of a query that was accepted: days as their first instants, in UTC. */
export function spanOf({ from, to, zone, by }: SpanQuery): StatementSpan {
  const instantOf = (end: string) =>
    isDay(end) ? new Date(startOfDay(Date.parse(end), zone!)).toISOString() : end;
  return {
    ...(from !== undefined && { from: instantOf(from) }),
    ...(to !== undefined && { to: instantOf(to) }),
    ...(by && { by }),
  };
}
