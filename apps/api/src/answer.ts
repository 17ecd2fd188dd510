import type { FastifyReply } from 'fastify';
import type { Declaration } from '@commands/declaration';
import type { Envelope } from '@commands/envelope';
import type { Accepted } from '@journal/answer';
import type { LedgerEvent } from '@ledger/ledger';

/** Shows an entry to those whose command it answers. */
type Shows = Pick<Declaration, 'receiptOf'>;

/** 201 with the receipt; 200 for a dry run, which writes nothing. */
export function sendReceipt(
  reply: FastifyReply,
  { isDryRun }: Envelope,
  { entry, isReplayed }: Accepted<LedgerEvent>,
  { receiptOf }: Shows,
): void {
  if (isReplayed) void reply.header('Idempotency-Replayed', 'true');
  void reply.status(isDryRun ? 200 : 201).send(receiptOf(entry));
}

/** An accepted command among many. */
export function acceptedItem({ entry, isReplayed }: Accepted<LedgerEvent>, { receiptOf }: Shows) {
  return { status: 201, replayed: isReplayed, receipt: receiptOf(entry) };
}
