import { EventEmitter, once } from 'node:events';

/** What an observer was told; whoever waits for something looks anew whenever there is more. */
export class Told {
  private readonly news = new EventEmitter();

  /** @param change writes down what was told */
  tell(change: () => void): void {
    change();
    this.news.emit('news');
  }

  /** Resolves as soon as what was told makes it true. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await once(this.news, 'news');
  }
}
