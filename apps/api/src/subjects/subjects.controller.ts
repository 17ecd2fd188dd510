import { Controller, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { accessJournalId } from '@access/access-book';
import { accept } from '@commands/input/malformed';
import { subjectPattern } from '@commands/input/personal';
import { PersonalTexts } from '@personal/personal-texts';
import { ListSubjectEntries, type SubjectEntry } from '@read-models/personal/subject-entries.queries';
import { Access } from '../access/access';
import { AccessChanges } from '../access/access-changes';
import { whyInput } from '@commands/input/fields';
import type { Operation } from '../operations/operation';
import { Route } from '../operations/route';
import { RequestProblem } from '../problems/problem';
import { partOf, queryOf, type ApiRequest } from '../requests/parts';
import { eraseSubject, listSubjectEntries } from './subjects.operations';

@Controller()
export class SubjectsController {
  constructor(
    private readonly access: Access,
    private readonly changes: AccessChanges,
    private readonly texts: PersonalTexts,
    private readonly queries: QueryBus,
  ) {}

  /** The access journal says it first; {@link Erasures} then lets the key go, in this process and every other. */
  @Route<Operation>(eraseSubject)
  async erase(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const { reason } = accept(whyInput, request.body);
    const keys = await this.keysOf(request);
    await this.changes.change(request, reply, { type: 'EraseSubject', keys, reason });
  }

  @Route(listSubjectEntries)
  async entries(@Req() request: ApiRequest) {
    const { cursor, limit } = queryOf(request, listSubjectEntries.query);
    const page = { ...(cursor && { cursor }), ...(limit && { limit: Number(limit) }) };
    const keys = await this.keysOf(request);
    return this.queries.execute(new ListSubjectEntries(keys, page, this.inAccess(keys)));
  }

  /** Entries of the access journal, which no table has. @throws Refusal AccessNotKnown */
  private inAccess(wanted: readonly string[]): SubjectEntry[] {
    const entries = [...this.access.state().personalEntries.values()];
    return entries.flatMap(({ seq, what, id, keys }) =>
      keys
        .filter((key) => wanted.includes(key))
        .map((key) => ({ ledger: accessJournalId, seq: String(seq), what, id, key })),
    );
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
