import { presets } from '../presets/presets';

export const formats = ['iso20022', 'mt940', 'bai2', 'ofx', 'nacha', 'csv', 'ndjson', 'zip'] as const;
export type Format = (typeof formats)[number];

/** What the beginning of a file says of it. */
export interface Detected {
  readonly format: Format;
  /** The preset whose columns or fields it has. */
  readonly preset?: string;
}

/**
 * Recognises a format by the beginning of a file; undefined where it is none that is known.
 * @param head the first bytes, as characters of one byte each
 */
export function detect(head: string): Detected | undefined {
  if (head.startsWith('PK\u0003\u0004')) return { format: 'zip' };
  const text = head.replace(/^(?:\u00ef\u00bb\u00bf)?\s*/, '');
  if (/^OFXHEADER:/i.test(text) || /<(?:\?OFX|OFX>)/i.test(text)) return { format: 'ofx' };
  if (text.startsWith('<')) return { format: 'iso20022' };
  if (/^01,/.test(text)) return { format: 'bai2' };
  if (/^101[ \d]{10}/.test(text)) return { format: 'nacha' };
  if (/^(?:\{1:|:20:)/m.test(text)) return { format: 'mt940' };
  if (text.startsWith('{')) return { format: 'ndjson', ...namedPreset(presetOfJson(text)) };
  const preset = presetOfTable(text);
  return preset === undefined ? undefined : { format: 'csv', preset };
}

/** `mt942` where a message states what only those have, before any opening balance. */
export function nameOfMt(head: string): 'mt940' | 'mt942' {
  const [, tag] = /^:(60[FM]|34F|13D|90[CD]):/m.exec(head.replaceAll('\r', '\n')) ?? [];
  return tag === undefined || tag.startsWith('60') ? 'mt940' : 'mt942';
}

export function nameOfOfx(head: string): 'ofx1' | 'ofx2' {
  return /<\?(?:OFX|xml)\b/i.test(head) ? 'ofx2' : 'ofx1';
}

function presetOfJson(text: string): string | undefined {
  if (/"object"\s*:\s*"balance_transaction"/.test(text)) return 'stripe';
  return /"token_address"\s*:/.test(text) && /"transaction_hash"\s*:/.test(text) ? 'erc20' : undefined;
}

function presetOfTable(text: string): string | undefined {
  const [header = ''] = text.split(/[\r\n]/, 1);
  const columns = header.split(',').map((name) => name.trim().replace(/^"|"$/g, ''));
  return Object.keys(presets).find((name) =>
    presets[name]?.csv?.required?.every((column) => columns.includes(column)),
  );
}

function namedPreset(preset: string | undefined): Pick<Detected, 'preset'> {
  return preset === undefined ? {} : { preset };
}
