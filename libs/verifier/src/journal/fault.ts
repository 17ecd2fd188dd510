/** What can be wrong with a journal, each class with the sentence that explains it. The list is closed. */
export const faultTitles = {
  NotCanonical: 'An entry is not in canonical form',
  MalformedEntry: 'An entry does not have the shape of its type and version',
  EnvelopeDiffers: 'The event in the store names another type or id than the entry it carries',
  WrongLedger: 'An entry belongs to another ledger',
  WrongSeq: 'An entry was deleted, inserted, repeated or moved',
  BrokenChain: 'An entry was changed after it was written: the next one contains the hash of other bytes',
  TimeBackwards: 'An entry was recorded before the one it follows',
  WrongRoot: 'The journal names another root key than the trusted one',
  KeyNotVouchedFor:
    'A key was registered, retired or declared compromised without the signature of the root key',
  WrongSuccession: 'The root key was replaced by one that it had not named, or it named a second one',
  SealMalformed: 'A seal is not a well-formed signed note',
  SealForOtherLog: 'A seal was made for another log',
  SealGap: 'Entries are not covered by any seal',
  SealOverlap: 'A seal covers entries that are already sealed',
  SealWrongHead: 'A seal was made over other entries',
  KeyNotRegistered: 'A seal or checkpoint is signed by a key that was not registered at that point',
  KeyHasOtherRole: 'A seal or checkpoint is signed by a key that was registered for another role',
  KeyIsRetired: 'A seal or checkpoint is signed by a key that was retired at that point',
  KeyIsCompromised: 'A seal or checkpoint is signed by a key that was compromised at that point',
  SignatureInvalid: 'The signature of a seal or checkpoint is invalid',
  PostingsDoNotBalance: 'The debits of a transaction differ from its credits',
  FiguresDiffer: 'A figure in an entry differs from the result of the entries before it',
  NotAllowedByBooks: 'An entry refers to something that does not exist at that point',
  ExchangeDiffers:
    'A rate, or a figure of an exchange, differs from the result of the declaration, rates, quotes and positions before it',
  ActorNotPermitted: 'An entry names an actor who was not permitted to do this',
  NotAllowedByAccess: 'An entry of the access journal is not what the rules of access make of it',
  ReadModelDiffers: 'A read model differs from the journal',
} as const;

export type FaultClass = keyof typeof faultTitles;

/** The first proof, while walking a journal, that it is not as it was written. */
export class JournalFault extends Error {
  constructor(
    readonly faultClass: FaultClass,
    /** The first entry that is not to be trusted. */
    readonly seq: number,
    detail: string,
  ) {
    super(detail);
    this.name = 'JournalFault';
  }

  get title(): string {
    return faultTitles[this.faultClass];
  }
}

/** Why nothing can be said of the whole of a journal. The list is closed. */
export const journalIncompleteTitles = {
  SealMissing: 'The last entries have no seal',
  EntriesMissing: 'A seal or checkpoint of the export covers more entries than there are',
  AccessEndsEarlier: 'The access journal ends before the place that an entry was judged at',
  FromLaterRelease: 'An entry was written by a later release than this verifier knows',
} as const;

export type JournalIncompleteClass = keyof typeof journalIncompleteTitles;

/** Nothing contradicts the journal, but it is not all there, or not all of it can be read. */
export class JournalIncomplete extends Error {
  constructor(
    readonly incompleteClass: JournalIncompleteClass,
    detail: string,
  ) {
    super(detail);
    this.name = 'JournalIncomplete';
  }
}

/**
 * What can be done to the bytes of a journal by anybody who can write to where it lies. Where one of these is found in an
 * append, what else is wrong with the meaning of its entries was not sealed: it says nothing of who has keys.
 */
const faultsOfBytes: ReadonlySet<FaultClass> = new Set([
  'NotCanonical',
  'WrongLedger',
  'WrongSeq',
  'BrokenChain',
  'SealMalformed',
  'SealGap',
  'SealOverlap',
  'SealWrongHead',
  'SignatureInvalid',
]);

export function isOfBytes(error: unknown): boolean {
  return error instanceof JournalFault && faultsOfBytes.has(error.faultClass);
}
