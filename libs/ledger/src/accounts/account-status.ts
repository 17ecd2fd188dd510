import { requireAccount, requireNotClosed } from './account';
import { formatUnits } from '../money/amount';
import { Refusal } from '../refusal';
import { noSides, sides, type Account, type AccountStatus, type LedgerState, type Side } from '../state';

/** Without a side, both. */
export interface FreezeAccount {
  readonly type: 'FreezeAccount';
  readonly path: string;
  readonly side?: Side;
  /** Whether holds that are open may still be captured: an issuer must clear what it has authorised. */
  readonly exceptHolds?: boolean;
  readonly reason: string;
}

/** Without a side, both. */
export interface UnfreezeAccount {
  readonly type: 'UnfreezeAccount';
  readonly path: string;
  readonly side?: Side;
  readonly reason: string;
}

export interface AccountFrozen {
  readonly type: 'AccountFrozen';
  readonly body: {
    readonly exceptHolds?: true;
    readonly path: string;
    readonly reason: string;
    readonly side?: Side;
  };
}

export interface AccountUnfrozen {
  readonly type: 'AccountUnfrozen';
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

/** What a freeze decides of an account. */
export type Standing = Pick<Account, 'status' | 'exceptHolds'>;

/** @throws Refusal AccountNotFound, AccountIsClosed, AccountIsFrozen, AccountIsNotFrozen */
export function freezeAccount(
  state: LedgerState,
  command: FreezeAccount | UnfreezeAccount,
): (AccountFrozen | AccountUnfrozen)[] {
  const { path, side } = command;
  const account = requireAccount(state, path);
  requireNotClosed(account);
  const event = eventOf(command);
  if (!isSame(standingAfter(account, event), account)) return [event];
  const facts = { account: path, accountStatus: account.status };
  if (event.type === 'AccountFrozen')
    throw new Refusal('AccountIsFrozen', `${path} is already frozen.`, facts);
  const where = side ? `on the ${side} side` : 'on either side';
  throw new Refusal('AccountIsNotFrozen', `${path} is not frozen ${where}.`, facts);
}

function eventOf(command: FreezeAccount | UnfreezeAccount): AccountFrozen | AccountUnfrozen {
  const { path, reason, side } = command;
  const body = { path, reason, ...(side && { side }) };
  if (command.type === 'UnfreezeAccount') return { type: 'AccountUnfrozen', body };
  return { type: 'AccountFrozen', body: { ...(command.exceptHolds && { exceptHolds: true }), ...body } };
}

/** After freezing or unfreezing one side, or both; the other side stays as it was. */
export function standingAfter(
  { status, exceptHolds }: Standing,
  event: AccountFrozen | AccountUnfrozen,
): Standing {
  const freezes = event.type === 'AccountFrozen';
  const excepts = freezes && event.body.exceptHolds === true;
  const isMeant = (side: Side) => event.body.side === undefined || event.body.side === side;
  const isFrozen = (side: Side) => (isMeant(side) ? freezes : isFrozenOn(status, side));
  return {
    status: statusOf(isFrozen('debit'), isFrozen('credit')),
    exceptHolds: sides.filter((side) => (isMeant(side) ? excepts : exceptHolds.includes(side))),
  };
}

export function isFrozenOn(status: AccountStatus, side: Side): boolean {
  return status === 'frozen' || status === `${side}-frozen`;
}

function statusOf(debit: boolean, credit: boolean): AccountStatus {
  if (debit && credit) return 'frozen';
  if (debit) return 'debit-frozen';
  return credit ? 'credit-frozen' : 'open';
}

function isSame(one: Standing, other: Standing): boolean {
  return one.status === other.status && one.exceptHolds.join() === other.exceptHolds.join();
}

export function accountFrozen(state: LedgerState, event: AccountFrozen | AccountUnfrozen): void {
  const account = state.accounts.get(event.body.path)!;
  setStanding(state, account, standingAfter(account, event));
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
  setStanding(state, state.accounts.get(path)!, { status: 'closed', exceptHolds: noSides });
}

function setStanding(state: LedgerState, account: Account, { status, exceptHolds }: Standing): void {
  Object.assign(state.undo.keep(account), { status, exceptHolds });
}
