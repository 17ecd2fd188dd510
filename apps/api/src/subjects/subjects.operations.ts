import { z } from 'zod';
import { whyInput } from '@commands/input/fields';
import { changed, changeProblems, changeQuery } from '../access/changes.operations';
import { next, seq, ledgerId } from '../answers/read.schemas';
import type { Operation } from '../operations/operation';
import { pageFields } from '../requests/reading';

const underSubject = '/v1/subjects/:subject';

const key = z.string().meta({ description: 'Id of the key: 16 hex digits.', examples: ['9f2c1a7be0d34c55'] });

export const eraseSubject = {
  id: 'eraseSubject',
  permission: { to: 'erasePersonal', of: 'every' },
  method: 'POST',
  path: `${underSubject}/erase`,
  tag: 'Personal text',
  summary: 'Erase all personal text about a person',
  description:
    'Destroys the key of the person permanently, in all ledgers: a process stops using it as soon as it has read the entry in the response. Entries and their proofs stay unchanged.',
  isKeyed: true,
  query: changeQuery,
  body: { schema: whyInput, example: { reason: 'Request of 2026-11-30, case 4711' } },
  answers: changed,
  problems: [...changeProblems, 'SubjectNotFound', 'PersonalTextNotKept', 'NotReady'],
} as const satisfies Operation;

export const listSubjectEntries = {
  id: 'listSubjectEntries',
  permission: { to: 'erasePersonal', of: 'every' },
  method: 'GET',
  path: `${underSubject}/entries`,
  tag: 'Personal text',
  summary: 'List the entries that have personal text about a person',
  description:
    'Those of the access journal (`_access`), then those of all ledgers, ledger by ledger in order of seq. Nothing of the text is shown.',
  query: z.strictObject({ limit: pageFields.limit, cursor: pageFields.cursor }),
  answers: [
    {
      status: 200,
      description: 'The entries.',
      schema: z.object({
        items: z
          .array(
            z
              .object({
                ledger: ledgerId,
                seq,
                what: z
                  .enum(['account', 'hold', 'principal', 'proposal', 'transaction'])
                  .meta({ description: 'What the entry opened, placed, added, proposed or posted.' }),
                id: z.string().meta({
                  description: 'Id of the transaction, hold, principal or proposal, or path of the account.',
                }),
                key,
              })
              .meta({ id: 'SubjectEntry' }),
          )
          .meta({ description: 'The entries.' }),
        next,
      }),
      example: {
        items: [
          {
            ledger: 'acme',
            seq: '1024',
            what: 'transaction',
            id: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
            key: '9f2c1a7be0d34c55',
          },
        ],
        next: null,
      },
    },
  ],
  problems: ['RequestMalformed', 'SubjectNotFound', 'PersonalTextNotKept', 'NotReady'],
} as const satisfies Operation;
