import { requireAccount } from '../accounts/account';
import { formatUnits } from '../money/amount';
import { postedOf } from '../transactions/figures';
import type { LedgerState, StatementFigure } from '../state';

/** Fixes for ever what moved on an account since its last statement. */
export interface IssueStatement {
  readonly type: 'IssueStatement';
  readonly path: string;
  readonly description?: string;
}

/** Covers the entries from `fromSeq` to `toSeq`, both included; opens where the statement before closed. */
export interface StatementIssued {
  readonly type: 'StatementIssued';
  readonly body: {
    /** Per currency in ascending order, those that the account ever used. */
    readonly closing: readonly StatementFigure[];
    readonly description?: string;
    readonly fromSeq: string;
    /** From 1, without gaps, per account. */
    readonly number: string;
    readonly opening: readonly StatementFigure[];
    readonly path: string;
    readonly toSeq: string;
  };
}

/** @throws Refusal AccountNotFound */
export function issueStatement(state: LedgerState, { path, description }: IssueStatement): StatementIssued[] {
  const account = requireAccount(state, path);
  const last = state.statements.get(path);
  const closing = account.balances
    .map((balance) => ({
      currency: balance.currency.code,
      posted: formatUnits(postedOf(account, balance), balance.currency.decimals),
      version: balance.version,
    }))
    .filter(({ version }) => version > 0)
    .map(({ currency, posted }) => ({ currency, posted }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
  return [
    {
      type: 'StatementIssued',
      body: {
        closing,
        ...(description !== undefined && { description }),
        fromSeq: String((last?.toSeq ?? -1) + 1),
        number: String((last?.number ?? 0) + 1),
        opening: last?.closing ?? [],
        path,
        toSeq: String(state.seq),
      },
    },
  ];
}

export function statementIssued(
  state: LedgerState,
  { path, number, toSeq, closing }: StatementIssued['body'],
): void {
  state.statements.set(path, { number: Number(number), toSeq: Number(toSeq), closing });
}
