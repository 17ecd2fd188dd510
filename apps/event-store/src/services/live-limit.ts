/**
 * What happens to a live subscriber that does not keep up. EventStoreDB 23.10 drops it when more than 32
 * events wait ('drop'); from 24.2 on it falls back to catching up ('catch-up').
 */
import { aborted } from '../protocol/status';

export type SlowConsumers = 'catch-up' | 'drop';

/** Events that may wait for one live subscriber on 23.10. */
export const liveEventsMax = 32;

/** The status a dropped subscriber gets. */
export function consumerTooSlow() {
  return aborted('Consumer too slow to handle event while live. Client resubscription required.');
}
