import { requireAccount, requireNotClosed } from './account';
import { formatUnits } from '../money/amount';
import { Refusal } from '../refusal';
import type { Account, AccountStatus, LedgerState, Side } from '../state';

/** Without a side, both. */
export interface FreezeAccount {
  readonly type: 'FreezeAccount' | 'UnfreezeAccount';
  readonly path: string;
  readonly side?: Side;
  readonly reason: string;
}

export interface AccountFrozen {
  readonly type: 'AccountFrozen' | 'AccountUnfrozen';
  readonly body: { readonly path: string; readonly reason: string; readonly side?: Side };
}

export interface CloseAccount {
  readonly type: 'CloseAccount';
  readonly path: string;
  readonly reason: string;
}

export interface AccountClosed {
  readonly type: 'AccountClosed';
  readonly body: { readonly path: string; readonly reason: string };
}

/** @throws Refusal AccountNotFound, AccountIsClosed, AccountIsFrozen, AccountIsNotFrozen */
export function freezeAccount(
  state: LedgerState,
  { type, path, side, reason }: FreezeAccount,
): AccountFrozen[] {
  const account = requireAccount(state, path);
  requireNotClosed(account);
  const freezes = type === 'FreezeAccount';
  if (statusAfter(account.status, freezes, side) === account.status) {
    const where = side ? `on the ${side} side` : 'on either side';
    throw freezes
      ? new Refusal('AccountIsFrozen', `${path} is frozen already.`, {
          account: path,
          accountStatus: account.status,
        })
      : new Refusal('AccountIsNotFrozen', `${path} is not frozen ${where}.`, {
          account: path,
          accountStatus: account.status,
        });
  }
  return [
    { type: freezes ? 'AccountFrozen' : 'AccountUnfrozen', body: { path, reason, ...(side && { side }) } },
  ];
}

/** The status after freezing or unfreezing one side, or both. */
export function statusAfter(status: AccountStatus, freezes: boolean, side?: Side): AccountStatus {
  const debit = side === 'credit' ? status === 'frozen' || status === 'debit-frozen' : freezes;
  const credit = side === 'debit' ? status === 'frozen' || status === 'credit-frozen' : freezes;
  if (debit && credit) return 'frozen';
  if (debit) return 'debit-frozen';
  return credit ? 'credit-frozen' : 'open';
}

export function accountFrozen(state: LedgerState, { type, body: { path, side } }: AccountFrozen): void {
  const account = state.accounts.get(path)!;
  setStatus(state, account, statusAfter(account.status, type === 'AccountFrozen', side));
}

/** @throws Refusal AccountNotFound, AccountIsClosed, AccountHasHolds, AccountHasBalance */
export function closeAccount(state: LedgerState, { path, reason }: CloseAccount): AccountClosed[] {
  const account = requireAccount(state, path);
  requireNotClosed(account);
  for (const { currency, debits, credits, held } of account.balances) {
    if (held !== null) {
      throw new Refusal(
        'AccountHasHolds',
        `Holds on ${path} in ${currency.code} are open; capture or void them.`,
        {
          account: path,
          currency: currency.code,
        },
      );
    }
    if (debits !== credits) {
      const remaining = formatUnits(
        debits > credits ? debits - credits : credits - debits,
        currency.decimals,
      );
      throw new Refusal(
        'AccountHasBalance',
        `${path} still has ${remaining} ${currency.code} on its ${debits > credits ? 'debit' : 'credit'} side.`,
        {
          account: path,
          currency: currency.code,
          amount: remaining,
        },
      );
    }
  }
  return [{ type: 'AccountClosed', body: { path, reason } }];
}

export function accountClosed(state: LedgerState, { path }: AccountClosed['body']): void {
  setStatus(state, state.accounts.get(path)!, 'closed');
}

function setStatus(state: LedgerState, account: Account, status: AccountStatus): void {
  const before = account.status;
  account.status = status;
  state.undo?.push(() => {
    account.status = before;
  });
}
