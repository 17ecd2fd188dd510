import type { Random } from '@entries/uuid';
import type { Stream } from '@streams/stream';
import type { JournalObserver } from '../observer';

/** The world as the writer may touch it: everything a seeded simulation wants to hold in its hand. */
export interface WriterWorld {
  readonly stream: Stream;
  readonly observer: JournalObserver;
  /** Milliseconds since 1970. */
  now(): number;
  readonly random: Random;
  /** Rejects at once when the signal aborts. */
  delay(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Runs after the input that is ready now has been read. */
  soon(run: () => void): void;
}
