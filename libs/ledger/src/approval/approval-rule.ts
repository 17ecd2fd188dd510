import type { ApprovableType } from './approvable';

/** Which commands wait until other persons have approved them. */
export interface ApprovalRule {
  /**
   * Only where the debits of the command add up to more in a currency. In a currency that is not named, any amount is
   * more. Without it, whatever the amount.
   */
  readonly above?: readonly { readonly amount: string; readonly currency: string }[];
  /** Only where the command touches one of these paths or what is below; in them `*` is any one segment. */
  readonly accounts?: readonly string[];
  /** How many have to approve, as decimal text. */
  readonly approvals: string;
  readonly commands: readonly ApprovableType[];
  readonly name: string;
}
