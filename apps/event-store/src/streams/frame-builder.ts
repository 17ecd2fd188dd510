/** Encodes the events of one append into one frame, and puts them into the index when it is durable. */
import {
  createdFieldOf,
  type EventPlace,
  type ProposedEvent,
  storedEventLength,
  writeStoredEvent,
} from '../protocol/stored-event';
import { tombstoneRevision } from '../protocol/wire';
import { eventHeaderLength, type FrameLayout, frameHeaderLength, sealFrame } from '../storage/frame';
import type { EventIndex, EventType, Stream } from './event-index';

interface Placed {
  readonly stream: Stream;
  readonly type: EventType;
  readonly event: ProposedEvent;
  readonly place: EventPlace;
  readonly length: number;
}

export class FrameBuilder {
  lastPosition: number;
  private readonly placed: Placed[] = [];
  private readonly afterwards: (() => void)[] = [];
  private readonly createdField;
  private length: number;

  /**
   * @param start position the frame will have
   * @param nowMs when its events are created
   * @param layout what to leave room for around them
   */
  constructor(
    private readonly index: EventIndex,
    private readonly start: number,
    nowMs: number,
    private readonly layout: FrameLayout,
  ) {
    this.length = frameHeaderLength + layout.before;
    this.createdField = createdFieldOf(nowMs);
    this.lastPosition = start;
  }

  add(stream: Stream, event: ProposedEvent, revision: number): void {
    const type = this.index.type(event.type.toString('utf8'));
    const position = this.start + this.length;
    const { createdField } = this;
    const place = { streamField: stream.field, typeField: type.field, revision, position, createdField };
    const length = storedEventLength(event, place);
    this.placed.push({ stream, type, event, place, length });
    this.length += eventHeaderLength + length;
    this.lastPosition = position;
  }

  /** Something readers may see only when the frame is durable. */
  onDurable(action: () => void): void {
    this.afterwards.push(action);
  }

  build(syncedUpTo: number): Buffer {
    const frame = Buffer.allocUnsafe(this.length + this.layout.after);
    let at = frameHeaderLength + this.layout.before;
    for (const { event, place, length } of this.placed) {
      frame.writeUInt32LE(length, at);
      at = writeStoredEvent(frame, at + eventHeaderLength, event, place);
    }
    sealFrame(frame, this.placed.length, syncedUpTo);
    return frame;
  }

  /** Shows the events to readers. */
  reveal(): void {
    for (const { stream, type, place } of this.placed) {
      this.index.add(place.position, stream, type, place.revision === tombstoneRevision);
    }
    for (const action of this.afterwards) action();
  }
}
