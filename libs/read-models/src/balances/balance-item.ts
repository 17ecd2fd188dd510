import { formatUnits } from '@ledger/money/amount';
import { isDebitNormal, postedBalance, setAside } from '@ledger/accounts/normal-side';
import type { AccountType } from '@ledger/state';

/** Totals of a node with everything below it; `posted` on the normal side, where the node has a type of its own. */
interface RolledUp {
  readonly debits: string;
  readonly credits: string;
  readonly posted?: string;
}

/** The figures in one currency. A node that is no account has nothing but `rolledUp`. */
export interface BalanceItem {
  readonly currency: string;
  readonly posted?: string;
  /** This, `available` and `version` are not shown for an effective time: what is held is held now. */
  readonly held?: { readonly debits: string; readonly credits: string };
  readonly available?: string;
  readonly debits?: string;
  readonly credits?: string;
  /** Count of the account's postings in this currency. */
  readonly version?: string;
  readonly rolledUp: RolledUp;
}

/** A node's own totals and those of all below it, in minor units. */
export interface NodeFigures {
  readonly currency: string;
  readonly decimals: number;
  readonly debits: bigint;
  readonly credits: bigint;
  readonly debitsBelow: bigint;
  readonly creditsBelow: bigint;
  /** Undefined where effective times count. */
  readonly version: bigint | undefined;
  /** What holds keep back; absent where there are none. */
  readonly held?: { readonly debits: bigint; readonly credits: bigint };
}

/** @param type of the node's account; null where it is none */
export function balanceItem(type: AccountType | null, figures: NodeFigures): BalanceItem {
  const { currency, decimals, debits, credits, version } = figures;
  const text = (units: bigint) => formatUnits(units, decimals);
  const [debitsInAll, creditsInAll] = [debits + figures.debitsBelow, credits + figures.creditsBelow];
  const totals = { debits: text(debitsInAll), credits: text(creditsInAll) };
  if (type === null) return { currency, rolledUp: totals };
  const units = onNormalSide(type, debits, credits);
  const posted = text(units);
  const rolledUp = { ...totals, posted: text(onNormalSide(type, debitsInAll, creditsInAll)) };
  const own = { debits: text(debits), credits: text(credits) };
  if (version === undefined) return { currency, posted, ...own, rolledUp };
  const held = figures.held ?? { debits: 0n, credits: 0n };
  return {
    currency,
    posted,
    held: { debits: text(held.debits), credits: text(held.credits) },
    available: text(units - setAside(isDebitNormal(type), held.debits, held.credits)),
    ...own,
    version: String(version),
    rolledUp,
  };
}

/** What the debits and credits of an account come to on its normal side. */
export function onNormalSide(type: AccountType, debits: bigint, credits: bigint): bigint {
  return postedBalance(isDebitNormal(type), debits, credits);
}
