import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { dateReader } from '@files/date-format';
import { decode, isDamaged } from '@files/decode';
import { FileRefused } from '@files/file-refused';
import { Unreadable } from '@files/unreadable';
import type { FeedRecord } from './rate-feed';
import { rateIn, shown } from './rate-text';
import { SetInProgress } from './set-in-progress';

const depthMax = 8;
const attributesMax = 8;
const attributeMax = 200;
/** Longest text without an element, in characters: the parser keeps it in memory. */
const silentMax = 1 << 16;
const sliceLength = 1 << 14;

/**
 * Files have a day alone. The rates of a day are a snapshot of the market at 14:15 in Frankfurt.
 * Source: ECB, press release of 7 December 2015 on changes to the euro foreign exchange reference rates.
 */
const timeOfDay = '14:15';
const timeOf = dateReader('yyyy-MM-dd HH:mm', 'Europe/Berlin');

/**
 * The reference rates of the European Central Bank as it publishes them: `eurofxref-daily.xml`, of 90 days and of all
 * days since 1999. Each day is a set of what one euro costs.
 * @throws FileRefused where it is not such a file, is not well-formed, declares entities or is beyond a limit
 */
export async function* readEcbRates(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FeedRecord> {
  const file = new EcbFile();
  for await (const text of decode(chunks, 'utf-8')) {
    if (isDamaged(text)) throw file.refused('has bytes that are not UTF-8');
    for (let at = 0; at < text.length; at += sliceLength) {
      file.write(text.slice(at, at + sliceLength));
      yield* file.take();
    }
  }
  file.end();
  yield* file.take();
}

/** A day of the file: its time, or why that cannot be read. */
type Day = { readonly observedAt: string } | Unreadable;

class EcbFile {
  private readonly parser = new SaxesParser({ xmlns: false });
  private readonly sets = new SetInProgress();
  private records: FeedRecord[] = [];
  /** Names of the open elements, the outermost first. */
  private readonly open: string[] = [];
  private day: Day | undefined;
  private attributes = 0;
  private silent = 0;

  constructor() {
    const { parser } = this;
    parser.on('error', ({ message }) => {
      throw this.refused(`is not well-formed XML: ${message.replace(/^\d+:\d+: /, '')}`);
    });
    parser.on('doctype', () => {
      throw this.refused('declares entities');
    });
    parser.on('attribute', ({ name, value }) => {
      this.attributes += 1;
      if (this.attributes > attributesMax || name.length > attributeMax || value.length > attributeMax)
        throw this.refused(`has more than ${attributesMax} attributes, or longer ones than ${attributeMax}`);
    });
    parser.on('opentag', (tag) => this.opened(tag));
    parser.on('closetag', (tag) => this.closed(tag));
    for (const event of ['text', 'cdata', 'comment', 'processinginstruction', 'xmldecl'] as const)
      parser.on(event, () => this.heard());
  }

  write(text: string): void {
    this.silent += text.length;
    this.parser.write(text);
    if (this.silent > silentMax)
      throw this.refused(`has more than ${silentMax.toLocaleString('en')} characters in one place`);
  }

  end(): void {
    this.parser.close();
    this.records.push(...this.sets.end());
  }

  take(): FeedRecord[] {
    const { records } = this;
    this.records = [];
    return records;
  }

  refused(why: string): FileRefused {
    return new FileRefused(`Line ${this.parser.line} ${why}.`);
  }

  private heard(): void {
    this.silent = 0;
  }

  private opened(tag: SaxesTagPlain): void {
    this.heard();
    this.attributes = 0;
    const name = tag.name.slice(tag.name.indexOf(':') + 1);
    if (this.open.length === 0 && name !== 'Envelope')
      throw this.refused(`begins with ${shown(name)}, which is no file of the ECB's reference rates`);
    if (this.open.length === depthMax) throw this.refused(`nests more than ${depthMax} elements`);
    this.open.push(name);
    if (name !== 'Cube') return;
    const { time, currency, rate } = tag.attributes;
    if (time !== undefined) this.begin(dayOf(time));
    else if (currency !== undefined || rate !== undefined) this.rate(currency, rate);
    else if (this.day) this.flaw(new Unreadable('It has neither a day nor a currency with its rate.'));
  }

  private begin(day: Day): void {
    this.day = day;
    if (day instanceof Unreadable) this.flaw(day);
  }

  private rate(currency = '', rate = ''): void {
    const { day } = this;
    try {
      if (!day) throw new Unreadable('It is the rate of no day.');
      if (day instanceof Unreadable) throw new Unreadable('Its day cannot be read.');
      if (!/^[A-Z]{3}$/.test(currency))
        throw new Unreadable(`"${shown(currency)}" is not a currency code, such as USD.`);
      if (currency === 'EUR') throw new Unreadable('EUR has no rate in itself.');
      const { line } = this.parser;
      const found = { base: 'EUR', counter: currency, mid: rateIn(rate) };
      this.records.push(...this.sets.add(day.observedAt, line, found));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.flaw(error);
    }
  }

  private flaw({ message }: Unreadable): void {
    this.records.push({ kind: 'flaw', line: this.parser.line, reason: message });
  }

  private closed({ attributes }: SaxesTagPlain): void {
    this.heard();
    this.open.pop();
    if (attributes['time'] !== undefined) this.day = undefined;
  }
}

function dayOf(time: string): Day {
  try {
    return { observedAt: timeOf(`${time} ${timeOfDay}`) };
  } catch (error) {
    if (error instanceof Unreadable)
      return new Unreadable(`"${shown(time)}" is not a day, such as 2026-11-20.`);
    throw error;
  }
}
