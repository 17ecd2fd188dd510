import { JournalFault } from '@verifier/journal/fault';

/** What stands in the journal does not continue what was signed: a signature would vouch for two histories. */
export class NotContinued extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'NotContinued';
  }
}

/** Whether an error is about one journal and would come again, however often it is tried. */
export function isAboutJournal(error: unknown): error is NotContinued | JournalFault {
  return error instanceof NotContinued || error instanceof JournalFault;
}
