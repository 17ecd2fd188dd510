import { InvalidArgumentError } from 'commander';
import { isEncoding } from '@files/decode';
import { MappingUnsound, parseMapping, type Mapping } from '@statement-files/mapped/mapping';
import type { Format } from '@statement-files/bytes/detect';
import type { FileReading } from '@statement-files/read-statement-file';
import { Failure, usageError } from '../failure';
import { textOf } from '../given';

/** What the command was given. */
export interface ReadOptions {
  readonly format?: Format;
  readonly preset?: string;
  readonly mapping?: string;
  readonly account?: string;
  readonly currency?: string;
  readonly decimals?: Readonly<Record<string, number>>;
  readonly timeZone?: string;
  readonly encoding?: readonly string[];
  readonly decimalMark?: '.' | ',';
  readonly reversals?: 'flipped';
  readonly watch?: string;
  readonly token?: NonNullable<FileReading['tokens']>;
  readonly rows: number;
  readonly json?: true;
}

/** @throws Failure of a usage error */
export function readingOf(options: ReadOptions): FileReading {
  const { account, currency, decimalMark, decimals, encoding, format, mapping, preset } = options;
  const { reversals, timeZone, token, watch } = options;
  if (mapping !== undefined && preset !== undefined)
    throw new Failure('Give --mapping or --preset, not both.', usageError);
  const unknown = encoding?.find((name) => !isEncoding(name));
  if (unknown !== undefined)
    throw new Failure(`There is no encoding ${unknown}; write it as windows-1252 or utf-16le.`, usageError);
  if (timeZone !== undefined) requireTimeZone(timeZone);
  const given: { readonly [Name in keyof FileReading]: FileReading[Name] | undefined } = {
    account,
    currency,
    currencies: decimals,
    decimal: decimalMark,
    encodings: encoding,
    format,
    mapping: mapping === undefined ? undefined : mappingIn(mapping),
    preset,
    reversals,
    timeZone,
    tokens: token,
    watch,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Collects `BGN=2`. */
export function collectDecimals(
  text: string,
  before: Readonly<Record<string, number>> = {},
): Record<string, number> {
  const [, code, decimals] = /^([A-Z][A-Z0-9._-]{1,31})=(\d|1[0-8])$/.exec(text) ?? [];
  if (code === undefined) throw new InvalidArgumentError('Write CODE=decimals, such as BGN=2.');
  return { ...before, [code]: Number(decimals) };
}

/** Collects `0x…=USDC:6`. */
export function collectToken(
  text: string,
  before: NonNullable<FileReading['tokens']> = {},
): NonNullable<FileReading['tokens']> {
  const [, address, currency, decimals] =
    /^(\w{1,100})=([A-Z][A-Z0-9._-]{1,31}):(\d|1[0-8])$/.exec(text) ?? [];
  if (address === undefined || currency === undefined)
    throw new InvalidArgumentError('Write ADDRESS=CODE:decimals, such as 0xa0b8…=USDC:6.');
  return { ...before, [address.toLowerCase()]: { currency, decimals: Number(decimals) } };
}

function mappingIn(file: string): Mapping {
  try {
    return parseMapping(JSON.parse(textOf(file)));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Failure(`--mapping: ${file} is not JSON.`, usageError);
    if (error instanceof MappingUnsound)
      throw new Failure(`--mapping: ${file}: ${error.message}`, usageError);
    throw error;
  }
}

function requireTimeZone(name: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    throw new Failure(`${name} is not a time zone of the IANA database, such as Europe/Berlin.`, usageError);
  }
}
