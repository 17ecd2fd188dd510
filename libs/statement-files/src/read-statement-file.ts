import { isEncoding } from '@files/decode';
import { readBai2 } from './bai2/bai2';
import { readChain } from './chain';
import { detect, nameOfMt, nameOfOfx, type Detected, type Format } from './bytes/detect';
import { encodingsIn } from './bytes/encodings';
import { FileNotReadable } from './bytes/file-not-readable';
import { readIso20022 } from './xml/iso20022';
import { withinBytes, withinRecords } from './bytes/limits';
import { readMapped } from './mapped/mapped';
import type { Mapping } from './mapped/mapping';
import { readMt940 } from './mt940/mt940';
import { readNacha } from './nacha';
import { readOfx } from './ofx/ofx';
import { chainPreset, presets } from './presets/presets';
import type { Reading } from './reading';
import type { FileRecord } from './record';
import { readZip } from './bytes/zip';

/** How a file is read: what its provider's files are like, and what the file is where it does not say it itself. */
export interface FileReading extends Reading {
  readonly format?: Format;
  /** One of `presetNames`. */
  readonly preset?: string;
}

/** A file of none of the formats, or of one that needs a mapping. */
export class FormatUnknown extends FileNotReadable {}

/** Bytes at the beginning by which a file is recognised. */
const headBytes = 1 << 16;

/**
 * Reads a file of a bank, a processor or a chain: chunks in, lines out, in constant memory. Every record of the file is a
 * line, an advice, a break or a note; a statement comes behind its lines.
 * @param chunks the bytes of the file, cut anywhere
 * @throws FileNotReadable where the file cannot be read as a whole; nothing of it counts then
 */
export function readStatementFile(
  chunks: AsyncIterable<Uint8Array>,
  reading: FileReading,
): AsyncGenerator<FileRecord> {
  return withinRecords(recordsOf(withinBytes(chunks), reading, true));
}

async function* recordsOf(
  chunks: AsyncIterable<Uint8Array>,
  reading: FileReading,
  mayBeZip: boolean,
): AsyncGenerator<FileRecord> {
  const { bytes, head } = await headOf(chunks);
  const detected = detectedAs(head, reading);
  if (detected.format !== 'zip') yield* readAs(detected, { bytes, head, reading });
  else if (mayBeZip) yield* unzipped(bytes, reading);
  else throw new FileNotReadable('is a zip within a zip');
}

/** The files of a zip as one: statements are counted through. */
async function* unzipped(bytes: AsyncIterable<Uint8Array>, reading: FileReading): AsyncGenerator<FileRecord> {
  const { format: _, ...within } = reading;
  let before = 0;
  for await (const { chunks, name } of readZip(bytes)) {
    let statements = 0;
    for await (const record of named(recordsOf(chunks, within, false), name)) {
      if (record.kind === 'statement') statements += 1;
      yield moved(record, before);
    }
    before += statements;
  }
}

/** Says in which file of a zip something is. */
async function* named(records: AsyncIterable<FileRecord>, file: string): AsyncGenerator<FileRecord> {
  try {
    for await (const record of records) yield record.kind === 'format' ? { ...record, file } : record;
  } catch (error) {
    if (!(error instanceof FileNotReadable)) throw error;
    const Kind = error instanceof FormatUnknown ? FormatUnknown : FileNotReadable;
    throw new Kind(`holds ${JSON.stringify(file)}, which ${error.reason}`, error.line);
  }
}

function moved(record: FileRecord, by: number): FileRecord {
  if (record.kind !== 'line' || by === 0) return record;
  return { kind: 'line', line: { ...record.line, statement: String(Number(record.line.statement) + by) } };
}

interface Opened {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The first bytes, as characters of one byte each. */
  readonly head: string;
  readonly reading: FileReading;
}

async function* readAs(
  { format, preset }: Detected,
  { bytes, head, reading }: Opened,
): AsyncGenerator<FileRecord> {
  const encodings = encodingsIn(head, format, reading.encodings);
  const unknown = encodings.find((each) => !isEncoding(each));
  if (unknown !== undefined) throw new FileNotReadable(`names the encoding ${unknown}, which is not known`);
  if (format === 'iso20022') return yield* readIso20022(bytes, reading, encodings);
  yield { kind: 'format', format: nameOf(format, preset, head) };
  if (format === 'mt940') return yield* readMt940(bytes, reading, encodings);
  if (format === 'bai2') return yield* readBai2(bytes, reading, encodings);
  if (format === 'ofx') return yield* readOfx(bytes, reading, encodings);
  if (format === 'nacha') return yield* readNacha(bytes, encodings);
  if (preset === chainPreset) return yield* readChain(bytes, reading, encodings);
  const table = format === 'csv' ? 'csv' : 'ndjson';
  yield* readMapped(bytes, { encodings, format: table, mapping: mappingOf(table, preset, reading), reading });
}

/** What the caller says counts; the rest is recognised. */
function detectedAs(head: string, reading: FileReading): Detected {
  const detected = detect(head);
  const { format, mapping, preset } = reading;
  if (!format && !detected && !mapping && !preset) throw notRecognised();
  if (!format && detected && detected.format !== 'ndjson' && detected.format !== 'csv') return detected;
  const table = head.trimStart().startsWith('{') ? 'ndjson' : 'csv';
  return { format: format ?? detected?.format ?? table, ...presetOf(reading, detected) };
}

/** A mapping of the caller's own counts more than columns that look like those of a provider. */
function presetOf(
  { mapping, preset }: FileReading,
  detected: Detected | undefined,
): Pick<Detected, 'preset'> {
  const named = preset ?? (mapping ? undefined : detected?.preset);
  return named === undefined ? {} : { preset: named };
}

function notRecognised(): FormatUnknown {
  return new FormatUnknown(
    'is none of camt.052, .053, .054, pain.002, MT940, MT942, BAI2, OFX, NACHA and zip, and no table of a known provider; give a mapping',
  );
}

function mappingOf(format: 'csv' | 'ndjson', preset: string | undefined, { mapping }: Reading): Mapping {
  const found = preset === undefined ? mapping : presets[preset]?.[format];
  if (found) return found;
  throw new FormatUnknown(
    preset === undefined
      ? `is ${format} and needs a mapping`
      : `is ${format}, which the preset ${preset} does not read`,
  );
}

function nameOf(format: Format, preset: string | undefined, head: string): string {
  if (format === 'mt940') return nameOfMt(head);
  if (format === 'ofx') return nameOfOfx(head);
  if (format === 'csv' || format === 'ndjson')
    return preset === undefined ? `${format}, mapped` : `${format}, preset ${preset}`;
  return format;
}

/** The beginning of a file, and all of it again. */
async function headOf(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ head: string; bytes: AsyncIterable<Uint8Array> }> {
  const source = chunks[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let length = 0;
  while (length < headBytes) {
    const next = await source.next();
    if (next.done) break;
    read.push(next.value);
    length += next.value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* read;
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  }
  return { head: Buffer.concat(read).subarray(0, headBytes).toString('latin1'), bytes: all() };
}
