import { z } from 'zod';
import type { Journal } from '@journal/journal';
import { declare } from '../declaration';
import type { Envelope } from '../envelope';
import { formed } from '../input/text';
import { ofWhatItNames } from '../reach';
import { plainReceipt, type Receipt } from '../receipt';

/** What is returned for an approval. */
export interface ApprovalReceipt extends Receipt {
  /** Type of the entry: `ProposalApproved` while approvals are missing, then that of what was approved. */
  readonly type: string;
}

const hash = formed(/^[A-Za-z0-9_-]{43}$/, 'a SHA-256 hash in base64url', {
  description: 'Hash of the proposal, as you read it.',
  examples: ['64L9GTWL1B3rbjFGk_UqecjJYqtPnIS_341qXE2TTU8'],
});

export const ApproveProposal = declare({
  type: 'ApproveProposal',
  permission: 'approve',
  reach: ofWhatItNames,
  target: 'proposal',
  input: z.strictObject({ hash }),
  complete: async (journal, envelope, given) => ({
    ...given,
    by: envelope.actor,
    ...(await makerAndOriginal(journal, envelope, given.proposal)),
  }),
  answer: 'ProposalApproved',
  goesOn: true,
  receipt: (entry): ApprovalReceipt => ({ ...plainReceipt(entry), type: entry.type }),
});

/** What the rules cannot look up: who made it, and of a reversal the transaction that it names. */
async function makerAndOriginal(journal: Journal, { judge, key, ledger }: Envelope, id: string) {
  const proposal = await journal.openProposal(ledger, id, key);
  const transaction = proposal?.command.transaction;
  const original =
    transaction === undefined ? undefined : await journal.transaction(ledger, transaction, key);
  return { maker: proposal && judge.maker(proposal), original };
}
