import type { Entry } from '@entries/entry';

/**
 * What one account did, as lines of JSON with a proof for every entry: a header, a line for each entry that speaks of
 * the account, in order of seq, and an end. Each line has one spelling, that of JSON.stringify over fields in the
 * order below.
 */
export interface AccountExportHeader {
  readonly format: 'ledger-account-export/v1';
  /** `<origin>/<ledger>` */
  readonly log: string;
  readonly ledger: string;
  readonly account: string;
  /** The note under which every entry is proved: entries that it does not cover are left out. */
  readonly checkpoint: string;
}

export interface AccountExportLine {
  readonly seq: string;
  /**
   * The lines that the entry leaves in the account: of a transaction what was posted, of a hold what it sets aside or
   * releases; none where the entry is another one.
   */
  readonly lines: readonly AccountFigures[];
  /** The stored bytes, which are what is proved; canonical, hence valid UTF-8. */
  readonly entry: string;
  /** tlog-proof@v1 of the entry under the checkpoint of the header. */
  readonly proof: string;
}

/** One posting on the account, as its entry has it. */
export interface AccountFigures {
  /** Place in its transaction, from 0. */
  readonly posting: number;
  readonly side: string;
  readonly amount: string;
  readonly currency: string;
  /** After the posting, on the account's normal side. */
  readonly posted: string;
  readonly available: string;
  /** Count of the account's postings in this currency, this one included. */
  readonly version: string;
  /** Count of all lines of the account, this one included: without gaps from 1, so none is left out. */
  readonly line: string;
}

export interface AccountExportEnd {
  readonly end: {
    /** Lines between header and end. */
    readonly entries: string;
    /** Lines of the account, in all currencies: postings and what holds set aside or release. */
    readonly lines: string;
    /** The figures after the last line in each currency, in ascending order of currency. */
    readonly closing: readonly Omit<AccountFigures, 'posting' | 'side' | 'amount' | 'line'>[];
    /** Root key and key events up to the checkpoint, as in the file `keys` of an export. */
    readonly keys: { readonly root: string; readonly events: readonly unknown[] };
  };
}

const fieldNames = {
  header: 'format log ledger account checkpoint',
  line: 'seq lines entry proof',
  figures: 'posting side amount currency posted available version line',
  end: 'entries lines closing keys',
} as const;

/** A text that is not the part of an account's export that belongs there. */
export class MalformedAccountExport extends Error {
  constructor(reason: string) {
    super(`malformed account export: ${reason}`);
    this.name = 'MalformedAccountExport';
  }
}

/** The lines that an entry leaves in an account. */
export function accountFigures({ body }: Entry, account: string): AccountFigures[] {
  return postingsIn(body).flatMap(
    ({ side, amount, currency, posted, available, version, line, ...posting }, at) =>
      posting.account === account
        ? [{ posting: at, side, amount, currency, posted, available, version, line }]
        : [],
  );
}

/** Which entries of a journal are about one account. They are to be asked in order. */
export class AccountSubject {
  /** Ids of holds on the account: a capture may release of it and post nothing to it. */
  private readonly holds = new Set<string>();

  constructor(private readonly account: string) {}

  isOf(entry: Entry): boolean {
    const { account, holds } = this;
    const { path } = entry.body as { path?: unknown };
    const isOn = postingsIn(entry.body).some((posting) => posting.account === account);
    if (entry.type === 'HoldPlaced' && isOn) holds.add(entry.id);
    return path === account || isOn || holds.has(holdOf(entry) ?? '');
  }
}

type PostedPosting = Extract<Entry, { type: 'TransactionPosted' }>['body']['postings'][number];

/** The id of the hold that an entry changes. */
function holdOf(entry: Entry): string | undefined {
  if (entry.type === 'TransactionPosted') return entry.body.captures?.id;
  return 'hold' in entry.body ? entry.body.hold.id : undefined;
}

/** Entries of types that have no postings may have anything under that name. */
function postingsIn(body: object): readonly PostedPosting[] {
  const { postings } = body as { postings?: unknown };
  return Array.isArray(postings) ? (postings as readonly PostedPosting[]).filter(Boolean) : [];
}

/** @throws MalformedAccountExport */
export function parseAccountHeader(text: string): AccountExportHeader {
  const header = parsed(text, fieldNames.header) as unknown as AccountExportHeader;
  requireTexts(header);
  if (header.format !== 'ledger-account-export/v1') throw new MalformedAccountExport('another format');
  return header;
}

/** Reads any line after the header. @throws MalformedAccountExport */
export function parseAccountLine(text: string): AccountExportLine | AccountExportEnd {
  if (!text.startsWith('{"end":')) return parseEntryLine(text);
  const { end } = parsed(text, 'end') as unknown as AccountExportEnd;
  requireFields(end, fieldNames.end);
  requireFields(end.keys, 'root events');
  const { entries, lines, closing, keys } = end;
  const areEvents = Array.isArray(keys.events) && keys.events.every(isObject);
  const areCounts = typeof entries === 'string' && typeof lines === 'string';
  if (!areCounts || !Array.isArray(closing) || typeof keys.root !== 'string' || !areEvents)
    throw new MalformedAccountExport('an end of another shape');
  return { end };
}

function parseEntryLine(text: string): AccountExportLine {
  const line = parsed(text, fieldNames.line) as unknown as AccountExportLine;
  const { lines, ...texts } = line;
  requireTexts(texts);
  if (!Array.isArray(lines)) throw new MalformedAccountExport('a line without its figures');
  for (const { posting, ...figures } of lines as readonly AccountFigures[]) {
    requireFields({ posting, ...figures }, fieldNames.figures);
    requireTexts(figures);
    if (!Number.isSafeInteger(posting)) throw new MalformedAccountExport('a posting without its place');
  }
  return line;
}

function parsed(text: string, names: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedAccountExport('a line that is no JSON');
  }
  requireFields(value, names);
  if (JSON.stringify(value) !== text) throw new MalformedAccountExport('a line in another spelling');
  return value;
}

function requireFields(value: unknown, names: string): asserts value is object {
  if (!isObject(value) || Object.keys(value).join(' ') !== names)
    throw new MalformedAccountExport(`its fields are not ${names}`);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function requireTexts(value: object): void {
  if (!Object.values(value).every((each) => typeof each === 'string'))
    throw new MalformedAccountExport('a field that is not text');
}
