const form =
  /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Whether a text is a time in the one spelling that entries have: RFC 3339, UTC, milliseconds, years 1 to 9999. */
export function isInstant(text: string): boolean {
  if (!form.test(text)) return false;
  // Every month has 28 days; whether it has a 29th to 31st, only a time that reads back the same shows.
  return text.slice(8, 10) <= '28' || new Date(text).toISOString() === text;
}
