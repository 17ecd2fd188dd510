import type { Refusal } from '@ledger/refusal';
import type { BookEvent } from '@entries/entry';
import type { BookState } from '../book';
import type { Writer } from './writer';

type AnyWriter = Pick<Writer<BookState, never, BookEvent>, 'ledger' | 'state' | 'stoppedBy' | 'isIdle'>;

interface Slot<Loaded> {
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
  private readonly slots = new Map<string, Slot<Loaded>>();

  constructor(private readonly options: WritersOptions<Loaded>) {}

  /**
   * Works with the writer of a ledger. One that could not be loaded is loaded again at the next use; that of a ledger
   * that turned out not to exist is released: requests for many of them must not fill the memory.
   * @throws Refusal where it is not loaded in time: then nothing was done, and the loading goes on
   */
  use<T>(ledger: string, work: (writer: Loaded) => Promise<T>): Promise<T> {
    const slot = this.slotOf(ledger);
    slot.isWanted = true;
    return this.workIn(slot, { loaded: slot.writer ?? this.inTime(slot), work, isKept: isOpened });
  }

  /** Looks at a ledger that nobody may have asked for: then its writer is let go, unless it is to be kept. */
  look(ledger: string, isToBeKept: (writer: Loaded) => boolean): Promise<void> {
    const slot = this.slotOf(ledger);
    let isKept = false;
    const work = async (writer: Loaded) => void (isKept = isToBeKept(writer));
    return this.workIn(slot, { loaded: slot.loading, work, isKept: () => isKept || slot.isWanted });
  }

  /** Those that could be loaded. */
  async all(): Promise<Loaded[]> {
    const loaded = await Promise.allSettled([...this.slots.values()].map(({ loading }) => loading));
    return loaded.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  }

  /** Those that are loaded now. */
  get present(): Loaded[] {
    return [...this.slots.values()].flatMap(({ writer }) => writer ?? []);
  }

  private slotOf(ledger: string): Slot<Loaded> {
    const known = this.slots.get(ledger);
    if (known) return known;
    const slot: Slot<Loaded> = {
      loading: this.options.load(ledger),
      writer: undefined,
      users: 0,
      isWanted: false,
    };
    this.slots.set(ledger, slot);
    slot.loading.then(
      (writer) => {
        slot.writer = writer;
        // Everybody who waited for it may have gone.
        this.letGoUnless(slot, isOpened);
      },
      () => this.slots.delete(ledger),
    );
    return slot;
  }

  private async inTime(slot: Slot<Loaded>): Promise<Loaded> {
    const { patienceMs, delay, tooLong } = this.options;
    const loaded = new AbortController();
    const giveUp = delay(patienceMs, loaded.signal).then(() => {
      throw tooLong(slot.users);
    });
    try {
      return await Promise.race([slot.loading, giveUp]);
    } finally {
      loaded.abort();
    }
  }

  private async workIn<T>(
    slot: Slot<Loaded>,
    by: {
      readonly loaded: Loaded | Promise<Loaded>;
      readonly work: (writer: Loaded) => Promise<T>;
      readonly isKept: (writer: Loaded) => boolean;
    },
  ): Promise<T> {
    slot.users += 1;
    try {
      return await by.work(await by.loaded);
    } finally {
      slot.users -= 1;
      this.letGoUnless(slot, by.isKept);
    }
  }

  private letGoUnless({ users, writer }: Slot<Loaded>, isKept: (writer: Loaded) => boolean): void {
    if (users > 0 || !writer?.isIdle || isKept(writer)) return;
    this.slots.delete(writer.ledger);
    this.options.forgotten(writer.ledger);
  }
}

/** One that is stopped is kept, so that readiness goes on reporting why. */
function isOpened({ state, stoppedBy }: AnyWriter): boolean {
  return state.isOpened || stoppedBy !== undefined;
}
