import { isLedgerId } from '@ledger/ledger-id';
import { JournalFault } from './fault';

/** Which event opens a journal: of a ledger the opening of ledgers, of another book whatever its first entry is. */
export class Opening {
  private type: string | undefined;

  /** @param id of the journal */
  constructor(id: string) {
    this.type = isLedgerId(id) ? 'LedgerOpened' : undefined;
  }

  /**
   * Whether the entry opens its journal.
   * @throws JournalFault MalformedEntry where the first does not, or a later one does
   */
  isOpenedBy(seq: number, type: string): boolean {
    if (seq === 0) this.type ??= type;
    if ((type === this.type) !== (seq === 0)) {
      throw new JournalFault('MalformedEntry', seq, 'The first entry, and no other, opens the journal.');
    }
    return seq === 0;
  }
}

/** The root that an opening names, as far as it is text; else none, which no key is under. */
export function rootIn(body: object): string {
  const { root } = body as { readonly root?: unknown };
  return typeof root === 'string' ? root : '';
}
