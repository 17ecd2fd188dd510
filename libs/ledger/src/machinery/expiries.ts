import type { UndoLog } from './undo-log';

/** Of a hold or a proposal, when it expires: RFC 3339, UTC, milliseconds. */
interface Expiring {
  readonly id: string;
  readonly expiresAt?: string;
}

/** When a hold or a proposal is due. */
interface Expiry {
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
  readonly id: string;
}

/**
 * A binary heap of when holds, or proposals, expire, the earliest first. Nothing is ever taken out but from the top, by
 * the reader finds that an item has ended or expires at another time; so one may be in it more than once.
 */
export class Expiries {
  private heap: Expiry[] = [];

  constructor(private readonly undo: UndoLog) {}

  get size(): number {
    return this.heap.length;
  }

  /** The earliest, or undefined where there is none. */
  get first(): Expiry | undefined {
    return this.heap[0];
  }

  /** One was made, ended or got another time; taken back, the time before counts again. */
  replace(before: Expiring | undefined, after: Expiring | undefined): void {
    if (after?.expiresAt !== before?.expiresAt) this.addOf(after);
    this.undo.record(() => this.addOf(before));
  }

  private addOf(expiring: Expiring | undefined): void {
    if (expiring?.expiresAt !== undefined) this.add({ at: expiring.expiresAt, id: expiring.id });
  }

  add(expiry: Expiry): void {
    const { heap } = this;
    let place = heap.push(expiry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isEarlier(expiry, heap[parent]!)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = expiry;
  }

  /** Leaves nothing but when these expire. */
  keepOnly(all: Iterable<Expiring>): void {
    this.heap = [];
    for (const each of all) this.addOf(each);
  }

  /** Takes the earliest out. */
  removeFirst(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      if (child + 1 < heap.length && isEarlier(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isEarlier(heap[child]!, last)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
  }
}

/** Those that are due at the same time come in the order of their ids, which is that of their making. */
function isEarlier(a: Expiry, b: Expiry): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id);
}
