import { faultTitles, journalIncompleteTitles, type FaultClass } from './journal/fault';

/** What can be wrong with an export beside what can be wrong with a journal. The list is closed. */
export const exportFaultTitles = {
  HostileExport: 'The folder contains something that no export contains and that could harm its reader',
  ManifestMalformed: 'The manifest does not have the form that an export gives it',
  ManifestDiffers: 'The manifest contradicts the files that it describes',
  KeysDiffer: 'The list of keys contradicts the entries',
  BundleMalformed: 'A bundle of entries contains more than its entries',
  TileDiffers: 'A tile contains other hashes than those of the entries',
  CheckpointMalformed: 'A checkpoint is not a well-formed signed note',
  CheckpointForOtherLog: 'A checkpoint was made for another log',
  CheckpointMisplaced: 'A checkpoint is in the place of one of another size',
  CheckpointDiffers: 'A checkpoint was made over other entries',
  CosignatureInvalid: 'The cosignature of a witness on a checkpoint is invalid',
  Forked: 'The notary signed two journals of the same size',
  AccountExportMalformed: 'A line of the account export does not have the form that an export gives it',
  ProofInvalid: 'A proof does not lead from its entry to the checkpoint',
  KeptCheckpointDiffers: 'The journal was rewritten: a checkpoint that you kept was made over other entries',
} as const;

export type ExportFaultClass = keyof typeof exportFaultTitles;

/** Proof that an export is not what was once written and signed. */
export class ExportFault extends Error {
  constructor(
    readonly faultClass: ExportFaultClass,
    /** The first entry that is not to be trusted; null where all that was read of the entries is in order. */
    readonly seq: number | null,
    detail: string,
  ) {
    super(detail);
    this.name = 'ExportFault';
  }
}

/** The sentence of a class of fault, of a journal or of an export. */
export function titleOf(faultClass: FaultClass | ExportFaultClass): string {
  return { ...faultTitles, ...exportFaultTitles }[faultClass];
}

/** What can be missing, so that nothing can be said of the whole. The list is closed. */
export const incompleteTitles = {
  ...journalIncompleteTitles,
  NoManifest: 'The folder has no manifest',
  FileMissing: 'A file is missing',
  FileUnlisted: 'The manifest does not list a file',
  FileCutOff: 'A file is truncated',
  FileUnreadable: 'A file cannot be read',
  NoCheckpoint: 'There is no checkpoint',
  EndsBeforeKeptCheckpoint: 'The export ends before a checkpoint that you kept',
  PostingMissing: 'A posting, hold or statement of the account is missing',
  QuorumNotReached: 'Too few witnesses cosigned the newest checkpoint',
} as const;

export type IncompleteClass = keyof typeof incompleteTitles;

/** Nothing contradicts the export, but it is not all there. */
export class ExportIncomplete extends Error {
  constructor(
    readonly incompleteClass: IncompleteClass,
    detail: string,
  ) {
    super(detail);
    this.name = 'ExportIncomplete';
  }
}

/** The verifier was given something that is not what it was said to be; the message is one sentence for people. */
export class UsageError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'UsageError';
  }
}
