import type { FastifyReply } from 'fastify';
import { receiptOf } from '@commands/receipt';
import type { Envelope } from '@commands/submit';
import type { Answered } from '@journal/journal';

/** 201 with the receipt; 200 where nothing was written because it was only asked what would happen. */
export function sendReceipt(
  reply: FastifyReply,
  { isDryRun }: Envelope,
  { entry, isReplayed }: Answered,
): void {
  if (isReplayed) void reply.header('Idempotency-Replayed', 'true');
  void reply.status(isDryRun ? 200 : 201).send(receiptOf(entry));
}

/** An accepted command among many. */
export function acceptedItem({ entry, isReplayed }: Answered) {
  return { status: 201, replayed: isReplayed, receipt: receiptOf(entry) };
}
