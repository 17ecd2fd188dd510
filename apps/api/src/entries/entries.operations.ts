import { events } from '@entries/events/events';
import { z } from 'zod';
import { underLedger, type Operation } from '../operations/operation';

const seq = (description: string) =>
  z
    .string()
    .regex(/^(?:0|[1-9][0-9]{0,14})$/, { error: 'Give a seq: digits without leading zeros.' })
    .meta({ description });

export const entriesQuery = z.strictObject({
  from: seq('The first entry to return. Default 0, the beginning of the journal.').exactOptional(),
  limit: z
    .string()
    .regex(/^[1-9][0-9]{0,8}$/, { error: 'Give a whole number of at least 1.' })
    .meta({ description: 'Maximum number of entries to return. Default: all, to the end of the journal.' })
    .exactOptional(),
});

const line = z
  .object({
    entry: z
      .looseObject({})
      .meta({ description: 'The stored bytes of the entry, which is what is hashed and sealed.' }),
    seal: z.string().exactOptional().meta({ description: 'Signed note over the append; on its last entry.' }),
  })
  .meta({ id: 'EntryLine' });

const entryExamples = Object.fromEntries(
  Object.entries(events).map(([type, event]) => [type, exampleOf(type, event.example)]),
);
const example = entryExamples['LedgerOpened'];

function exampleOf(type: string, body: object) {
  const entry = {
    actor: { at: '20', grant: '4', sub: 'admin' },
    body,
    id: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
    ledger: 'acme',
    prev: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    recordedAt: '2026-11-22T05:57:37.123Z',
    seq: '0',
    type,
    v: 1,
  };
  return { entry };
}

export const listEntries: Operation = {
  id: 'listEntries',
  permission: { to: 'readJournal', of: 'whole' },
  method: 'GET',
  path: `${underLedger}/entries`,
  tag: 'Journal',
  summary: 'Read the journal, entry by entry, as it is stored',
  description:
    'Lines in the order of the journal; an auditor can replay and verify them. Reads the journal itself, so the answer is always current.',
  query: entriesQuery,
  answers: [
    {
      status: 200,
      description: 'One entry a line.',
      contentType: 'application/x-ndjson',
      schema: line,
      example,
    },
  ],
  problems: ['RequestMalformed', 'LedgerNotFound', 'NotReady'],
};

export const getEntry: Operation = {
  id: 'getEntry',
  permission: { to: 'readJournal', of: 'whole' },
  method: 'GET',
  path: `${underLedger}/entries/:seq`,
  tag: 'Journal',
  summary: 'Read one entry of the journal as it is stored',
  description:
    'The bytes that were hashed and sealed. Reads the journal itself, so the answer is always current.',
  query: z.strictObject({}),
  answers: [
    { status: 200, description: 'The entry; one of each type.', schema: line, examples: entryExamples },
  ],
  problems: ['RequestMalformed', 'LedgerNotFound', 'EntryNotFound', 'NotReady'],
};
