export interface TarEntry {
  readonly path: string;
  /** In seconds since 1970. */
  readonly time: number;
  readonly bytes: Buffer;
}

/** What is in an archive of plain files (POSIX.1-1988, ustar); every checksum must be right. */
export function entriesInTar(tar: Buffer): TarEntry[] {
  const entries: TarEntry[] = [];
  for (let at = 0; tar[at] !== 0;) {
    const header = tar.subarray(at, at + 512);
    const text = (from: number, to: number) => header.subarray(from, to).toString().replace(/\0.*$/s, '');
    const sum = header.reduce((total, byte, place) => total + (place >= 148 && place < 156 ? 0x20 : byte), 0);
    expect([text(257, 263), parseInt(text(148, 156), 8)]).toEqual(['ustar', sum]);
    const size = parseInt(text(124, 136), 8);
    const bytes = Buffer.from(tar.subarray(at + 512, at + 512 + size));
    entries.push({ path: text(0, 100), time: parseInt(text(136, 148), 8), bytes });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return entries;
}
