import { CamtReader, camtFormat } from '../camt/camt';
import { decodeText } from '../bytes/decode';
import { FileNotReadable } from '../bytes/file-not-readable';
import { Pain002Reader, pain002Format } from '../pain002';
import type { Reading } from '../reading';
import type { FileRecord } from '../record';
import { readXml, type XmlReader } from './xml';

/** Messages of ISO 20022 about accounts or payments. @throws FileNotReadable */
export async function* readIso20022(
  chunks: AsyncIterable<Uint8Array>,
  reading: Reading,
  encodings: readonly string[],
): AsyncGenerator<FileRecord> {
  let format: string | undefined;
  const readerOf = (root: string, namespace: string): XmlReader => {
    const camt = camtFormat(namespace);
    const pain = pain002Format(namespace);
    format = camt ?? pain;
    if (camt !== undefined) return new CamtReader(camt, reading);
    if (pain !== undefined) return new Pain002Reader(reading);
    throw new FileNotReadable(
      `begins with ${root.slice(0, 60)} of ${namespace.slice(0, 80) || 'no namespace'}, which is no camt.052, .053 or .054 of versions 2 to 13 and no pain.002`,
    );
  };
  let isFirst = true;
  for await (const record of readXml(decodeText(chunks, encodings), readerOf)) {
    if (isFirst) yield { kind: 'format', format: format! };
    isFirst = false;
    yield record;
  }
  if (isFirst) yield { kind: 'format', format: format! };
}
