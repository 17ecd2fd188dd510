/** A power of two, so that a remainder is taken by its bits. */
const places = 65_536;

/**
 * Texts read before, found again by their bytes: a text at hand takes no memory anew, and no hashing where it is looked
 * up. Each has one place, where the last to come stands; so there are never more than places, and a text that has lost
 * its own is made again.
 */
export class TextsAtHand {
  private readonly texts = new Array<string>(places).fill('');

  /** The text of ASCII bytes from `start` to before `end`. */
  read(bytes: Buffer, start: number, end: number): string {
    let mixed = 0;
    for (let at = start; at < end; at += 1) mixed = Math.imul(mixed, 31) + bytes[at]!;
    const place = (mixed ^ (mixed >>> 16)) & (places - 1);
    const known = this.texts[place]!;
    return isWritten(known, bytes, start, end)
      ? known
      : (this.texts[place] = bytes.toString('latin1', start, end));
  }
}

function isWritten(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
