import { accessJournalId } from '@access/access-book';
import { isLedgerId } from '@ledger/ledger-id';
import { accessFlawOf } from './access-shape';
import { otherBookFlawOf, shapeFlawOf } from './entry-shape';
import type { ShapeFlaw } from './shape';

/**
 * What is wrong with the shape of an entry of a journal, or unknown to this release; undefined where nothing is.
 * @param journal id of the ledger, or of the journal of another book
 * @returns the judge of its entries, parsed from JSON, so far of any shape
 */
export function flawsIn(journal: string): (entry: unknown) => ShapeFlaw | undefined {
  if (isLedgerId(journal)) return shapeFlawOf;
  return journal === accessJournalId ? accessFlawOf : otherBookFlawOf;
}
