import { z } from 'zod';
import { accountPath, shortName } from '@commands/input/fields';
import { formed } from '@commands/input/text';
import { principalIdPattern } from '@ledger/actor';
import { approvableTypes } from '@ledger/approval/approvable';
import { proposalEnds } from '@ledger/proposal';
import {
  amountOfCurrency,
  ledgerId,
  listOf,
  personalKeysSchema,
  seq,
  seqOfAnswer,
  time,
} from '../answers/read.schemas';
import { queryProblems, underLedger, type Operation } from '../operations/operation';
import { freshnessFields, knownFields, knownOnce, latestFirstFields } from '../requests/reading';
import { personalFields } from '../subjects/personal-fields';

const tag = 'Approvals';
const problems = ['LedgerNotFound', 'LedgerBusy'] as const;

const seqOfJournal = seq.meta({ description: 'The last entry of the journal that the answer includes.' });

const command = z.looseObject({ type: z.enum(approvableTypes).meta({ description: 'Its type.' }) }).meta({
  description: 'The command, as its entry has it: the hash is the SHA-256 of its canonical form (RFC 8785).',
});

const status = z.enum(['open', ...proposalEnds]).meta({
  description: 'A proposal is expired as soon as its time has passed, even before its expiry is recorded.',
});

const approval = z
  .object({
    principal: z.string().meta({ description: 'Id of the principal.' }),
    seq: seq.meta({ description: 'The entry of the approval.' }),
    approvedAt: time.meta({ description: 'When, in UTC.' }),
  })
  .meta({ id: 'Approval' });

const end = z
  .object({
    id: z.string().meta({ format: 'uuid', description: 'Id of the entry, such as that of the transaction.' }),
    seq,
    type: z.string().meta({ description: 'Type of the entry.' }),
    by: z.string().meta({
      description:
        'Actor of the entry: the maker, whose command was carried out or who retracted it, or who rejected it.',
    }),
    endedAt: time.meta({ description: 'When, in UTC.' }),
    reason: z.string().nullable().meta({ description: 'Why it was rejected or retracted, or null.' }),
  })
  .meta({ id: 'ProposalEnd' });

const proposal = z
  .object({
    id: z.string().meta({ format: 'uuid', description: 'Id of the proposal.' }),
    ledger: ledgerId,
    seq: seq.meta({ description: 'The entry that made it.' }),
    status,
    rule: z.string().meta({ description: 'Name of the rule that asks for the approvals.' }),
    maker: z.string().meta({ description: 'Id of the principal who made it.' }),
    madeAt: time.meta({ description: 'When it was made, in UTC.' }),
    expiresAt: time.meta({ description: 'When it expires.' }),
    command,
    hash: z.string().meta({ description: 'Hash of the command, which an approval names.' }),
    approvals: z.string().meta({ description: 'How many persons have to approve it.' }),
    approvedBy: z.array(approval).meta({ description: 'Who has approved it, in this order.' }),
    personal: personalKeysSchema.exactOptional(),
    end: end.nullable().meta({
      description:
        'The entry that ended it: of an approved proposal, the one that carried out the command. Null while it is open.',
    }),
  })
  .meta({ id: 'Proposal' });

const example = {
  id: '01a20847-1958-78dc-a2ab-3c624e3443ee',
  ledger: 'acme',
  seq: '1030',
  status: 'approved' as const,
  rule: 'payouts',
  maker: 'wallets',
  madeAt: '2026-11-22T05:57:37.123Z',
  expiresAt: '2026-11-29T05:57:37.123Z',
  command: {
    type: 'PostTransaction' as const,
    postings: [
      { account: 'customers:alice:wallet', amount: '25000.00', currency: 'EUR', side: 'debit' },
      { account: 'bank', amount: '25000.00', currency: 'EUR', side: 'credit' },
    ],
  },
  hash: '64L9GTWL1B3rbjFGk_UqecjJYqtPnIS_341qXE2TTU8',
  approvals: '1',
  approvedBy: [{ principal: 'emma', seq: '1041', approvedAt: '2026-11-22T06:12:00.412Z' }],
  end: {
    id: '01a20854-6ad0-7d6b-8a5f-0c1d2e3f4a5b',
    seq: '1042',
    type: 'TransactionPosted',
    by: 'wallets',
    endedAt: '2026-11-22T06:12:00.412Z',
    reason: null,
  },
};

export const listProposals = {
  id: 'listProposals',
  permission: { to: 'readFigures', of: 'node' },
  method: 'GET',
  path: `${underLedger}/proposals`,
  tag,
  summary: 'List proposals; the latest first unless asked otherwise',
  description:
    'What waits for the approval of other persons (`status=open`), and what became of the rest. All parameters given ' +
    'must hold. Every page shows the proposals as they were at the seq of the first.',
  query: z
    .strictObject({
      account: accountPath.meta({ description: 'The command names this account.' }).exactOptional(),
      status: status.exactOptional(),
      command: z.enum(approvableTypes).meta({ description: 'Type of the command.' }).exactOptional(),
      maker: formed(principalIdPattern, 'the id of a principal', {
        description: 'Made by this principal.',
        examples: ['wallets'],
      }).exactOptional(),
      rule: shortName('Asked for by the rule of this name.', 'payouts').exactOptional(),
      ...latestFirstFields,
      ...freshnessFields,
      ...knownFields,
    })
    .check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'A page of proposals.',
      schema: listOf(proposal),
      example: { items: [example], next: null, seq: '1042' },
    },
  ],
  problems: queryProblems,
} as const satisfies Operation;

export const getProposal = {
  id: 'getProposal',
  permission: { to: 'readTerms', of: 'found' },
  method: 'GET',
  path: `${underLedger}/proposals/:id`,
  tag,
  summary: 'Read a proposal: what is proposed, who approved it, and what became of it',
  description:
    'Shown to its maker, and to callers who may read figures of an account that the command acts on, or of the whole ledger. ' +
    'Compute the hash of `command` yourself to be sure that you approve what you see.',
  query: z.strictObject({ ...freshnessFields, ...knownFields, ...personalFields }).check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'The proposal, and the last entry that the answer includes.',
      schema: z.object({ proposal: proposal.meta({ description: 'The proposal.' }), seq: seqOfAnswer }),
      example: { proposal: example, seq: '1042' },
    },
  ],
  problems: [...queryProblems, 'ProposalNotFound', 'PersonalTextNotKept', 'NotReady'],
} as const satisfies Operation;

export const getApprovalRules = {
  id: 'getApprovalRules',
  permission: { to: 'readTerms', of: 'whole' },
  method: 'GET',
  path: `${underLedger}/approval-rules`,
  tag,
  summary: 'Read the approval rules: which commands need the approval of other persons',
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
