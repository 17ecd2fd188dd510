import { DateTime, IANAZone } from 'luxon';
import { shown } from './decimal';
import { Unreadable } from './unreadable';

/** Reads dates of one form as times in RFC 3339, UTC. */
export type DateReader = (text: string) => string;

/**
 * @param format tokens of Luxon, such as `dd.MM.yyyy` or `M/d/yyyy HH:mm`; text in single quotes stands for itself
 * @param timeZone a name of the IANA time zone database; a date without a time of day is the start of the day there
 * @throws Error saying what is wrong with the format or the time zone
 */
export function dateReader(format: string, timeZone: string): DateReader {
  requireDate(format);
  const zone = IANAZone.create(timeZone);
  if (!zone.isValid)
    throw new Error(`${timeZone} is not a time zone of the IANA database, such as Europe/Berlin.`);
  const parser = DateTime.buildFormatParser(format, { locale: 'en' });
  return (text) => {
    const time = DateTime.fromFormatParser(text.trim(), parser, { zone, locale: 'en' });
    if (!time.isValid) throw new Unreadable(`"${shown(text)}" is not a date in the form ${format}.`);
    return time.toUTC().toISO();
  };
}

/** Luxon takes letters that are no token for text, and `D` for whatever a locale has. */
function requireDate(format: string): void {
  const tokens = format.replace(/'[^']*'/g, '');
  if (/[YD]/.test(tokens))
    throw new Error(`${format} is not a date form: write the year as yyyy and the day as dd.`);
  if (/m/.test(tokens) && !/[ML]/.test(tokens))
    throw new Error(`${format} is not a date form: mm stands for minutes, MM for months.`);
  if (/y/.test(tokens) && /[ML]/.test(tokens) && /d/.test(tokens)) return;
  throw new Error(`${format} is not a date form: it needs a day (dd), a month (MM) and a year (yyyy).`);
}
