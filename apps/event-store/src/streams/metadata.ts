/** The stream metadata the server acts on; everything else in it is the client's business. */
export interface StreamMetadata {
  /** Only this many of the last events are visible. */
  readonly maxCount?: number;
  /** Only events younger than this are visible. */
  readonly maxAgeSeconds?: number;
  /** Events below this revision are hidden; deletedMark hides the whole stream (soft delete). */
  readonly truncateBefore?: number;
}

/** The highest 64-bit revision as a JavaScript number: how a soft delete is written down. */
export const deletedMark = Number(9223372036854775807n);
export const softDeleteJson = Buffer.from('{"$tb":9223372036854775807}');
export const noMetadata: StreamMetadata = {};
/** Of a metadata stream only the newest event counts. */
export const metadataOfMetadata: StreamMetadata = { maxCount: 1 };

/** Metadata as stored; anything malformed counts as none at all, as on the real server. */
export function parseMetadata(json: Buffer): StreamMetadata {
  const parsed = parseObject(json);
  if (!parsed) return noMetadata;
  const maxCount = parsed['$maxCount'];
  const maxAgeSeconds = parsed['$maxAge'];
  const truncateBefore = parsed['$tb'];
  const given = [maxCount, maxAgeSeconds, truncateBefore].filter((value) => value !== undefined);
  if (!given.every((value) => Number.isInteger(value) && (value as number) >= 0)) return noMetadata;
  if (maxCount === 0 || maxAgeSeconds === 0) return noMetadata;
  return {
    ...(maxCount === undefined ? {} : { maxCount: maxCount as number }),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds: maxAgeSeconds as number }),
    ...(truncateBefore === undefined ? {} : { truncateBefore: truncateBefore as number }),
  };
}

export function isSoftDeleted(metadata: StreamMetadata): boolean {
  return metadata.truncateBefore !== undefined && metadata.truncateBefore >= deletedMark;
}

/** The metadata of a stream that lives on after a soft delete; undefined when what is stored is no object. */
export function undeletedJson(json: Buffer, truncateBefore: number): Buffer | undefined {
  const parsed = parseObject(json);
  if (!parsed) return undefined;
  return Buffer.from(JSON.stringify({ ...parsed, $tb: truncateBefore }));
}

function parseObject(json: Buffer): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(json.toString('utf8'));
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
