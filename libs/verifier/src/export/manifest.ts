import { ExportFault } from '../export-fault';
import { isExportPath } from './export-folder';

/** Debits and credits of one currency, as decimal text with its decimals. */
export interface CurrencyTotals {
  readonly currency: string;
  readonly debits: string;
  readonly credits: string;
}

/** What an export says of itself. Every word of it is held against the files. */
export interface Manifest {
  readonly format: string;
  readonly log: string;
  readonly ledger: string;
  /** Count, as text like all numbers here. */
  readonly entries: string;
  /** Leaf hash of the last entry, base64. */
  readonly head: string;
  /** RFC 6962 root over all entries, base64. */
  readonly root: string;
  /** Of the last entry. */
  readonly recordedAt: string;
  readonly transactions: string;
  readonly totals: readonly CurrencyTotals[];
  /** Path -> SHA-256 in hex, of every file but this one. */
  readonly files: Readonly<Record<string, string>>;
}

const texts = ['format', 'log', 'ledger', 'entries', 'head', 'root', 'recordedAt', 'transactions'] as const;
const fields = [...texts, 'totals', 'files'].join(' ');
const currencyFields = 'currency debits credits';
const countPattern = /^(?:0|[1-9]\d{0,14})$/;

/**
 * Reads a manifest in its one spelling: everything on one line, but a line for each file.
 * @throws ExportFault ManifestMalformed, HostileExport
 */
export function parseManifest(bytes: Buffer): Manifest {
  const text = bytes.toString();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw malformed('It is not JSON.');
  }
  if (!isObject(parsed) || Object.keys(parsed).join(' ') !== fields)
    throw malformed(`Its fields are not ${fields}.`);
  const manifest = parsed as unknown as Manifest;
  if (texts.some((name) => typeof manifest[name] !== 'string')) throw malformed('A field is not text.');
  if (manifest.format !== 'ledger-export/v1') throw malformed('It has another format.');
  if (![manifest.entries, manifest.transactions].every((count) => countPattern.test(count)))
    throw malformed('A count is not a whole number.');
  requireTotals(manifest.totals);
  requireFiles(manifest.files);
  // The bytes, too: text that is no UTF-8 reads the same as another one.
  if (!Buffer.from(formatManifest(manifest)).equals(bytes))
    throw malformed('It is not in its one valid form.');
  return manifest;
}

function formatManifest({ files, ...rest }: Manifest): string {
  const lines = Object.entries(files).map(
    ([path, digest]) => `\n${JSON.stringify(path)}:${JSON.stringify(digest)}`,
  );
  return `${JSON.stringify(rest).slice(0, -1)},"files":{${lines.join(',')}\n}}\n`;
}

function requireTotals(totals: unknown): void {
  const areTotals = Array.isArray(totals) && totals.every(isCurrencyTotals);
  if (!areTotals) throw malformed('Its totals are not a list of currencies.');
}

function isCurrencyTotals(total: unknown): boolean {
  return (
    isObject(total) &&
    Object.keys(total).join(' ') === currencyFields &&
    Object.values(total).every((value) => typeof value === 'string')
  );
}

function requireFiles(files: unknown): void {
  if (!isObject(files)) throw malformed('Its files are not an object.');
  for (const [path, digest] of Object.entries(files)) {
    if (!isExportPath(path))
      throw new ExportFault('HostileExport', null, `It names ${JSON.stringify(path)}.`);
    if (path === 'manifest.json') throw malformed('It names itself.');
    if (typeof digest !== 'string' || !/^[0-9a-f]{64}$/.test(digest))
      throw malformed('A file has no SHA-256.');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(detail: string): ExportFault {
  return new ExportFault('ManifestMalformed', null, detail);
}
