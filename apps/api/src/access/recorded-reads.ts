import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { RecordRead } from '@access/commands';
import { accountOf, ledgerOf, type ApiRequest } from '../requests/parts';
import type { Access } from './access';
import { actorOf, type Asker } from './asker';

/** Keeps in the access journal who read what is not read unseen, before he is answered. */
export class RecordedReads {
  constructor(private readonly access: Access) {}

  /** @throws Refusal NotPermitted, OutOfScope, LedgerBusy, OutcomeUnknown: then nothing must be shown */
  async record(request: ApiRequest, read: Omit<RecordRead, 'type'>): Promise<void> {
    await this.access.journal.submit(actorOf(request), `read/${randomUUID()}`, {
      type: 'RecordRead',
      ...read,
    });
  }
}

/** Records every read of a journal, or of all of an account, by whatever operation. */
export function recordReads(fastify: FastifyInstance, reads: RecordedReads): void {
  fastify.addHook('preHandler', (request, _reply, done) => {
    if (!request.asker || !readsJournal(request.asker)) return done();
    recordJournal(reads, request as ApiRequest).then(() => done(), done);
  });
}

function readsJournal({ operation: { permission } }: Asker): boolean {
  return typeof permission === 'object' && permission.to === 'readJournal';
}

/** @throws RequestProblem where the address is malformed: then nothing is read */
async function recordJournal(reads: RecordedReads, request: ApiRequest): Promise<void> {
  const ledger = ledgerOf(request);
  if (request.params['path'] === undefined) return reads.record(request, { ledger, what: 'journal' });
  await reads.record(request, { account: accountOf(request), ledger, what: 'account' });
}
