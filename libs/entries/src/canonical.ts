import { isPlainlyCanonical } from './canonical-scan';

// A byte order mark is not taken off: it would be a second spelling of the same entry.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Deepest nesting of objects and lists; entries need six. Deeper ones could exhaust the stack. */
const depthMax = 16;

/** What canonical JSON may hold here: no numbers but the entry's version, no undefined. */
export type Canonical =
  string | number | boolean | null | readonly Canonical[] | { readonly [key: string]: Canonical };

/**
 * RFC 8785 text of a value whose objects may have their keys in any order.
 * @throws Error on a number that is not a safe integer, and on anything JSON has no form for
 */
export function canonicalText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value === 'object' && value !== null) return canonicalObject(value as Record<string, unknown>);
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new Error(`${value} has no canonical form here`);
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new Error(`${typeof value} has no canonical form`);
  return text;
}

function canonicalObject(value: Record<string, unknown>): string {
  let text = '';
  for (const key of Object.keys(value).sort()) {
    if (value[key] === undefined) continue;
    text += `${text === '' ? '{' : ','}${JSON.stringify(key)}:${canonicalText(value[key])}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

/** Why bytes are not in canonical form. */
export class NotCanonical extends Error {
  constructor(reason: string) {
    super(`not in canonical form: ${reason}`);
    this.name = 'NotCanonical';
  }
}

/**
 * Parses bytes that must be in canonical form: valid UTF-8, exactly the text that RFC 8785 gives for their value
 * (so no white space, no key twice, no other escapes), keys ascending, strings NFC without control characters or lone
 * surrogates, no numbers but the top-level `v`.
 * @throws NotCanonical
 */
export function parseCanonical(bytes: Uint8Array): { readonly [key: string]: Canonical } {
  if (isPlainlyCanonical(bytes)) return JSON.parse(asciiOf(bytes)) as { readonly [key: string]: Canonical };
  return parseThoroughly(bytes);
}

function asciiOf(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString('latin1');
}

/** @throws NotCanonical */
export function parseThoroughly(bytes: Uint8Array): { readonly [key: string]: Canonical } {
  let text: string;
  let value: unknown;
  try {
    text = decoder.decode(bytes);
    value = JSON.parse(text);
  } catch (error) {
    throw new NotCanonical(error instanceof Error ? error.message : String(error));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new NotCanonical('not an object');
  for (const [key, field] of Object.entries(value)) {
    if (key !== 'v' || typeof field !== 'number') walk(field, 1);
  }
  keysAscend(value);
  if (JSON.stringify(value) !== text) throw new NotCanonical('written differently than RFC 8785 writes it');
  // Bytes and UTF-16 units are equally many in ASCII alone, which has but one form.
  if (text.length !== bytes.length && text !== text.normalize('NFC'))
    throw new NotCanonical('not in normalisation form C');
  return value as { readonly [key: string]: Canonical };
}

function walk(value: unknown, depth: number): void {
  if (typeof value === 'string') {
    if (!isPlain(value)) throw new NotCanonical('a control character or a lone surrogate in a string');
  } else if (typeof value === 'number') {
    throw new NotCanonical('a JSON number');
  } else if (typeof value === 'object' && value !== null) {
    if (depth >= depthMax) throw new NotCanonical(`nested more than ${depthMax} deep`);
    if (!Array.isArray(value)) keysAscend(value);
    for (const field of Object.values(value)) walk(field, depth + 1);
  }
}

function keysAscend(value: object): void {
  let before = '';
  for (const key of Object.keys(value)) {
    if (key <= before && before !== '') throw new NotCanonical(`key ${key} after ${before}`);
    if (!isPlain(key)) throw new NotCanonical('a control character or a lone surrogate in a key');
    before = key;
  }
}

/** Whether a text may stand in an entry: NFC is checked apart, because it is cheaper over the whole text. */
export function isPlain(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return !/[\u0000-\u001f\u007f-\u009f]/.test(text) && text.isWellFormed();
}
