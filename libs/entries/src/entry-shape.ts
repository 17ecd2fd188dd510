import { isKeyEvent } from '@ledger/key-events';
import { isActor, type ActorFields } from '@ledger/actor';
import type { LedgerEvent } from '@ledger/ledger';
import type { Entry } from './entry';
import { count, hash, id, time } from './events/common-shapes';
import { events } from './events/events';
import {
  also,
  always,
  anything,
  object,
  optional,
  text,
  unknown,
  wrong,
  type Shape,
  type ShapeFlaw,
} from './shape';
import { entryVersion } from './upcast';

/*
 * What entries look like: for every field of the envelope and of every body its shape, checked against the types of
 * the events by the compiler. Readers of a journal judge by it: what is not in it was written by a later release,
 * and what contradicts it by none.
 */

/** The fields of an actor; which of them belong together is a rule of its own. */
export const actor = object<ActorFields>({
  at: optional(
    count,
    'Seq of the last entry of the access journal when the grant was judged. The grant was in force then; the entry after it was at most 120 seconds old.',
  ),
  grant: optional(
    count,
    'Seq of the entry of the access journal that made the grant: it covers all that the command did.',
  ),
  proposal: optional(count, 'Seq of the proposal that others have approved, if there was one.'),
  sub: always(
    text,
    'Id of the principal. It is `system` if no caller caused the event, as when a hold expires.',
  ),
});

export const envelope = object<{ readonly [Field in keyof Entry]: unknown }>({
  actor: always(
    also(
      actor,
      'be a principal with its grant and the seq it was judged at, or the system without any',
      isActor,
    ),
    'Who asked, see [Actor](#actor).',
  ),
  body: always(anything, "The event's data; its fields depend on `type`."),
  id: always(
    id,
    "Version 7 UUID of the entry, and of the event in the store. For a transaction, it is the transaction's id.",
  ),
  idem: optional(
    text,
    'The idempotency key of the command that this entry answers. If a command makes several entries, the last one answers it.',
  ),
  idemHash: optional(
    hash,
    'SHA-256 of that command in canonical form, base64url. It detects the same key with different content. Present with `idem`.',
  ),
  ledger: always(text, 'Id of the ledger.'),
  prev: always(
    hash,
    'Leaf hash of the previous entry, SHA-256(0x00, bytes), base64url; 32 zero bytes in the first entry.',
  ),
  recordedAt: always(
    time,
    'The time at which the journal recorded the entry: RFC 3339, UTC, milliseconds. Never decreases within a ledger.',
  ),
  seq: always(
    count,
    'Place in the journal, from 0, without gaps, as a string; equals the revision in the stream.',
  ),
  type: always(text, 'One of the types below; equals the type of the event in the store.'),
  v: always(anything, "Version of the entry's shape: 1. The only JSON number in an entry."),
});

const bodies = new Map<string, Shape<object>>(
  Object.entries(events).map(([type, { body }]) => [type, object<object>(body)]),
);

/**
 * What is wrong with the shape of an entry, or unknown to this release; undefined where nothing is. Something wrong comes
 * before something unknown.
 * @param entry parsed from JSON, so far of any shape
 */
export function shapeFlawOf(entry: unknown): ShapeFlaw | undefined {
  const { type, body } = (entry ?? {}) as { type?: unknown; body?: unknown };
  const flaw = envelopeFlawOf(entry);
  if (flaw && (!flaw.isUnknown || flaw.path === 'v')) return flaw;
  if (!isKnown(type)) return flaw ?? unknown(`is ${String(type)}, which this release does not know`, 'type');
  return bodyFlawOf(type, body) ?? flaw;
}

/**
 * As {@link shapeFlawOf}, of an entry of another book than a ledger: of its bodies, only those that say which keys may
 * sign are known here.
 */
export function otherBookFlawOf(entry: unknown): ShapeFlaw | undefined {
  const { type, body } = (entry ?? {}) as { type?: unknown; body?: unknown };
  const flaw = envelopeFlawOf(entry);
  if (flaw && (!flaw.isUnknown || flaw.path === 'v')) return flaw;
  return (isKnown(type) && isKeyEvent({ type }) ? bodyFlawOf(type, body) : undefined) ?? flaw;
}

function envelopeFlawOf(entry: unknown): ShapeFlaw | undefined {
  const { v } = (entry ?? {}) as { v?: unknown };
  if (typeof v !== 'number' || !Number.isSafeInteger(v) || v < 1) return wrong('must be a version', 'v');
  if (v !== entryVersion) return unknown(`is ${v}, a version that this release does not know`, 'v');
  return envelope.judge(entry);
}

/** As {@link shapeFlawOf}, of a body alone. */
export function bodyFlawOf(type: LedgerEvent['type'], body: unknown): ShapeFlaw | undefined {
  const flaw = bodies.get(type)!.judge(body);
  return flaw && { ...flaw, path: flaw.path === '' ? 'body' : `body.${flaw.path}` };
}

function isKnown(type: unknown): type is LedgerEvent['type'] {
  return typeof type === 'string' && bodies.has(type);
}
