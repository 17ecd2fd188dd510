/** The messages of a Read answer that are not simply a stored event. */
import { parseStoredEvent } from './stored-event';
import { lengthDelimited, numberField, WireReader } from './wire';

const empty = Buffer.alloc(0);

/** Sent once, when a subscription has delivered everything there was. */
export const caughtUp = lengthDelimited(0x42, empty);

export function confirmation(subscriptionId: string): Buffer {
  return lengthDelimited(0x12, lengthDelimited(0x0a, Buffer.from(subscriptionId)));
}

export function checkpoint(position: number): Buffer {
  return lengthDelimited(0x1a, Buffer.concat([numberField(0x08, position), numberField(0x10, position)]));
}

export function streamNotFound(name: string): Buffer {
  return lengthDelimited(0x22, lengthDelimited(0x0a, lengthDelimited(0x1a, Buffer.from(name))));
}

/** A link with the event it points to, or without when that cannot be had. */
export function resolvedLink(link: Buffer, event: Buffer | undefined): Buffer {
  const linked = parseStoredEvent(link);
  const parts = [lengthDelimited(0x12, linked.recorded), numberField(0x18, linked.position)];
  if (event) parts.unshift(lengthDelimited(0x0a, parseStoredEvent(event).recorded));
  return lengthDelimited(0x0a, Buffer.concat(parts));
}

/** The same response with every event id as two 64-bit numbers instead of text. */
export function withStructuredIds(response: Buffer): Buffer {
  const readEvent = new WireReader(response, 1).field();
  const reader = new WireReader(readEvent);
  const parts: Buffer[] = [];
  while (!reader.done) {
    const start = reader.at;
    const tag = reader.varint();
    if (tag === 0x0a || tag === 0x12) parts.push(lengthDelimited(tag, withStructuredId(reader.field())));
    else {
      reader.skip(tag);
      parts.push(readEvent.subarray(start, reader.at));
    }
  }
  return lengthDelimited(0x0a, Buffer.concat(parts));
}

/** UUID { 1: Structured { 1: int64 most significant, 2: int64 least significant } } in place of UUID { 2: text }. */
function withStructuredId(recorded: Buffer): Buffer {
  const reader = new WireReader(recorded, 1);
  const hex = reader.field().subarray(2).toString('latin1').replace(/-/g, '');
  const halves = Buffer.concat([
    Buffer.from([0x08]),
    bigVarint(BigInt(`0x${hex.slice(0, 16)}`)),
    Buffer.from([0x10]),
    bigVarint(BigInt(`0x${hex.slice(16)}`)),
  ]);
  const id = lengthDelimited(0x0a, lengthDelimited(0x0a, halves));
  return Buffer.concat([id, recorded.subarray(reader.at)]);
}

function bigVarint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
