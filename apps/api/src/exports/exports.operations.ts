import { z } from 'zod';
import { underLedger, type Operation } from '../operations/operation';
import {
  amount,
  available,
  currency,
  ledgerId,
  path,
  posted,
  seq,
  side,
  version,
} from '../answers/read.schemas';
import { seqField, timeField } from '../requests/reading';

export const exportQuery = z
  .strictObject({
    toSeq: seqField
      .meta({
        description: 'The last entry to export; the export ends with the append that contains it.',
        examples: ['1024'],
      })
      .exactOptional(),
    toTime: timeField('Leave out what was recorded after this time.'),
  })
  .check((context) => {
    const { toSeq, toTime } = context.value;
    if (toSeq === undefined || toTime === undefined) return;
    const message = 'Give a seq or a time, not both.';
    context.issues.push({
      code: 'custom',
      input: context.value,
      path: ['toTime'],
      message,
      params: { code: 'Repeated' },
    });
  });

export const exportLedger: Operation = {
  id: 'exportLedger',
  cost: 1_000,
  permission: { to: 'readJournal', of: 'whole' },
  method: 'GET',
  path: `${underLedger}/export`,
  tag: 'Journal',
  summary: 'Export the journal as independently verifiable files',
  description:
    'A tar archive of what `npx ledger export` writes into a folder: entries and Merkle tree in the layout of ' +
    'tlog-tiles, seals, keys, checkpoints and, last, `manifest.json`. An archive without a manifest is incomplete. ' +
    'Reads the journal itself, so the answer is always current.',
  query: exportQuery,
  answers: [
    {
      status: 200,
      description: 'The archive.',
      contentType: 'application/x-tar',
      schema: z.string().meta({ format: 'binary' }),
    },
  ],
  problems: ['RequestMalformed', 'LedgerNotFound', 'EntryNotFound', 'NotReady'],
};

const figures = { currency, posted, available, version };

const accountLine = z.union([
  z.object({
    format: z.literal('ledger-account-export/v1').meta({ description: 'Name and version of the format.' }),
    log: z.string().meta({ description: 'Name of the ledger in seals and checkpoints.' }),
    ledger: ledgerId,
    account: path,
    checkpoint: z.string().meta({ description: 'Signed note under which every entry is proved.' }),
  }),
  z.object({
    seq,
    lines: z
      .array(
        z.object({
          posting: z.int().meta({ description: 'Place in its transaction, from 0.' }),
          side,
          amount,
          ...figures,
          line: z.string().meta({
            description: 'Count of all lines of the account, this one included: without gaps from 1.',
          }),
        }),
      )
      .meta({
        description:
          'What the entry posts, sets aside or releases on the account, with the figures after each line.',
      }),
    entry: z.string().meta({ description: 'The stored bytes of the entry, as text.' }),
    proof: z
      .string()
      .meta({ description: 'Proof of the entry under the checkpoint, as a text of tlog-proof.' }),
  }),
  z.object({
    end: z
      .object({
        entries: z.string().meta({ description: 'Number of entries above.' }),
        lines: z.string().meta({ description: 'Number of lines of the account in all entries above.' }),
        closing: z
          .array(z.object(figures))
          .meta({ description: 'The figures after the last posting, one per currency.' }),
        keys: z
          .object({
            root: z.string().meta({ description: 'Verifier key of the root.' }),
            events: z.array(z.looseObject({})).meta({ description: 'Every change of the keys, in order.' }),
          })
          .meta({ description: 'The keys that the proofs and seals are checked with.' }),
      })
      .meta({ description: 'The last line, with the totals.' }),
  }),
]);

export const exportAccount: Operation = {
  id: 'exportAccount',
  cost: 100,
  permission: { to: 'readJournal', of: 'node' },
  method: 'GET',
  path: `${underLedger}/accounts/:path/export`,
  tag: 'Journal',
  summary: 'Export the statement and history of one account, with a proof for every line',
  description:
    'The first line has the newest checkpoint, the last one the closing figures; between them stands every entry ' +
    'that speaks of the account and that the checkpoint covers. Lines without the last one were interrupted. The ' +
    'journal is walked for it, from its first entry to the checkpoint.',
  query: z.strictObject({}),
  answers: [
    {
      status: 200,
      description: 'A header, a line for each entry, an end.',
      contentType: 'application/x-ndjson',
      schema: accountLine,
      example: {
        format: 'ledger-account-export/v1',
        log: 'ledger.local/acme',
        ledger: 'acme',
        account: 'customers:alice:wallet',
        checkpoint:
          'ledger.local/acme\n70000\nIiQu3oWUZVWkN6BzCqPkd209aPKfcgS4qEEK1uZUKKc=\n\n— ledger.local/acme …\n',
      },
    },
  ],
  problems: ['RequestMalformed', 'LedgerNotFound', 'AccountNotFound', 'CheckpointNotFound', 'NotReady'],
};
