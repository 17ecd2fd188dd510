import type { FastifyReply } from 'fastify';
import type { Answer, Envelope } from '@commands/submit';

/** 201 with the receipt; 200 where nothing was written because it was only asked what would happen. */
export function sendReceipt(
  reply: FastifyReply,
  { isDryRun }: Envelope,
  { receipt, isReplayed }: Answer,
): void {
  if (isReplayed) void reply.header('Idempotency-Replayed', 'true');
  void reply.status(isDryRun ? 200 : 201).send(receipt);
}
