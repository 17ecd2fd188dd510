import { readFileSync, statSync } from 'node:fs';
import { parseCheckpoint } from '@journal/checkpoint';
import { parseVkey } from '@journal/note';
import { MalformedPolicy, parsePolicy } from '@journal/policy';
import type { HeldCheckpoint } from '@verifier/checkpoints';
import { WrongUse } from '@verifier/export-fault';
import { verifyExport, type ExportReport } from '@verifier/verify-export';
import { Failure, wrongUse } from '../failure';
import { showProgress, type ProgressBar } from '../progress';

/** What an export is verified with. */
export interface ExportArguments {
  /** Folder. */
  readonly export: string;
  /** Verifier key, or the name of a file that holds it. */
  readonly rootKey?: string;
  /** Files, one checkpoint each. */
  readonly checkpoint?: readonly string[];
  /** File. */
  readonly policy?: string;
}

/** Whatever is given beside the export is small: a key, a note, a policy. */
const fileBytesMax = 1_048_576;

/** Verifies the export in a folder, whatever comes of it. @throws Failure where it is used wrongly */
export function verifyFolder(args: ExportArguments): ExportReport {
  let bar: ProgressBar | undefined;
  try {
    return verifyExport({
      folder: args.export,
      rootKey: rootKeyIn(args.rootKey),
      held: (args.checkpoint ?? []).map(heldIn),
      policy: args.policy === undefined ? undefined : parsePolicy(textOf(args.policy)),
      now: Math.floor(Date.now() / 1_000),
      progress: (entries, size) => (bar ??= showProgress('verify', size)).at(entries),
    });
  } catch (error) {
    if (!(error instanceof WrongUse || error instanceof MalformedPolicy)) throw error;
    throw new Failure(error.message, wrongUse);
  } finally {
    bar?.end();
  }
}

function rootKeyIn(given: string | undefined): string {
  if (given === undefined)
    throw new Failure(
      'Give the root key as you know it with --root-key: the export cannot vouch for itself.',
      wrongUse,
    );
  const vkey = given.includes('+') ? given : textOf(given).trim();
  try {
    parseVkey(vkey);
  } catch (error) {
    throw new Failure(`--root-key: ${error instanceof Error ? error.message : String(error)}`, wrongUse);
  }
  return vkey;
}

function heldIn(file: string): HeldCheckpoint {
  try {
    return { name: file, ...parseCheckpoint(textOf(file)) };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      `${file} is no checkpoint: ${error instanceof Error ? error.message : String(error)}`,
      wrongUse,
    );
  }
}

function textOf(file: string): string {
  try {
    const { size } = statSync(file);
    if (size <= fileBytesMax) return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`, wrongUse);
  }
  throw new Failure(`${file} has more than ${fileBytesMax} bytes.`, wrongUse);
}

/** The report for people. */
export function sentencesOfExport(report: ExportReport): string {
  const count = (number: number) => number.toLocaleString('en');
  const { fault, incomplete, entries, checkpointed } = report;
  const name = report.ledger ?? report.export;
  const walked = `${count(entries)} entries in ${report.seconds.toFixed(1)} s (${count(report.entriesPerSecond)} a second)`;
  if (fault) {
    return [
      `TAMPERED: ${name}${fault.seq === null ? '' : `, at entry ${fault.seq}`}: ${fault.class}`,
      `  ${fault.title}.`,
      `  ${fault.detail}`,
      `  Valid seals vouch for the first ${count(report.trusted)} entries, checkpoints for the first ${count(checkpointed)}. Walked ${walked}.`,
    ].join('\n');
  }
  if (incomplete) {
    return [
      `INCOMPLETE: ${name}: ${incomplete.class}`,
      `  ${incomplete.title}.`,
      `  ${incomplete.detail}`,
      `  Walked ${walked}.`,
    ].join('\n');
  }
  return [`OK: ${name} is as it was written: ${walked}.`, ...proofsOf(report)].join('\n');
}

function proofsOf(report: ExportReport): string[] {
  const count = (number: number) => number.toLocaleString('en');
  const { entries, checkpointed, cosignedBy, held } = report;
  const sealedOnly = entries - checkpointed;
  return [
    `  ${count(report.seals)} seals cover all entries, under the root key that was given.`,
    `  ${count(report.checkpoints)} checkpoints of the notary are true; the newest covers ${sealedOnly === 0 ? 'all of it' : `the first ${count(checkpointed)} entries`}.`,
    ...(sealedOnly === 0 ? [] : [`  The last ${count(sealedOnly)} entries rest on their seals alone.`]),
    ...(held === 0
      ? []
      : [`  It continues the ${held === 1 ? 'checkpoint' : `${count(held)} checkpoints`} from outside.`]),
    ...(held === 0
      ? ['  No checkpoint from outside was given: that its end was not cut off is not shown.']
      : []),
    ...(cosignedBy === null
      ? []
      : [
          `  Witnesses that cosigned the newest checkpoint: ${cosignedBy.length === 0 ? 'none' : cosignedBy.join(', ')}.`,
        ]),
    `  ${count(report.transactions)} transactions, ${count(report.postings)} postings on ${count(report.accounts)} accounts balance:`,
    ...report.totals.map(
      ({ currency, debits, credits }) => `  ${currency}: debits ${debits}, credits ${credits}.`,
    ),
  ];
}
