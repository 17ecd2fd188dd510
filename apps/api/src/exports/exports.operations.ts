import { z } from 'zod';
import { underLedger, type Operation } from '../operation';
import { seq } from '../read.schemas';
import { seqField, timeField } from '../reading';

export const exportQuery = z
  .strictObject({
    toSeq: seqField
      .meta({
        description: 'The last entry wanted; the export ends with the append it belongs to.',
        examples: ['1024'],
      })
      .exactOptional(),
    toTime: timeField,
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
  method: 'GET',
  path: `${underLedger}/export`,
  tag: 'Journal',
  summary: 'Take the journal away as files that prove it to anybody',
  description:
    'A tar archive of what `npx ledger export` writes into a folder: entries and Merkle tree in the layout of ' +
    'tlog-tiles, seals, keys, checkpoints and, last, `manifest.json`. An archive without a manifest was interrupted. ' +
    'It reads the journal itself, so it is never behind.',
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

const figures = { currency: z.string(), posted: z.string(), available: z.string(), version: z.string() };

const accountLine = z.union([
  z.object({
    format: z.literal('ledger-account-export/v1'),
    log: z.string(),
    ledger: z.string(),
    account: z.string(),
    checkpoint: z.string().meta({ description: 'Signed note under which every entry is proved.' }),
  }),
  z.object({
    seq,
    lines: z.array(z.object({ posting: z.int(), side: z.string(), amount: z.string(), ...figures })),
    entry: z.string().meta({ description: 'The stored bytes of the entry, as text.' }),
    proof: z.string().meta({ description: 'tlog-proof of the entry under the checkpoint.' }),
  }),
  z.object({
    end: z.object({
      entries: z.string(),
      closing: z.array(z.object(figures)),
      keys: z.object({ root: z.string(), events: z.array(z.looseObject({})) }),
    }),
  }),
]);

export const exportAccount: Operation = {
  id: 'exportAccount',
  method: 'GET',
  path: `${underLedger}/accounts/:path/export`,
  tag: 'Journal',
  summary: 'Take the statement and history of one account away, with a proof for every line',
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
