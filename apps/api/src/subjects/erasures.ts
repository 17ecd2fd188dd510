import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { PersonalTexts } from '@personal/personal-texts';

const retryMs = 5_000;

/**
 * Destroys the keys that the access journal says are to be destroyed: those it finds there at the start too, so that a
 * table from a backup revives nothing.
 */
export class Erasures {
  private readonly pending = new Set<string>();
  private running: Promise<void> | undefined;
  private readonly closing = new AbortController();

  constructor(
    private readonly texts: PersonalTexts,
    private readonly log: Logger,
  ) {}

  /** None of them is used from now on; their rows go as soon as their database answers. */
  take(keys: readonly string[]): void {
    for (const key of keys) this.pending.add(key);
    this.running ??= this.run().finally(() => (this.running = undefined));
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.pending.size > 0 && !this.closing.signal.aborted) {
      const keys = [...this.pending];
      try {
        await this.texts.destroy(keys);
        for (const key of keys) this.pending.delete(key);
      } catch (error) {
        this.log.warn({ err: error, keys: keys.length }, 'keys of erased subjects cannot be deleted yet');
        await setTimeout(retryMs, undefined, { signal: this.closing.signal, ref: false }).catch(
          () => undefined,
        );
      }
    }
  }
}
