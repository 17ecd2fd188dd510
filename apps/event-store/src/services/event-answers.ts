/** Turns ordinals into answers: plain stored bytes, links resolved and ids restructured only when asked. */
import type { ReadRequest } from '../protocol/read-request';
import { resolvedLink, withStructuredIds } from '../protocol/read-responses';
import type { Store } from '../streams/store';

const linkEventType = '$>';

export type AnswerOf = (ordinal: number) => Buffer;

export function answersFor(store: Store, request: ReadRequest): AnswerOf {
  const { index } = store;
  const linkType = request.resolveLinks ? index.type(linkEventType).number : -1;
  const event: AnswerOf = (ordinal) =>
    index.typeNumbers.get(ordinal) === linkType ? resolve(store, ordinal) : store.event(ordinal);
  return request.structuredIds ? (ordinal) => withStructuredIds(event(ordinal)) : event;
}

/** A link's data is "revision@stream". */
function resolve(store: Store, ordinal: number): Buffer {
  const [revisionText, ...nameParts] = store.parsed(ordinal).data.toString('utf8').split('@');
  const link = store.event(ordinal);
  const revision = Number(revisionText);
  if (!Number.isInteger(revision) || revisionText === '') return link;
  const stream = store.index.find(nameParts.join('@'));
  if (!stream || stream.tombstone !== undefined) return resolvedLink(link, undefined);
  const range = store.visibleRange(stream);
  const isVisible = range && revision >= range.first && revision <= range.last;
  return resolvedLink(link, isVisible ? store.event(stream.ordinals.get(revision)) : undefined);
}
