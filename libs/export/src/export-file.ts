/** One file of an export. Its bytes are to be taken before the next file is asked for. */
export interface ExportFile {
  /** Relative to the export, segments joined by `/`. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

export interface FileAtHand extends ExportFile {
  readonly bytes: Buffer;
}

export function fileOf(path: string, content: Buffer | string): FileAtHand {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { path, size: bytes.length, chunks: [bytes], bytes };
}
