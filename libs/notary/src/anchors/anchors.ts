import { parseCheckpoint } from '@proof/checkpoint';
import type { CheckpointSink } from '../checkpoint-sink';
import type { Anchor, AnchoredCheckpoint } from './anchor';

/** Receives the outcome for each checkpoint. */
export interface AnchorsObserver {
  anchored(anchor: string, log: string, size: number): void;
  /** Tried again with the next checkpoint, whichever ledger's it is. */
  anchorFailed(anchor: string, sentence: string): void;
}

/** Hands each checkpoint to every anchor, beside the notary's work: none of them can hold it up or stop it. */
export class Anchors implements CheckpointSink {
  private readonly queues: readonly AnchorQueue[];

  constructor(anchors: readonly Anchor[], observer: AnchorsObserver) {
    this.queues = anchors.map((anchor) => new AnchorQueue(anchor, observer));
  }

  publish(ledger: string, note: string): Promise<void> {
    const checkpoint = { ledger, note, head: parseCheckpoint(note).checkpoint };
    for (const queue of this.queues) queue.add(checkpoint);
    return Promise.resolve();
  }

  /** Resolves when every anchor has done, or failed at, what it was given. */
  async settled(): Promise<void> {
    for (const queue of this.queues) await queue.working;
  }
}

/** What one anchor has still to take: of each log the newest checkpoint, which speaks for all before it. */
class AnchorQueue {
  working: Promise<void> | undefined;
  private readonly waiting = new Map<string, AnchoredCheckpoint>();

  constructor(
    private readonly anchor: Anchor,
    private readonly observer: AnchorsObserver,
  ) {}

  add(checkpoint: AnchoredCheckpoint): void {
    this.waiting.set(checkpoint.head.log, checkpoint);
    this.working ??= this.work();
  }

  private async work(): Promise<void> {
    for (const [log, checkpoint] of this.waiting) {
      this.waiting.delete(log);
      try {
        await this.anchor.anchor(checkpoint);
        this.observer.anchored(this.anchor.name, log, checkpoint.head.size);
      } catch (error) {
        if (!this.waiting.has(log)) this.waiting.set(log, checkpoint);
        this.observer.anchorFailed(this.anchor.name, `${log}: ${sentenceOf(error)}`);
        break;
      }
    }
    this.working = undefined;
  }
}

/** What fetch throws says why in its cause. */
function sentenceOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { message?: string } };
  return cause?.message === undefined ? message : `${message}: ${cause.message}`;
}
