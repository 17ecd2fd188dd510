import { inWords } from '../in-words';

/** Something that is not in the ledger, by its line. */
export interface LeftOut {
  readonly line: number;
  readonly reason: string;
}

/** Lines that are named in sentences; JSON names all. */
const namedMax = 20;

/** What one reading of a feed came to. */
export class FeedReport {
  readonly leftOut: LeftOut[] = [];
  /** Sets that are in the ledger since this reading, with how many rates. */
  sets = 0;
  rates = 0;
  /** Sets that were there before. */
  setsBefore = 0;

  constructor(
    private readonly feed: { readonly ledger: string; readonly source: string; readonly type: string },
  ) {}

  json(): string {
    const { feed, leftOut, rates, sets, setsBefore } = this;
    return JSON.stringify({ ...feed, sets, rates, setsBefore, leftOut });
  }

  sentences(): string {
    const { feed, leftOut, rates, sets, setsBefore } = this;
    const named = leftOut.slice(0, namedMax);
    const more = leftOut.length - named.length;
    const were = setsBefore === 1 ? 'was' : 'were';
    return [
      `Published ${inWords(sets, 'set')} of ${feed.source}, ${feed.type}, with ${inWords(rates, 'rate')}; ${inWords(setsBefore, 'set')} ${were} there before.`,
      ...(leftOut.length > 0 ? [`Left out ${inWords(leftOut.length, 'line')}:`] : []),
      ...named.map(({ line, reason }) => `  line ${line}: ${reason}`),
      ...(more > 0 ? [`  and ${more.toLocaleString('en')} more`] : []),
    ].join('\n');
  }
}
