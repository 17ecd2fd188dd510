/** Makes one call at a time. All that ask while one is under way share the next one. */
export class SharedCalls<Item, Result> {
  private waiting = new Set<Item>();
  private next: Promise<Result> | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly call: (items: ReadonlySet<Item>) => Promise<Result>) {}

  /** The result of a call with these items, and with those of others. @throws what the call throws */
  of(items: Iterable<Item>): Promise<Result> {
    for (const item of items) this.waiting.add(item);
    this.next ??= this.begin();
    return this.next;
  }

  private begin(): Promise<Result> {
    const result = this.last.then(() => {
      const items = this.waiting;
      this.waiting = new Set();
      this.next = undefined;
      return this.call(items);
    });
    this.last = result.catch(() => undefined);
    return result;
  }
}
