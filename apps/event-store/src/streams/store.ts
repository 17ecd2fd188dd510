/**
 * The store: one writer that decides each append against what has been written so far (durable or not),
 * and an index of what is durable for everyone who reads.
 */
import type { EventId } from '../protocol/event-id';
import {
  createdMsOf,
  parseStoredEvent,
  type ProposedEvent,
  type StoredEvent,
} from '../protocol/stored-event';
import { tombstoneRevision } from '../protocol/wire';
import { eventHeaderLength } from '../storage/frame';
import { GroupCommit } from '../storage/group-commit';
import type { AppendTarget } from '../storage/log-file';
import type { Pages } from '../storage/pages';
import {
  decideAppend,
  type AppendDecision,
  type ExpectedRevision,
  type IdFacts,
  type StreamFacts,
} from './append-decision';
import { type EventIndex, isMetaStream, metaStreamOf, originalStreamOf, type Stream } from './event-index';
import { FrameBuilder } from './frame-builder';
import { isSoftDeleted, parseMetadata, softDeleteJson, undeletedJson } from './metadata';
import { RecentIds } from './recent-ids';
import { newEventId } from './new-event-id';
import { type VisibleRange, visibleRange } from './visible-range';

export interface Append {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly ProposedEvent[];
}

/** The answer to an append or delete. Positions are byte offsets in the log. */
export type AppendOutcome =
  | { readonly kind: 'done'; readonly lastRevision: number; readonly position: number }
  | { readonly kind: 'wrong-revision'; readonly current: number }
  | { readonly kind: 'stream-deleted' };

export type OnOutcome = (outcome: AppendOutcome) => void;

export const metadataType = '$metadata';
const streamDeletedType = '$streamDeleted';
const nothing = Buffer.alloc(0);

