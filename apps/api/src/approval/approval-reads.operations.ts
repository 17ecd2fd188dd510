import { z } from 'zod';
import { approvableTypes } from '@ledger/approval/approvable';
import { amountOfCurrency, recordedAt, seq } from '../answers/read.schemas';
import { underLedger, type Operation } from '../operations/operation';

const tag = 'Approvals';
const problems = ['LedgerNotFound', 'LedgerBusy'] as const;

const seqOfJournal = seq.meta({ description: 'The last entry of the journal that the answer includes.' });

const command = z
  .looseObject({ type: z.enum(approvableTypes).meta({ description: 'Its type.' }) })
  .meta({ description: 'The command, as the entry of the proposal has it.' });

export const listProposals = {
  id: 'listProposals',
  permission: { to: 'readFigures', of: 'whole' },
  method: 'GET',
  path: `${underLedger}/proposals`,
  tag,
  summary: 'List the open proposals',
  description:
    'What waits for the approval of other persons, in the order in which it was proposed, from the end of the journal. ' +
    'Proposals that are over are in the journal.',
  query: z.strictObject({}),
  answers: [
    {
      status: 200,
      description: 'The open proposals.',
      schema: z.object({
        items: z
          .array(
            z
              .object({
                id: z.string().meta({ format: 'uuid', description: 'Id of the proposal.' }),
                seq: seq.meta({ description: 'The entry that made it.' }),
                maker: z.string().meta({ description: 'Id of the principal who made it.' }),
                command,
                hash: z.string().meta({ description: 'Hash of the command, which an approval names.' }),
                approvals: z.string().meta({ description: 'How many persons have to approve it.' }),
                approvedBy: z
                  .array(z.string())
                  .meta({ description: 'Ids of the principals who have approved it.' }),
                expiresAt: recordedAt.meta({ description: 'From this time on it cannot be approved.' }),
              })
              .meta({ id: 'OpenProposal' }),
          )
          .meta({ description: 'The proposals.' }),
        seq: seqOfJournal,
      }),
      example: {
        items: [
          {
            id: '01a20847-1958-78dc-a2ab-3c624e3443ee',
            seq: '1030',
            maker: 'payouts',
            command: {
              type: 'PostTransaction',
              postings: [
                { account: 'customers:alice:wallet', amount: '25000.00', currency: 'EUR', side: 'debit' },
                { account: 'bank', amount: '25000.00', currency: 'EUR', side: 'credit' },
              ],
            },
            hash: '64L9GTWL1B3rbjFGk_UqecjJYqtPnIS_341qXE2TTU8',
            approvals: '1',
            approvedBy: [],
            expiresAt: '2026-11-29T05:57:37.123Z',
          },
        ],
        seq: '1031',
      },
    },
  ],
  problems,
} as const satisfies Operation;

export const getApprovalRules = {
  id: 'getApprovalRules',
  permission: { to: 'readTerms', of: 'whole' },
  method: 'GET',
  path: `${underLedger}/approval-rules`,
  tag,
  summary: 'Read which commands need the approval of other persons',
  description: 'The rules in force, from the end of the journal.',
  query: z.strictObject({}),
  answers: [
    {
      status: 200,
      description: 'The rules.',
      schema: z.object({
        rules: z
          .array(
            z
              .object({
                name: z.string().meta({ description: 'Name of the rule, unique in the ledger.' }),
                commands: z
                  .array(z.enum(approvableTypes))
                  .meta({ description: 'The commands it applies to.' }),
                accounts: z.array(z.string()).exactOptional().meta({
                  description: 'Only where one of these accounts, or one below, is touched.',
                }),
                above: z
                  .array(amountOfCurrency)
                  .exactOptional()
                  .meta({ description: 'Only where the debits add up to more in a currency.' }),
                approvals: z.string().meta({ description: 'How many persons have to approve.' }),
              })
              .meta({ id: 'ApprovalRule' }),
          )
          .meta({ description: 'All rules, in order of name; empty where nothing needs approval.' }),
        seq: seqOfJournal,
      }),
      example: {
        rules: [
          {
            name: 'payouts',
            commands: ['PostTransaction'],
            accounts: ['bank'],
            above: [{ amount: '10000.00', currency: 'EUR' }],
            approvals: '1',
          },
        ],
        seq: '1031',
      },
    },
  ],
  problems,
} as const satisfies Operation;
