import type { Writer } from './writer';

interface Place {
  readonly loading: Promise<Writer>;
  /** How many are at work with it, or wait for it to be loaded. */
  users: number;
  /** Whether anybody ever asked for the ledger. */
  isWanted: boolean;
}

/** The writers of this process: one for each ledger, loaded at first use, and let go by its last user alone. */
export class Writers {
  private readonly places = new Map<string, Place>();

  constructor(
    private readonly load: (ledger: string) => Promise<Writer>,
    private readonly forgotten: (ledger: string) => void,
  ) {}

  /**
   * Works with the writer of a ledger. One that could not be loaded is loaded again at the next use; that of a ledger
   * that turned out not to exist is let go: whoever asks for many must not fill the memory.
   */
  use<T>(ledger: string, work: (writer: Writer) => Promise<T>): Promise<T> {
    const place = this.placeOf(ledger);
    place.isWanted = true;
    return this.workIn(place, work, ({ state }) => state.isOpened);
  }

  /** Looks at a ledger that nobody may have asked for: then its writer is let go, unless it is to be kept. */
  look(ledger: string, isToBeKept: (writer: Writer) => boolean): Promise<void> {
    const place = this.placeOf(ledger);
    let isKept = false;
    const work = async (writer: Writer) => void (isKept = isToBeKept(writer));
    return this.workIn(place, work, () => isKept || place.isWanted);
  }

  /** Those that could be loaded. */
  async all(): Promise<Writer[]> {
    const loaded = await Promise.allSettled([...this.places.values()].map(({ loading }) => loading));
    return loaded.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  }

  private placeOf(ledger: string): Place {
    const known = this.places.get(ledger);
    if (known) return known;
    const place = { loading: this.load(ledger), users: 0, isWanted: false };
    this.places.set(ledger, place);
    place.loading.catch(() => this.places.delete(ledger));
    return place;
  }

  private async workIn<T>(
    place: Place,
    work: (writer: Writer) => Promise<T>,
    isKept: (writer: Writer) => boolean,
  ): Promise<T> {
    place.users += 1;
    const writer = await place.loading;
    try {
      return await work(writer);
    } finally {
      place.users -= 1;
      if (place.users === 0 && writer.isIdle && !isKept(writer)) {
        this.places.delete(writer.ledger);
        this.forgotten(writer.ledger);
      }
    }
  }
}
