import { z } from 'zod';
import { formed } from '@commands/text';
import { underLedger, type Operation } from '../operation';
import { pageFields } from '../reading';

const sizePattern = /^(?:0|[1-9][0-9]{0,14})$/;

const size = (description: string) =>
  formed(sizePattern, 'a number of entries: digits without leading zeros', {
    description,
    examples: ['1024'],
  });

const note =
  'ledger.local/acme\n1024\nIiQu3oWUZVWkN6BzCqPkd209aPKfcgS4qEEK1uZUKKc=\n\n— ledger.local/acme YG3Ypo…\n';
const hashes = 'gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\nB95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n';

const asText = { contentType: 'text/plain', schema: z.string() } as const;

export const getCheckpoint = {
  id: 'getCheckpoint',
  method: 'GET',
  path: `${underLedger}/checkpoint`,
  tag: 'Proof',
  summary: 'The newest checkpoint: how many entries there are, and what they are, signed',
  description:
    'A signed note of c2sp.org/tlog-checkpoint. Keep one outside: with it nobody, whatever keys they hold, can show you a journal that was cut off or rewritten before it.',
  query: z.strictObject({}),
  answers: [{ status: 200, description: 'The checkpoint.', ...asText, example: note }],
  problems: ['RequestMalformed', 'LedgerNotFound', 'CheckpointNotFound', 'NotReady'],
} as const satisfies Operation;

export const checkpointsQuery = z.strictObject({
  limit: pageFields.limit,
  cursor: size('`next` of the page before.').exactOptional(),
});

export const listCheckpoints = {
  id: 'listCheckpoints',
  method: 'GET',
  path: `${underLedger}/checkpoints`,
  tag: 'Proof',
  summary: 'All checkpoints, the newest first',
  query: checkpointsQuery,
  answers: [
    {
      status: 200,
      description: 'A page of checkpoints.',
      schema: z.object({
        items: z.array(
          z.object({
            size: z.string().meta({ description: 'How many entries it is about.', examples: ['1024'] }),
            root: z.string().meta({ description: 'Base64 of the root over them (RFC 6962).' }),
            note: z.string().meta({ description: 'The checkpoint as it was signed.' }),
          }),
        ),
        next: z
          .string()
          .nullable()
          .meta({ description: 'Pass it as `cursor` for the next page; null after the last.' }),
      }),
      example: {
        items: [{ size: '1024', root: 'IiQu3oWUZVWkN6BzCqPkd209aPKfcgS4qEEK1uZUKKc=', note }],
        next: '1024',
      },
    },
  ],
  problems: ['RequestMalformed', 'LedgerNotFound', 'NotReady'],
} as const satisfies Operation;

export const getCheckpointOfSize = {
  id: 'getCheckpointOfSize',
  method: 'GET',
  path: `${underLedger}/checkpoints/:size`,
  tag: 'Proof',
  summary: 'The checkpoint of so many entries',
  query: z.strictObject({}),
  answers: [{ status: 200, description: 'The checkpoint.', ...asText, example: note }],
  problems: ['RequestMalformed', 'LedgerNotFound', 'CheckpointNotFound', 'NotReady'],
} as const satisfies Operation;

export const proofQuery = z.strictObject({
  size: size('The checkpoint to prove it under; the newest without it.').exactOptional(),
});

export const getEntryProof = {
  id: 'getEntryProof',
  method: 'GET',
  path: `${underLedger}/entries/:seq/proof`,
  tag: 'Proof',
  summary: 'Proof that an entry stands in the journal, for whoever holds the entry and the key of the notary',
  description:
    'The text of c2sp.org/tlog-proof@v1: the sibling hashes from the leaf up, and the checkpoint they lead to. It tells nothing of any other entry. `npx ledger check-proof` checks it, offline.',
  query: proofQuery,
  answers: [
    {
      status: 200,
      description: 'The proof.',
      ...asText,
      example: `c2sp.org/tlog-proof@v1\nindex 42\n${hashes}\n${note}`,
    },
  ],
  problems: [
    'RequestMalformed',
    'LedgerNotFound',
    'EntryNotFound',
    'CheckpointNotFound',
    'NotYetProved',
    'NotReady',
  ],
} as const satisfies Operation;

export const consistencyQuery = z.strictObject({
  from: size('Entries of the older checkpoint.'),
  to: size('Entries of the newer checkpoint; those of the newest without it.').exactOptional(),
});

export const getConsistency = {
  id: 'getConsistency',
  method: 'GET',
  path: `${underLedger}/consistency`,
  tag: 'Proof',
  summary: 'Proof that one checkpoint continues another: nothing before it was changed, removed or added',
  description:
    'Hashes in the order of RFC 6962, 2.1.2, base64, one a line; none from 0 and between equal sizes.',
  query: consistencyQuery,
  answers: [{ status: 200, description: 'The hashes.', ...asText, example: hashes }],
  problems: ['RequestMalformed', 'LedgerNotFound', 'CheckpointNotFound', 'NotYetProved', 'NotReady'],
} as const satisfies Operation;
