import { invariant } from '../refusal';

/** Four 32-bit words that stand for a text; of the third only the lower 24 bits are kept, the fourth is not. */
export type Fingerprint = (text: string) => Uint32Array;

/**
 * The fingerprint of a UUIDv7 is made of its own random bits; the third word distinguishes what was made in the same
 * millisecond least, so it takes the lower bits of the time.
 */
export const uuidFingerprint: Fingerprint = (uuid) =>
  Uint32Array.of(
    parseInt(uuid.slice(28), 16),
    parseInt(uuid.slice(19, 23) + uuid.slice(24, 28), 16),
    parseInt(uuid.slice(9, 13) + uuid.slice(15, 18), 16),
    0,
  );

const segmentCount = 256;
const wordsPerSlot = 4;
const slotsMin = 8;
const loadMax = 0.8;
const valueEnd = 2 ** 40 - 1;

/** What every empty segment has in common: 256 arrays of its own would cost an unused table 80 kB. Never written to. */
const noWords = new Uint32Array(slotsMin * wordsPerSlot);

interface Segment {
  words: Uint32Array;
  used: number;
}

/**
 * A map from texts to whole numbers below 2^40 - 1 that keeps 88 bits of each text's fingerprint instead of
 * the text: 20 to 40 bytes a text, in open addressing with linear probing. Split into segments that grow one by one, so
 * that no single insertion copies the whole table. Two texts collide with a probability of n² / 2^89: a caller who
 * must be certain compares the text at the place the number points to.
 */
export class FingerprintTable {
  private readonly segments: Segment[];
  /** The last text asked for: what is looked up is often stored next. */
  private last: { readonly text: string; readonly print: Uint32Array } | undefined;

  constructor(
    private readonly fingerprint: Fingerprint,
    contents?: readonly Uint32Array[],
  ) {
    this.segments = Array.from({ length: segmentCount }, (_, index) => {
      const given = contents?.[index] ?? noWords;
      const used = usedSlots(given);
      return { words: used === 0 ? noWords : given.slice(), used };
    });
  }

  get size(): number {
    return this.segments.reduce((sum, segment) => sum + segment.used, 0);
  }

  get(text: string): number | undefined {
    const print = this.printOf(text);
    const { words } = this.segmentOf(print);
    const at = find(words, print);
    return isFree(words, at) ? undefined : valueAt(words, at);
  }

  /** @returns the number that it had before */
  set(text: string, value: number): number | undefined {
    invariant(Number.isInteger(value) && value >= 0 && value < valueEnd, `${value} fits the table`);
    const print = this.printOf(text);
    const segment = this.segmentOf(print);
    let at = find(segment.words, print);
    const before = isFree(segment.words, at) ? undefined : valueAt(segment.words, at);
    if (before === undefined) {
      segment.used += 1;
      if (segment.words === noWords) segment.words = noWords.slice();
      if (segment.used * wordsPerSlot > segment.words.length * loadMax) {
        segment.words = doubled(segment.words);
        at = find(segment.words, print);
      }
    }
    write(segment.words, at, print, value);
    return before;
  }

  /** Removes a text by moving later texts of its run forward, so that no run is ever broken. */
  delete(text: string): void {
    const print = this.printOf(text);
    const segment = this.segmentOf(print);
    const { words } = segment;
    let hole = find(words, print);
    if (isFree(words, hole)) return;
    for (let at = next(words, hole); !isFree(words, at); at = next(words, at)) {
      if (!liesBetween(hole, home(words, words[at]!), at)) {
        words.copyWithin(hole, at, at + wordsPerSlot);
        hole = at;
      }
    }
    words.fill(0, hole, hole + wordsPerSlot);
    segment.used -= 1;
  }

  /** The table's own arrays, for a snapshot; handed to the constructor, which copies them, they give the same table. */
  contents(): Uint32Array[] {
    return this.segments.map((segment) => segment.words);
  }

  private printOf(text: string): Uint32Array {
    if (this.last?.text !== text) this.last = { text, print: this.fingerprint(text) };
    return this.last.print;
  }

  private segmentOf(print: Uint32Array): Segment {
    return this.segments[print[1]! & (segmentCount - 1)]!;
  }
}

function home(words: Uint32Array, firstWord: number): number {
  return (firstWord * wordsPerSlot) & (words.length - 1);
}

function next(words: Uint32Array, at: number): number {
  return (at + wordsPerSlot) & (words.length - 1);
}

function isFree(words: Uint32Array, at: number): boolean {
  return words[at + 3] === 0 && words[at + 2]! >>> 24 === 0;
}

/** The slot that holds the fingerprint, or else the free slot where it would go. */
function find(words: Uint32Array, print: Uint32Array): number {
  const third = print[2]! & 0xffffff;
  let at = home(words, print[0]!);
  while (!isFree(words, at)) {
    if (words[at] === print[0] && words[at + 1] === print[1] && (words[at + 2]! & 0xffffff) === third)
      return at;
    at = next(words, at);
  }
  return at;
}

/** The number is stored plus one, in 40 bits: zero marks a free slot. */
function write(words: Uint32Array, at: number, print: Uint32Array, value: number): void {
  const stored = value + 1;
  words[at] = print[0]!;
  words[at + 1] = print[1]!;
  words[at + 2] = ((print[2]! & 0xffffff) | (Math.floor(stored / 2 ** 32) << 24)) >>> 0;
  words[at + 3] = stored >>> 0;
}

function valueAt(words: Uint32Array, at: number): number {
  return (words[at + 2]! >>> 24) * 2 ** 32 + words[at + 3]! - 1;
}

function doubled(words: Uint32Array): Uint32Array {
  const larger = new Uint32Array(words.length * 2);
  for (let from = 0; from < words.length; from += wordsPerSlot) {
    if (isFree(words, from)) continue;
    const slot = words.subarray(from, from + wordsPerSlot);
    larger.set(slot, find(larger, slot));
  }
  return larger;
}

function usedSlots(words: Uint32Array): number {
  let used = 0;
  for (let at = 0; at < words.length; at += wordsPerSlot) if (!isFree(words, at)) used += 1;
  return used;
}

/** Whether, walking from `hole` to `at` around the ring, `wanted` is met after the hole. */
function liesBetween(hole: number, wanted: number, at: number): boolean {
  return hole <= at ? hole < wanted && wanted <= at : hole < wanted || wanted <= at;
}
