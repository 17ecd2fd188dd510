import { EventEmitter, once } from 'node:events';

/** What an observer has received; those that wait for something look again whenever there is more. */
export class Observed {
  private readonly news = new EventEmitter();

  /** @param change writes down what was received */
  note(change: () => void): void {
    change();
    this.news.emit('news');
  }

  /** Resolves as soon as what was received makes it true. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await once(this.news, 'news');
  }
}
