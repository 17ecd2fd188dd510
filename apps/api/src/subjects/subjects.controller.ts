import { Controller, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { accept } from '@commands/input/malformed';
import { subjectPattern } from '@commands/input/personal';
import { invariant } from '@ledger/refusal';
import { PersonalTexts } from '@personal/personal-texts';
import { ListSubjectEntries } from '@read-models/personal/subject-entries.queries';
import { Access } from '../access/access';
import { whyInput } from '@commands/input/fields';
import { Route, sendAnswer } from '../operations/route';
import { RequestProblem } from '../problems/problem';
import { idempotencyKeyOf, partOf, queryOf, type ApiRequest } from '../requests/parts';
import { eraseSubject, listSubjectEntries } from './subjects.operations';

@Controller()
export class SubjectsController {
  constructor(
    private readonly access: Access,
    private readonly texts: PersonalTexts,
    private readonly queries: QueryBus,
  ) {}

  /** First the access journal says it, then the rows go: what is between the two is repeated by every start. */
  @Route(eraseSubject)
  async erase(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const by = request.asker?.actor;
    invariant(by, 'who erases has shown who he is');
    const key = idempotencyKeyOf(request);
    const { reason } = accept(whyInput, request.body);
    const keys = await this.keysOf(request);
    const { entry } = await this.access.journal.submit(by, key, {
      type: 'EraseSubject',
      keys,
      reason,
    });
    invariant(entry.type === 'SubjectErased', 'an erasure is answered by its entry');
    await this.access.holds(Number(entry.seq));
    await this.texts.destroy(keys);
    const { id, ledger, seq, recordedAt } = entry;
    sendAnswer(reply.status(201), eraseSubject, { id, ledger, seq, recordedAt, keys });
  }

  @Route(listSubjectEntries)
  async entries(@Req() request: ApiRequest) {
    const { cursor, limit } = queryOf(request, listSubjectEntries.query);
    const page = { ...(cursor && { cursor }), ...(limit && { limit: Number(limit) }) };
    return this.queries.execute(new ListSubjectEntries(await this.keysOf(request), page));
  }

  /** @throws RequestProblem SubjectNotFound, RequestMalformed; Refusal PersonalTextNotKept; SubjectKeysUnavailable */
  private async keysOf(request: ApiRequest): Promise<string[]> {
    const rule = 'Give the id of a subject: 1 to 128 of A-Z, a-z, 0-9, point, _ and -.';
    const keys = await this.texts.keysOf(partOf(request, 'subject', subjectPattern, rule));
    if (keys.length > 0) return keys;
    const detail = 'No key is kept for this subject: there never was personal text, or it is erased.';
    throw new RequestProblem('SubjectNotFound', detail);
  }
}
