/** Tags of ASN.1 (X.690) that time stamps are made of. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
  /** [0] EXPLICIT */
  context0: 0xa0,
} as const;

/** A text that is not DER, or not of the shape it should have. */
export class MalformedDer extends Error {
  constructor(reason: string) {
    super(`malformed DER: ${reason}`);
    this.name = 'MalformedDer';
  }
}

/** One value: tag, length, content. */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(content);
  return Buffer.concat([Buffer.of(tag), lengthOf(bytes.length), bytes]);
}

/** A whole number that is not negative, from its bytes, the highest first. */
export function derInteger(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? Buffer.of(0) : bytes.subarray(first);
  return der(tags.integer, (digits[0] ?? 0) >= 0x80 ? Buffer.of(0) : Buffer.of(), digits);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.of(0x80 + bytes.length, ...bytes);
}

/** Reads values one after another. Each method throws MalformedDer where something else comes. */
export class DerReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  /** Tag of the next value; undefined at the end. */
  get next(): number | undefined {
    return this.bytes[this.at];
  }

  /** Content of the next value. */
  take(tag: number): Buffer {
    if (this.next !== tag) throw new MalformedDer(`no value of tag ${tag}`);
    const [length, header] = this.lengthAt(this.at + 1);
    const begin = this.at + 1 + header;
    const end = begin + length;
    if (end > this.bytes.length) throw new MalformedDer('it ends before its end');
    this.at = end;
    return this.bytes.subarray(begin, end);
  }

  /** The values inside the next one. */
  enter(tag: number): DerReader {
    return new DerReader(this.take(tag));
  }

  /** Passes over a value, whatever it is. */
  skip(): void {
    this.take(this.next ?? 0);
  }

  /** @returns the length, and of how many bytes it was read */
  private lengthAt(at: number): [length: number, bytes: number] {
    const first = this.bytes[at];
    if (first === undefined) throw new MalformedDer('it ends before its end');
    if (first < 0x80) return [first, 1];
    const count = first - 0x80;
    if (count === 0 || count > 4 || at + 1 + count > this.bytes.length)
      throw new MalformedDer(`a length of ${count} bytes`);
    return [this.bytes.readUIntBE(at + 1, count), 1 + count];
  }
}
