import type { FastifyReply } from 'fastify';
import { proposalReceipt } from '@commands/approval/propose';
import type { Envelope } from '@commands/envelope';
import type { Receipt } from '@commands/receipt';
import type { Entry } from '@entries/entry';
import type { Accepted } from '@journal/answer';
import type { LedgerEvent } from '@ledger/ledger';

/** What shows an entry to those whose command it answers. */
interface Shows<Shown> {
  readonly receiptOf: (entry: Entry) => Shown;
}

/** 201 with the receipt, 202 where the command waits for approvals; 200 for a dry run, which writes nothing. */
export function sendReceipt(
  reply: FastifyReply,
  { isDryRun }: Envelope,
  { entry, isReplayed }: Accepted<LedgerEvent>,
  { receiptOf }: Shows<Receipt>,
): void {
  if (isReplayed) void reply.header('Idempotency-Replayed', 'true');
  if (entry.type === 'ProposalMade') void reply.status(isDryRun ? 200 : 202).send(proposalReceipt(entry));
  else void reply.status(isDryRun ? 200 : 201).send(receiptOf(entry));
}

/** An accepted command among many. */
export function acceptedItem<Shown>(
  { entry, isReplayed }: Accepted<LedgerEvent>,
  { receiptOf }: Shows<Shown>,
) {
  return { status: 201 as const, replayed: isReplayed, receipt: receiptOf(entry) };
}
