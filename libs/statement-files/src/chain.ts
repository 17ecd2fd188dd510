import type { Fields } from '@files/fields';
import { shown } from '@files/decimal';
import { layoutOf, readRows } from '@files/rows';
import { Unreadable } from '@files/unreadable';
import { decodeText } from './bytes/decode';
import { dayAt } from './values/day';
import { FileNotReadable } from './bytes/file-not-readable';
import { idsOf } from './values/ids';
import { amountOf } from './values/money';
import type { Reading } from './reading';
import type { Break, FileRecord, Line, Way } from './record';
import { StatementTally } from './statement';

/** A transfer of a token, as it stands in the file. */
interface Transfer {
  readonly token: string;
  readonly from: string;
  readonly to: string;
  readonly units: bigint;
  readonly txHash: string;
  readonly logIndex: string;
  readonly blockHash: string;
  readonly block: bigint;
  readonly seconds: number;
  readonly isRemoved: boolean;
}

/**
 * Transfers of tokens on a chain, one JSON object a line, as ethereum-etl and nodes write them. What moves a watched
 * address is a line; a transfer to oneself is two. A removed log takes its line back.
 * @see https://ethereum-etl.readthedocs.io/en/latest/schema/#token_transferscsv
 */
export async function* readChain(
  chunks: AsyncIterable<Uint8Array>,
  reading: Reading,
  encodings: readonly string[],
): AsyncGenerator<FileRecord> {
  const { watch } = reading;
  if (watch === undefined)
    throw new FileNotReadable('holds transfers of a chain, and no address to watch was given');
  const reader = new ChainReader(watch.toLowerCase(), reading);
  for await (const { fields, line, text } of readRows(
    utf8(decodeText(chunks, encodings)),
    layoutOf('ndjson'),
  )) {
    try {
      if (fields instanceof Unreadable) throw fields;
      yield* reader.push(transferOf(fields), line);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      reader.incomplete();
      const stated = { fileLine: String(line), reason: error.message, text: shown(text) };
      yield { kind: 'break', break: { kind: 'LineUnreadable', ...stated } };
    }
  }
  yield* reader.end();
}

async function* utf8(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text);
}

/** One token of the watched address. */
class TokenTally {
  readonly tally: StatementTally;
  private first: bigint | undefined;
  private last: bigint | undefined;

  constructor(
    index: number,
    account: string,
    { currency, decimals }: { currency: string; decimals: number },
  ) {
    this.tally = new StatementTally(index, decimals, { id: '', account, currency });
  }

  reach(block: bigint): void {
    if (this.first === undefined || block < this.first) this.first = block;
    if (this.last === undefined || block > this.last) this.last = block;
  }

  end(): FileRecord[] {
    this.tally.head.id = `${this.first}..${this.last}`;
    return this.tally.end(false);
  }
}

class ChainReader {
  private readonly byToken = new Map<string, TokenTally>();
  /** Logs that became lines of this file, so that a removed one is taken back here or in an earlier file. */
  private readonly seen = new Set<string>();

  constructor(
    private readonly watch: string,
    private readonly reading: Reading,
  ) {}

  /** @throws Unreadable */
  push(transfer: Transfer, line: number): FileRecord[] {
    const ways = waysOf(transfer, this.watch);
    const [way] = ways;
    if (way === undefined) return [elsewhere(transfer)];
    const token = this.reading.tokens?.[transfer.token];
    if (!token) return [otherToken(transfer, line)];
    const { tally } = this.tallyOf(transfer, token);
    if (transfer.isRemoved) return this.removed(transfer, ways, tally);
    this.seen.add(logOf(transfer));
    return ways.map((each) => {
      const recorded = lineOf(transfer, each, tally, this.reading.timeZone ?? 'UTC');
      tally.add(recorded, transfer.units);
      return { kind: 'line', line: recorded };
    });
  }

  incomplete(): void {
    for (const { tally } of this.byToken.values()) tally.incomplete();
  }

  end(): FileRecord[] {
    return [...this.byToken.values()].flatMap((each) => each.end());
  }

  private removed(transfer: Transfer, ways: readonly Way[], tally: StatementTally): FileRecord[] {
    if (this.seen.delete(logOf(transfer))) for (const way of ways) tally.withdraw(way, transfer.units);
    return [broken({ kind: 'Reorged', ids: idsIn(transfer) })];
  }

  private tallyOf(transfer: Transfer, token: { currency: string; decimals: number }): TokenTally {
    let tally = this.byToken.get(transfer.token);
    if (!tally) {
      tally = new TokenTally(this.byToken.size, this.watch, token);
      this.byToken.set(transfer.token, tally);
    }
    tally.reach(transfer.block);
    return tally;
  }
}

/** @throws Unreadable */
function transferOf(fields: Fields): Transfer {
  const field = (name: string): string => {
    const text = fields[name];
    if (text === undefined || text === '') throw new Unreadable(`It has no ${name}.`);
    return text;
  };
  const whole = (name: string): string => {
    const text = field(name);
    if (/^\d{1,38}$/.test(text)) return text;
    throw new Unreadable(`${name} is "${shown(text)}", which is no whole number of up to 38 digits.`);
  };
  const seconds = Number(whole('block_timestamp'));
  if (seconds >= 253_402_300_800) throw new Unreadable('block_timestamp is no time in seconds since 1970.');
  return {
    token: field('token_address').toLowerCase(),
    from: field('from_address').toLowerCase(),
    to: field('to_address').toLowerCase(),
    units: BigInt(whole('value')),
    txHash: field('transaction_hash'),
    logIndex: whole('log_index'),
    blockHash: field('block_hash'),
    block: BigInt(whole('block_number')),
    seconds,
    isRemoved: fields['removed'] === 'true',
  };
}

function waysOf({ from, to }: Transfer, watch: string): Way[] {
  return [...(to === watch ? (['in'] as const) : []), ...(from === watch ? (['out'] as const) : [])];
}

function lineOf(
  transfer: Transfer,
  way: Way,
  { decimals, head, index }: StatementTally,
  timeZone: string,
): Line {
  const at = new Date(transfer.seconds * 1_000).toISOString();
  return {
    account: head.account,
    amount: amountOf(transfer.units, decimals),
    at,
    booked: dayAt(transfer.seconds * 1_000, timeZone),
    code: 'transfer',
    currency: head.currency,
    ids: idsIn(transfer),
    identity: `${transfer.blockHash} ${transfer.txHash} ${transfer.logIndex}`,
    party: { account: way === 'in' ? transfer.from : transfer.to },
    statement: String(index),
    way,
  };
}

/** Ids of a log are not cut short: 0 is an index. */
function idsIn({ blockHash, logIndex, txHash }: Transfer): Line['ids'] {
  return { ...idsOf({ blockHash, txHash }), logIndex };
}

/** 64 bits of the transaction and 32 of the block: what a removed log is found by. */
function logOf({ blockHash, logIndex, txHash }: Transfer): string {
  return `${txHash.slice(0, 18)}${blockHash.slice(0, 10)}${logIndex}`;
}

function elsewhere(transfer: Transfer): FileRecord {
  return { kind: 'advice', advice: { ids: idsIn(transfer), why: 'moves nothing' } };
}

function otherToken(transfer: Transfer, line: number): FileRecord {
  const text = shown(transfer.token);
  return broken({ kind: 'CurrencyOther', fileLine: String(line), text, ids: idsIn(transfer) });
}

function broken(each: Break): FileRecord {
  return { kind: 'break', break: each };
}
