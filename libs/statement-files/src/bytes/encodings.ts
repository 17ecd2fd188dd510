import type { Format } from './detect';

/** What OFX 1 calls the character sets of its header. */
const ofxCharsets: Readonly<Record<string, string>> = {
  '1252': 'windows-1252',
  'ISO-8859-1': 'windows-1252',
  '8859-1': 'windows-1252',
};

/**
 * The encodings in which a file is to be read: those that a person named, else what the file says of itself.
 * @param head the first bytes, as characters of one byte each
 */
export function encodingsIn(
  head: string,
  format: Format,
  given: readonly string[] | undefined,
): readonly string[] {
  if (given) return given;
  if (head.startsWith('\u00ff\u00fe')) return ['utf-16le'];
  if (head.startsWith('\u00fe\u00ff')) return ['utf-16be'];
  if (format === 'iso20022') {
    const [, declared = 'utf-8'] =
      /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]{1,40})["']/.exec(head) ?? [];
    return [declared];
  }
  if (format !== 'ofx') return ['utf-8'];
  const [, charset = ''] = /^CHARSET:\s*(\S{1,20})/m.exec(head.replaceAll('\r', '\n')) ?? [];
  const [, declared] = /<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]{1,40})["']/.exec(head) ?? [];
  if (declared !== undefined) return [declared];
  const named = ofxCharsets[charset.toUpperCase()];
  return named === undefined ? ['utf-8'] : ['utf-8', named];
}