export class Store {
  readonly commits: GroupCommit;
  private readonly recent: RecentIds;
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly index: EventIndex,
    private readonly pages: Pages,
    private readonly target: AppendTarget,
    private readonly options: {
      readonly recentIdsMax: number;
      readonly now: () => number;
      readonly onFailure: (error: Error) => void;
    },
  ) {
    this.recent = new RecentIds(options.recentIdsMax);
    this.commits = new GroupCommit(
      target,
      (position, bytes) => this.pages.write(position, bytes),
      () => this.listeners.forEach((listener) => listener()),
      options.onFailure,
    );
  }

  /** Calls `listener` whenever more events became durable; answers how to stop that. */
  onCommit(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** The stored event of an ordinal; its bytes are a view of a page. */
  event(ordinal: number): Buffer {
    const position = this.index.positions.get(ordinal);
    const length = this.pages.read(position, eventHeaderLength).readUInt32LE(0);
    return this.pages.read(position + eventHeaderLength, length);
  }

  parsed(ordinal: number): StoredEvent {
    return parseStoredEvent(this.event(ordinal));
  }

  private newFrame(): FrameBuilder {
    return new FrameBuilder(this.index, this.commits.end, this.options.now(), this.target.layout);
  }

  /** The revisions of a stream a reader may see now; undefined when it counts as not found. */
  visibleRange(stream: Stream | undefined): VisibleRange | undefined {
    return stream && visibleRange(stream, this.options.now(), (ordinal) => createdMsOf(this.parsed(ordinal)));
  }

  append(append: Append, answer: OnOutcome): void {
    const { events, expected } = append;
    const decision = this.decide(
      append.stream,
      expected,
      events.map((event) => event.id),
    );
    if (decision.kind !== 'write') return this.answerUnwritten(append.stream, decision, answer);
    if (events.length === 0) return this.answerEmpty(decision.firstRevision - 1, answer);
    const stream = this.index.stream(append.stream);
    const frame = this.newFrame();
    for (const event of events) this.addEvent(frame, stream, event);
    const position = frame.lastPosition;
    const lastRevision = stream.written.lastRevision;
    if (isMetaStream(stream.name))
      this.applyMetadata(frame, stream, events[events.length - 1] as ProposedEvent);
    if (decision.undelete) this.undelete(frame, stream, decision.firstRevision);
    this.commit(frame, () => answer({ kind: 'done', lastRevision, position }));
  }

  /** Soft delete: hides what is there; the stream can be appended to again and goes on counting. */
  delete(name: string, expected: ExpectedRevision, answer: OnOutcome): void {
    const decision = this.decide(name, expected, [newEventId()]);
    if (decision.kind !== 'write') return this.answerUnwritten(name, decision, answer);
    const meta = this.index.find(metaStreamOf(name));
    const stream = this.index.find(name);
    if ((stream?.written.lastRevision ?? -1) < 0 && (meta?.written.lastRevision ?? -1) < 0) {
      return answer({ kind: 'wrong-revision', current: -1 });
    }
    const frame = this.newFrame();
    this.addMetadata(frame, this.index.stream(name), softDeleteJson);
    this.commit(frame, () =>
      answer({ kind: 'done', lastRevision: decision.firstRevision - 1, position: frame.lastPosition }),
    );
  }

  /** Hard delete: the stream answers stream-deleted for ever. */
  tombstone(name: string, expected: ExpectedRevision, answer: OnOutcome): void {
    const id = newEventId();
    const decision = this.decide(name, expected, [id]);
    if (decision.kind !== 'write') return this.answerUnwritten(name, decision, answer);
    const stream = this.index.stream(name);
    const frame = this.newFrame();
    const event = {
      id,
      type: Buffer.from(streamDeletedType),
      isJson: false,
      data: nothing,
      metadata: nothing,
    };
    frame.add(stream, event, tombstoneRevision);
    stream.written.tombstoned = true;
    this.commit(frame, () =>
      answer({ kind: 'done', lastRevision: tombstoneRevision, position: frame.lastPosition }),
    );
  }

  private decide(name: string, expected: ExpectedRevision, ids: readonly EventId[]): AppendDecision {
    const stream = this.index.find(name);
    return decideAppend(expected, this.factsOf(name, stream), this.idFactsOf(stream, ids));
  }

  private factsOf(name: string, stream: Stream | undefined): StreamFacts {
    const original = isMetaStream(name) ? this.index.find(originalStreamOf(name)) : undefined;
    const meta = this.index.find(metaStreamOf(name));
    return {
      lastRevision: stream?.written.lastRevision ?? -1,
      isTombstoned: (stream?.written.tombstoned || original?.written.tombstoned) ?? false,
      isSoftDeleted: stream !== undefined && isSoftDeleted(stream.written.metadata),
      hasMetadata: (meta?.written.lastRevision ?? -1) >= 0,
    };
  }

  private idFactsOf(stream: Stream | undefined, ids: readonly EventId[]): IdFacts {
    const recentRevision = (index: number) =>
      stream && this.recent.revisionOf(ids[index] as EventId, stream.number);
    return {
      count: ids.length,
      recentRevision,
      isStoredAt: (index, revision) => {
        if (recentRevision(index) === revision) return true;
        if (!stream || revision >= stream.ordinals.length) return false;
        return this.parsed(stream.ordinals.get(revision)).idText.equals((ids[index] as EventId).text);
      },
    };
  }

  private answerUnwritten(
    name: string,
    decision: Exclude<AppendDecision, { kind: 'write' }>,
    answer: OnOutcome,
  ) {
    if (decision.kind !== 'already-written') return answer(decision);
    const stream = this.index.stream(name);
    const { lastRevision } = decision;
    const answerNow = () => {
      const position = this.index.positions.get(stream.ordinals.get(lastRevision));
      answer({ kind: 'done', lastRevision, position });
    };
    if (lastRevision < stream.ordinals.length) answerNow();
    else this.commits.afterEarlier(answerNow);
  }

  private answerEmpty(lastRevision: number, answer: OnOutcome): void {
    this.commits.afterEarlier(() => answer({ kind: 'done', lastRevision, position: this.commits.synced }));
  }

  private addEvent(frame: FrameBuilder, stream: Stream, event: ProposedEvent): void {
    const revision = stream.written.lastRevision + 1;
    frame.add(stream, event, revision);
    stream.written.lastRevision = revision;
    this.recent.put(event.id, stream.number, revision);
  }

  private addMetadata(frame: FrameBuilder, stream: Stream, json: Buffer): void {
    const meta = this.index.stream(metaStreamOf(stream.name));
    const event = {
      id: newEventId(),
      type: Buffer.from(metadataType),
      isJson: true,
      data: json,
      metadata: nothing,
    };
    this.addEvent(frame, meta, event);
    this.setMetadata(frame, stream, json);
  }

  private setMetadata(frame: FrameBuilder, stream: Stream, json: Buffer): void {
    const metadata = parseMetadata(json);
    stream.written.metadata = metadata;
    stream.written.metadataJson = Buffer.from(json);
    frame.onDurable(() => {
      stream.metadata = metadata;
    });
  }

  /** Metadata written to a soft-deleted stream brings it back, hiding what was deleted. */
  private applyMetadata(frame: FrameBuilder, meta: Stream, event: ProposedEvent): void {
    const stream = this.index.stream(originalStreamOf(meta.name));
    const wasDeleted = isSoftDeleted(stream.written.metadata);
    this.setMetadata(frame, stream, event.data);
    if (wasDeleted) this.undelete(frame, stream, stream.written.lastRevision + 1);
  }

  private undelete(frame: FrameBuilder, stream: Stream, firstRevision: number): void {
    const json = undeletedJson(stream.written.metadataJson, firstRevision);
    if (json) this.addMetadata(frame, stream, json);
  }

  private commit(frame: FrameBuilder, answer: () => void): void {
    this.commits.append(frame.build(this.commits.synced), () => {
      frame.reveal();
      answer();
    });
  }
}
