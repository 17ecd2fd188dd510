/** A power of two, so that a remainder is taken by its bits. */
const places = 32_768;
/** Of a place, with one for the length of its name. */
const placeBytes = 64;

/**
 * Things found by their names before, found again by the bytes of these: no text is made of them, and little memory is
 * gone through. Each name has one place, where the last to come stands; there are never more names than places, and
 * whatever has lost its own, or has too long a name, is looked up again.
 */
export class AccountIndex<Thing extends object> {
  private readonly names = new Uint8Array(places * placeBytes);
  private readonly things = new Array<Thing | undefined>(places).fill(undefined);

  /** @param lookUp answers the thing of a name, once there is one always the same */
  constructor(private readonly lookUp: (name: string) => Thing | undefined) {}

  /** The thing whose name are the ASCII bytes from `start` to before `end`. */
  find(bytes: Buffer, start: number, end: number): Thing | undefined {
    const place = placeOf(bytes, start, end);
    const known = this.things[place];
    if (known && this.isNamed(place, bytes, start, end)) return known;
    const thing = this.lookUp(bytes.toString('latin1', start, end));
    if (thing && end - start < placeBytes) this.keep(place, bytes.subarray(start, end), thing);
    return thing;
  }

  private isNamed(place: number, bytes: Uint8Array, start: number, end: number): boolean {
    const { names } = this;
    let at = place * placeBytes;
    if (names[at] !== end - start) return false;
    for (let i = start; i < end; i += 1) if (names[(at += 1)] !== bytes[i]) return false;
    return true;
  }

  private keep(place: number, name: Uint8Array, thing: Thing): void {
    this.names[place * placeBytes] = name.length;
    this.names.set(name, place * placeBytes + 1);
    this.things[place] = thing;
  }
}

function placeOf(bytes: Uint8Array, start: number, end: number): number {
  let mixed = 0;
  for (let at = start; at < end; at += 1) mixed = Math.imul(mixed, 31) + bytes[at]!;
  return (mixed ^ (mixed >>> 16)) & (places - 1);
}
