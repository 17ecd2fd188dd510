import type { AccountType } from '../state';

/** Assets and expenses have their balance on the debit side, all other accounts on the credit side. */
export function isDebitNormal(type: AccountType): boolean {
  return type === 'asset' || type === 'expense';
}

/** The posted balance on the normal side, in minor units; negative if the account is overdrawn. */
export function postedBalance(isOnDebit: boolean, debits: bigint, credits: bigint): bigint {
  return isOnDebit ? debits - credits : credits - debits;
}

/**
 * By how much holds lower the available balance, in minor units: what they set aside against the normal side. What
 * they would add to it does not count before it is captured.
 */
export function setAside(isOnDebit: boolean, heldDebits: bigint, heldCredits: bigint): bigint {
  return isOnDebit ? heldCredits : heldDebits;
}
