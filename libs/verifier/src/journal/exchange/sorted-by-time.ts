interface Timed<Item> {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly item: Item;
}

/** Items in ascending order of their times; of one time, in the order in which they were added. */
export class SortedByTime<Item> {
  private readonly items: Timed<Item>[] = [];

  add(time: number, item: Item): void {
    this.items.splice(this.countUpTo(time), 0, { time, item });
  }

  removeFirst(): Item {
    return this.items.shift()!.item;
  }

  /** Those of a time and before, the latest first; of one time, the one added last first. */
  *latestFirst(to: number): Generator<Item> {
    for (let at = this.countUpTo(to) - 1; at >= 0; at -= 1) yield this.items[at]!.item;
  }

  private countUpTo(time: number): number {
    let [low, high] = [0, this.items.length];
    // Most is added at the end, and asked for there.
    if (high > 0 && this.items[high - 1]!.time <= time) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.items[middle]!.time <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
