/**
 * The few protobuf wire primitives the hot paths need (https://protobuf.dev/programming-guides/encoding).
 * Numbers are exact up to 2^53; everything the store counts (bytes, revisions) stays far below that.
 */

/** What a stream's tombstone carries as its revision on the wire: 2^63 - 1. */
export const tombstoneRevision = Infinity;

const tombstoneBytes = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);

/** Walks over protobuf fields without copying; throws RangeError on a truncated message. */
export class WireReader {
  constructor(
    readonly bytes: Buffer,
    public at = 0,
    readonly end = bytes.length,
  ) {}

  get done(): boolean {
    return this.at >= this.end;
  }

  /** An unsigned number; values from 2^53 on lose precision, 2^63 - 1 comes out as tombstoneRevision. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count += 1) {
      if (this.at >= this.end) throw new RangeError('truncated protobuf message');
      const byte = this.bytes[this.at] as number;
      this.at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value === 2 ** 63 ? tombstoneRevision : value;
      scale *= 128;
    }
    throw new RangeError('protobuf number is too long');
  }

  /** The next length-delimited field, as a view. */
  field(): Buffer {
    const end = this.fieldEnd();
    const view = this.bytes.subarray(this.at, end);
    this.at = end;
    return view;
  }

  /** Reads a length and answers where that field ends; the cursor stays at its beginning. */
  fieldEnd(): number {
    const length = this.varint();
    const end = this.at + length;
    if (end > this.end) throw new RangeError('truncated protobuf message');
    return end;
  }

  /** Steps over a field of the wire type in the low three bits of its tag. */
  skip(tag: number): void {
    const wireType = tag & 7;
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.at += 8;
    else if (wireType === 2) this.at = this.fieldEnd();
    else if (wireType === 5) this.at += 4;
    else throw new RangeError(`protobuf wire type ${wireType} is not known`);
  }
}

/** How many bytes `varintInto` will write. */
export function varintLength(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  if (value < 0x10000000) return 4;
  if (value === tombstoneRevision) return tombstoneBytes.length;
  let length = 5;
  for (let rest = value / 2 ** 35; rest >= 1; rest /= 128) length += 1;
  return length;
}

/** Writes an unsigned number and answers the offset behind it. */
export function varintInto(target: Buffer, at: number, value: number): number {
  if (value === tombstoneRevision) return at + tombstoneBytes.copy(target, at);
  let rest = value;
  let next = at;
  while (rest >= 0x80000000) {
    target[next] = (rest % 128) | 0x80;
    next += 1;
    rest = Math.floor(rest / 128);
  }
  while (rest >= 0x80) {
    target[next] = (rest & 0x7f) | 0x80;
    next += 1;
    rest >>>= 7;
  }
  target[next] = rest;
  return next + 1;
}

/** One length-delimited field: tag, length, content. Tags are the single bytes of field numbers up to 15. */
export function lengthDelimited(tag: number, content: Buffer): Buffer {
  const field = Buffer.allocUnsafe(1 + varintLength(content.length) + content.length);
  field[0] = tag;
  content.copy(field, varintInto(field, 1, content.length));
  return field;
}

/** One number field. */
export function numberField(tag: number, value: number): Buffer {
  const field = Buffer.allocUnsafe(1 + varintLength(value));
  field[0] = tag;
  varintInto(field, 1, value);
  return field;
}
