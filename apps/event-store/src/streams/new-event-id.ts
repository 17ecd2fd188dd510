import { randomUUID } from 'node:crypto';
import { type EventId, eventIdFromText } from '../protocol/event-id';

/** An id for an event the server itself writes. */
export function newEventId(): EventId {
  return eventIdFromText(Buffer.from(randomUUID(), 'latin1'));
}
