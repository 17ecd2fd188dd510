import type { Refusal } from '@ledger/refusal';
import type { BookEvent } from '@entries/entry';
import type { BookState } from './book';
import type { Writer } from './writer';

type AnyWriter = Pick<Writer<BookState, never, BookEvent>, 'ledger' | 'state' | 'stoppedBy' | 'isIdle'>;

interface Place<Loaded> {
  readonly loading: Promise<Loaded>;
  /** Undefined while it is being loaded. */
  writer: Loaded | undefined;
  /** How many are at work with it, or wait for it to be loaded. */
  users: number;
  /** Whether anybody ever asked for the ledger. */
  isWanted: boolean;
}

export interface WritersOptions<Loaded> {
  load(ledger: string): Promise<Loaded>;
  forgotten(ledger: string): void;
  /** How long somebody waits for a ledger that is being loaded, in milliseconds. */
  readonly patienceMs: number;
  /** Rejects at once when the signal aborts. */
  delay(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** What somebody hears who waited for too long, beside so many others. */
  tooLong(waiting: number): Refusal;
}

/** The writers of this process: one for each ledger, loaded at first use, and let go by its last user alone. */
export class Writers<Loaded extends AnyWriter> {
  private readonly places = new Map<string, Place<Loaded>>();

  constructor(private readonly options: WritersOptions<Loaded>) {}

  /**
   * Works with the writer of a ledger. One that could not be loaded is loaded again at the next use; that of a ledger
   * that turned out not to exist is let go: whoever asks for many must not fill the memory.
   * @throws Refusal where it is not loaded in time: then nothing was done, and the loading goes on
   */
  use<T>(ledger: string, work: (writer: Loaded) => Promise<T>): Promise<T> {
    const place = this.placeOf(ledger);
    place.isWanted = true;
    return this.workIn(place, { loaded: place.writer ?? this.inTime(place), work, isKept: isOpened });
  }

  /** Looks at a ledger that nobody may have asked for: then its writer is let go, unless it is to be kept. */
  look(ledger: string, isToBeKept: (writer: Loaded) => boolean): Promise<void> {
    const place = this.placeOf(ledger);
    let isKept = false;
    const work = async (writer: Loaded) => void (isKept = isToBeKept(writer));
    return this.workIn(place, { loaded: place.loading, work, isKept: () => isKept || place.isWanted });
  }

  /** Those that could be loaded. */
  async all(): Promise<Loaded[]> {
    const loaded = await Promise.allSettled([...this.places.values()].map(({ loading }) => loading));
    return loaded.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  }

  /** Those that are loaded now. */
  get present(): Loaded[] {
    return [...this.places.values()].flatMap(({ writer }) => writer ?? []);
  }

  private placeOf(ledger: string): Place<Loaded> {
    const known = this.places.get(ledger);
    if (known) return known;
    const place: Place<Loaded> = {
      loading: this.options.load(ledger),
      writer: undefined,
      users: 0,
      isWanted: false,
    };
    this.places.set(ledger, place);
    place.loading.then(
      (writer) => {
        place.writer = writer;
        // Everybody who waited for it may have gone.
        this.letGoUnless(place, isOpened);
      },
      () => this.places.delete(ledger),
    );
    return place;
  }

  private async inTime(place: Place<Loaded>): Promise<Loaded> {
    const { patienceMs, delay, tooLong } = this.options;
    const loaded = new AbortController();
    const giveUp = delay(patienceMs, loaded.signal).then(() => {
      throw tooLong(place.users);
    });
    try {
      return await Promise.race([place.loading, giveUp]);
    } finally {
      loaded.abort();
    }
  }

  private async workIn<T>(
    place: Place<Loaded>,
    by: {
      readonly loaded: Loaded | Promise<Loaded>;
      readonly work: (writer: Loaded) => Promise<T>;
      readonly isKept: (writer: Loaded) => boolean;
    },
  ): Promise<T> {
    place.users += 1;
    try {
      return await by.work(await by.loaded);
    } finally {
      place.users -= 1;
      this.letGoUnless(place, by.isKept);
    }
  }

  private letGoUnless({ users, writer }: Place<Loaded>, isKept: (writer: Loaded) => boolean): void {
    if (users > 0 || !writer?.isIdle || isKept(writer)) return;
    this.places.delete(writer.ledger);
    this.options.forgotten(writer.ledger);
  }
}

/** One that is stopped is kept, so that its trouble stays to be seen. */
function isOpened({ state, stoppedBy }: AnyWriter): boolean {
  return state.isOpened || stoppedBy !== undefined;
}
