import { z } from 'zod';
import { underLedger, type Operation } from '../operation';
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
