import { faultTitles, journalIncompleteTitles, type FaultClass } from './journal/fault';

/** What can be wrong with an export beside what can be wrong with a journal. The list is closed. */
export const exportFaultTitles = {
  HostileExport: 'The folder holds something that no export holds, and that could harm who reads it',
  ManifestMalformed: 'The manifest is not written as an export writes it',
  ManifestDiffers: 'The manifest says something else than the files it is about',
  KeysDiffer: 'The list of keys says something else than the entries',
  BundleMalformed: 'A bundle of entries holds more than its entries',
  TileDiffers: 'A tile holds other hashes than the entries have',
  CheckpointMalformed: 'A checkpoint is not a signed note of the right form',
  CheckpointForOtherLog: 'A checkpoint was made for another log',
  CheckpointMisplaced: 'A checkpoint stands where one of another size belongs',
  CheckpointDiffers: 'A checkpoint was made over other entries',
  CosignatureInvalid: 'A cosignature of a witness on a checkpoint is not valid',
  Forked: 'The notary signed two journals of the same size',
  AccountExportMalformed: 'A line of the export of an account is not written as such an export writes it',
  ProofInvalid: 'A proof does not lead from its entry to the checkpoint',
  KeptCheckpointDiffers: 'The journal was rewritten: a checkpoint from outside was made over other entries',
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
  FileUnlisted: 'There is a file that the manifest does not name',
  FileCutOff: 'A file ends before its end',
  FileUnreadable: 'A file cannot be read',
  NoCheckpoint: 'There is no checkpoint',
  EndsBeforeKeptCheckpoint: 'The export ends before a checkpoint from outside',
  PostingMissing: 'A posting, a hold or a statement of the account was left out',
  QuorumNotReached: 'Too few witnesses have cosigned the newest checkpoint',
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
