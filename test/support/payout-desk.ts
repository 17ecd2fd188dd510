import { proposing } from '@commands/approval/propose';
import type { GrantedActor } from '@ledger/actor';
import { approvableTypes } from '@ledger/approval/approvable';
import type { ApprovalRule } from '@ledger/approval/approval-rule';
import type { LedgerCommand } from '@ledger/ledger';
import { originalOf } from '@ledger/transactions/reversal';
import { chart, currency, opened, paid } from './given';
import type { RecordedJournal } from './recorded-journal';

const wallets: GrantedActor = { at: '30', grant: '8', sub: 'wallets' };
const admin: GrantedActor = { at: '30', grant: '2', sub: 'admin' };
const emma: GrantedActor = { at: '31', grant: '10', sub: 'emma' };
const ida: GrantedActor = { at: '31', grant: '17', sub: 'ida' };

const payouts: ApprovalRule = {
  above: [{ amount: '1000.00', currency: 'EUR' }],
  accounts: ['bank', 'partners:*:payable'],
  approvals: '2',
  commands: ['PostTransaction', 'CaptureHold'],
  name: 'payouts',
};
const terms: ApprovalRule = {
  approvals: '1',
  commands: ['ReverseTransaction', 'ChangeAccount', 'RegisterCurrency', 'DeclareChart', 'SetApprovalRules'],
  name: 'terms',
};

/** A ledger in which others have to approve: every end of a proposal, every field of every body. */
export function recordPayoutDesk(journal: RecordedJournal): void {
  const by = (actor: GrantedActor, ...commands: readonly LedgerCommand[]) => {
    journal.actor = actor;
    const refused = journal.append(...commands).find((decision) => 'refusal' in decision);
    if (refused && 'refusal' in refused) throw refused.refusal;
  };
  const propose = (actor: GrantedActor, command: LedgerCommand) => by(actor, proposing(command));
  /** The last proposal, as it is decided. */
  const last = () => {
    const made = journal.entries().findLast((entry) => entry.type === 'ProposalMade')!;
    return { hash: made.body.hash, proposal: made.id, command: made.body.command };
  };
  const approve = (approver: GrantedActor, maker: GrantedActor) => {
    const { command, ...seen } = last();
    const entry = journal.entries().find(({ id }) => id === command.transaction);
    const original = entry?.type === 'TransactionPosted' ? originalOf(entry) : undefined;
    by(approver, { type: 'ApproveProposal', ...seen, by: approver, maker: () => maker, original });
  };
  const end = (type: 'RejectProposal' | 'RetractProposal', actor: GrantedActor, reason: string) =>
    by(actor, { type, proposal: last().proposal, by: actor, reason });

  by(
    admin,
    journal.opening({ name: 'Payout desk' }),
    opened('bank:payouts'),
    opened('capital', { accountType: 'equity' }),
  );
  by(admin, chart({ pattern: 'partners:*:payable', type: 'liability' }));
  by(admin, { type: 'SetApprovalRules', rules: [terms, payouts] });
  by(wallets, paid('900.00', 'bank:payouts', 'capital', { reference: 'small' }));
  propose(
    wallets,
    paid('5000.00', 'bank:payouts', 'partners:mills:payable', { category: 'payout', reference: 'large' }),
  );
  approve(emma, wallets);
  approve(ida, { ...wallets, at: '32' });
  propose(wallets, journal.reversalOf('small', { amount: '100.00' }));
  approve(emma, { ...wallets, at: '33' });
  propose(admin, currency('PTS', 3));
  approve(ida, admin);
  propose(wallets, paid('2000.00', 'capital', 'bank:payouts'));
  end('RejectProposal', emma, 'The invoice is not ours');
  propose(admin, { type: 'SetApprovalRules', rules: [] });
  end('RetractProposal', admin, 'Too early');
  propose(admin, {
    type: 'SetApprovalRules',
    rules: [{ approvals: '1', commands: approvableTypes, name: 'everything' }],
  });
  approve(emma, admin);
  propose(wallets, {
    ...paid('1.00', 'bank:payouts', 'capital'),
    conditions: [{ account: 'bank:payouts', currency: 'EUR', version: '3' }],
  });
  journal.wait(8 * 86_400);
  propose(wallets, paid('2.00', 'bank:payouts', 'capital'));
}
