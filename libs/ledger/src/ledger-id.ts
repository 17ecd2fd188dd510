/** Ids of ledgers: 2 to 63 of a-z, 0-9 and -, beginning with a letter. */
export const ledgerIdPattern = /^[a-z][a-z0-9-]{1,62}$/;

/** Whether the journal with this id is a ledger's; journals of other books have ids that no ledger can have. */
export function isLedgerId(id: string): boolean {
  return ledgerIdPattern.test(id);
}
