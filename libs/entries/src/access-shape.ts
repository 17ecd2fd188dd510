import { isKeyEvent } from '@ledger/key-events';
import { accessEvents } from './access-events/access-events';
import type { OwnEvent } from './access-events/declared-access-event';
import { otherBookFlawOf } from './entry-shape';
import { unknown, type ShapeFlaw } from './shape';

/**
 * What is wrong with the shape of an entry of the access journal, or unknown to this release; undefined where nothing is.
 * @param entry parsed from JSON, so far of any shape
 */
export function accessFlawOf(entry: unknown): ShapeFlaw | undefined {
  const { type, body } = (entry ?? {}) as { type?: unknown; body?: unknown };
  const flaw = otherBookFlawOf(entry);
  if (flaw && (!flaw.isUnknown || flaw.path === 'v')) return flaw;
  if (typeof type !== 'string' || isKeyEvent({ type })) return flaw;
  if (!isOwn(type)) return flaw ?? unknown(`is ${type}, which this release does not know`, 'type');
  const wrong = accessEvents[type].shape.judge(body);
  return wrong ? { ...wrong, path: wrong.path === '' ? 'body' : `body.${wrong.path}` } : flaw;
}

function isOwn(type: string): type is OwnEvent['type'] {
  return Object.hasOwn(accessEvents, type);
}
