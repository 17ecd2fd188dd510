import { z } from 'zod';
import { formed } from '@commands/input/text';
import { underLedger, type Operation } from '../operations/operation';
import { next } from '../answers/read.schemas';
import { pageFields } from '../requests/reading';

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
  permission: { to: 'readProofs', of: 'ledger' },
  method: 'GET',
  path: `${underLedger}/checkpoint`,
  tag: 'Proof',
  summary: 'Read the newest checkpoint: the signed number and root hash of all entries',
  description:
    'A signed note of c2sp.org/tlog-checkpoint. Keep a copy elsewhere: with it you detect a journal that was truncated or rewritten, whatever keys were used.',
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
  permission: { to: 'readProofs', of: 'ledger' },
  method: 'GET',
  path: `${underLedger}/checkpoints`,
  tag: 'Proof',
  summary: 'List all checkpoints, the newest first',
  description: 'Every checkpoint that the notary has released, as it was signed.',
  query: checkpointsQuery,
  answers: [
    {
      status: 200,
      description: 'A page of checkpoints.',
      schema: z
        .object({
          items: z
            .array(
              z.object({
                size: z.string().meta({ description: 'How many entries it covers.', examples: ['1024'] }),
                root: z.string().meta({ description: 'Root hash over the entries (RFC 6962), in base64.' }),
                note: z.string().meta({ description: 'The checkpoint as it was signed.' }),
              }),
            )
            .meta({ description: 'The checkpoints of this page.' }),
          next,
        })
        .meta({ id: 'CheckpointPage' }),
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
  permission: { to: 'readProofs', of: 'ledger' },
  method: 'GET',
  path: `${underLedger}/checkpoints/:size`,
  tag: 'Proof',
  summary: 'Read the checkpoint of a number of entries',
  description: 'A signed note. Not every number of entries has a checkpoint.',
  query: z.strictObject({}),
  answers: [{ status: 200, description: 'The checkpoint.', ...asText, example: note }],
  problems: ['RequestMalformed', 'LedgerNotFound', 'CheckpointNotFound', 'NotReady'],
} as const satisfies Operation;

export const proofQuery = z.strictObject({
  size: size('Number of entries of the checkpoint to prove it under. Default: the newest.').exactOptional(),
});

export const getEntryProof = {
  id: 'getEntryProof',
  permission: { to: 'readProofs', of: 'ledger' },
  method: 'GET',
  path: `${underLedger}/entries/:seq/proof`,
  tag: 'Proof',
  summary: 'Read the proof that an entry is in the journal',
  description:
    'The text of c2sp.org/tlog-proof@v1: the sibling hashes from the leaf up, and the checkpoint they lead to. It reveals no other entry. `npx ledger proof check` checks it offline, with the entry and the key of the notary.',
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
  from: size('Number of entries of the older checkpoint.'),
  to: size('Number of entries of the newer checkpoint. Default: the newest.').exactOptional(),
});

export const getConsistency = {
  id: 'getConsistency',
  permission: { to: 'readProofs', of: 'ledger' },
  method: 'GET',
  path: `${underLedger}/consistency`,
  tag: 'Proof',
  summary: 'Read the proof that one checkpoint extends an earlier one',
  description:
    'Hashes in the order of RFC 6962, 2.1.2, base64, one a line; none from 0 and between equal sizes.',
  query: consistencyQuery,
  answers: [{ status: 200, description: 'The hashes.', ...asText, example: hashes }],
  problems: ['RequestMalformed', 'LedgerNotFound', 'CheckpointNotFound', 'NotYetProved', 'NotReady'],
} as const satisfies Operation;
