import type { StoredEvent } from './stream';

/**
 * The event in an answer of the store to a read or a subscription, straight from its bytes: for a third of what the
 * client's classes cost. Undefined where the answer is none, or its event has something that those of a journal have
 * not; it is for the client to find out.
 *
 *     ReadResp { 1: ReadEvent { 1: RecordedEvent, 3: commit position or 4: none }, … }
 *     RecordedEvent { 1: UUID { 2: text }, 2: StreamIdentifier { 3: name }, 3: revision, 4: prepare, 5: commit,
 *                     6: an entry of a map { 1: text, 2: text }, 7: custom metadata, 8: data }
 *
 * Source: streams.proto and shared.proto of EventStoreDB 23.10, and the wire format of Protocol Buffers,
 * https://protobuf.dev/programming-guides/encoding.
 */
export function eventInAnswer(bytes: Buffer): StoredEvent | undefined {
  if (bytes[0] !== text(1)) return undefined;
  try {
    return readEvent(bytes);
  } catch (error) {
    if (error instanceof Unusual) return undefined;
    throw error;
  }
}

/** Something that the events of a journal do not have. */
class Unusual extends Error {}

/** The tag before a field with a length: a text, bytes, or a message. */
function text(field: number): number {
  return field * 8 + 2;
}

/** The tag before a number. */
function number(field: number): number {
  return field * 8;
}

const none: Uint8Array = new Uint8Array(0);
const typeKey = Buffer.from('type');

function readEvent(bytes: Buffer): StoredEvent {
  const fields = new Fields(bytes, 1);
  if (fields.end() !== bytes.length) throw new Unusual();
  fields.expect(text(1));
  const event = readRecorded(fields);
  while (fields.at < bytes.length) {
    const tag = fields.number();
    if (tag === number(3)) fields.number();
    else if (tag === text(4)) fields.view();
    else throw new Unusual();
  }
  return event;
}

function readRecorded(fields: Fields): StoredEvent {
  const end = fields.end();
  // What is not on the wire is empty, or zero.
  let [id, stream, type, data, metadata] = ['', '', '', none, none];
  let [revision, prepare, commit] = [0, 0, 0];
  while (fields.at < end) {
    const tag = fields.number();
    if (tag === text(1)) id = fields.inner(2);
    else if (tag === text(2)) stream = fields.inner(3);
    else if (tag === number(3)) revision = fields.number();
    else if (tag === number(4)) prepare = fields.number();
    else if (tag === number(5)) commit = fields.number();
    else if (tag === text(6)) type = fields.entryOf(typeKey) ?? type;
    else if (tag === text(7)) metadata = fields.view();
    else if (tag === text(8)) data = fields.view();
    else throw new Unusual();
  }
  if (fields.at !== end || id === '' || stream === '') throw new Unusual();
  const position = { commit: BigInt(commit), prepare: BigInt(prepare) };
  return { stream, id, revision, type, data, metadata, position };
}

/** Walks over the fields of a message without copying. Everything throws Unusual at what it cannot read. */
class Fields {
  constructor(
    private readonly bytes: Buffer,
    public at: number,
  ) {}

  number(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.at];
      this.at += 1;
      if (byte === undefined || scale > Number.MAX_SAFE_INTEGER) throw new Unusual();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 128;
    }
    if (!Number.isSafeInteger(value)) throw new Unusual();
    return value;
  }

  expect(tag: number): void {
    if (this.number() !== tag) throw new Unusual();
  }

  /** Reads a length, and answers where the field ends that begins behind it. */
  end(): number {
    const end = this.number() + this.at;
    if (end > this.bytes.length) throw new Unusual();
    return end;
  }

  view(): Uint8Array {
    const end = this.end();
    const view = this.bytes.subarray(this.at, end);
    this.at = end;
    return view;
  }

  text(): string {
    const end = this.end();
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end;
    return text;
  }

  /** The text of a message that has this field and no other. */
  inner(field: number): string {
    const end = this.end();
    this.expect(text(field));
    const only = this.text();
    if (this.at !== end) throw new Unusual();
    return only;
  }

  /** The value of an entry of a map if it has this key. */
  entryOf(key: Uint8Array): string | undefined {
    const end = this.end();
    this.expect(text(1));
    const keyEnd = this.end();
    const hasKey =
      keyEnd - this.at === key.length && key.every((byte, i) => byte === this.bytes[this.at + i]);
    this.at = keyEnd;
    this.expect(text(2));
    const value = hasKey ? this.text() : undefined;
    if (!hasKey) this.at = this.end();
    if (this.at !== end) throw new Unusual();
    return value;
  }
}
