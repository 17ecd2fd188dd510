/**
 * Gathers what is appended while a write is on its way into one write and one sync; answers only after.
 */
import type { AppendTarget } from './log-file';

/** Something to do once the bytes appended with it (and all before) are durable. */
export type OnDurable = () => void;

interface Group {
  readonly frames: Buffer[];
  bytes: number;
  readonly onDurable: OnDurable[];
}

export class GroupCommit {
  private gathering: Group = newGroup();
  private inFlight: Group | undefined;
  private scheduled = false;
  private idle: (() => void) | undefined;

  /**
   * @param target the log
   * @param onBytes called with the durable bytes and their position, before anything is answered
   * @param onGroup called once after each group, when everything in it has been answered
   * @param onFailure called when the disk failed: nothing may be appended after that
   */
  constructor(
    private readonly target: AppendTarget,
    private readonly onBytes: (position: number, bytes: Buffer) => void,
    private readonly onGroup: () => void,
    private readonly onFailure: (error: Error) => void,
  ) {}

  /** Position the next frame will have. */
  get end(): number {
    return this.target.end + (this.inFlight?.bytes ?? 0) + this.gathering.bytes;
  }

  /** How far the log is known to be synced. */
  get synced(): number {
    return this.target.end;
  }

  /** Bytes accepted and not yet durable. */
  get waitingBytes(): number {
    return (this.inFlight?.bytes ?? 0) + this.gathering.bytes;
  }

  append(frame: Buffer, onDurable: OnDurable): void {
    this.gathering.frames.push(frame);
    this.gathering.bytes += frame.length;
    this.afterEarlier(onDurable);
  }

  /** Runs `onDurable` when everything appended so far is durable. */
  afterEarlier(onDurable: OnDurable): void {
    this.gathering.onDurable.push(onDurable);
    if (this.inFlight || this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.flush();
    });
  }

  /** Resolves when nothing is waiting any more. */
  drained(): Promise<void> {
    if (!this.inFlight && !this.scheduled) return Promise.resolve();
    return new Promise((resolve) => {
      this.idle = resolve;
    });
  }

  private flush(): void {
    const group = this.gathering;
    this.gathering = newGroup();
    this.inFlight = group;
    const bytes = group.frames.length === 1 ? (group.frames[0] as Buffer) : Buffer.concat(group.frames);
    const position = this.target.end;
    this.target.append(bytes, (error) => {
      if (error) return this.onFailure(error);
      this.inFlight = undefined;
      this.onBytes(position, bytes);
      for (const onDurable of group.onDurable) onDurable();
      this.onGroup();
      if (this.gathering.onDurable.length > 0) this.flush();
      else this.idle?.();
    });
  }
}

function newGroup(): Group {
  return { frames: [], bytes: 0, onDurable: [] };
}
