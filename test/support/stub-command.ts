import { withAdded, type Files } from './changed-project';

/** The rule of the stub, with its event. */
const rule = `import { Refusal } from '../refusal';
import type { LedgerState } from '../state';

export interface TagTransaction {
  readonly type: 'TagTransaction';
  readonly transaction: string;
  readonly tags: readonly string[];
}

export interface TransactionTagged {
  readonly type: 'TransactionTagged';
  readonly body: { readonly tags: readonly string[]; readonly transaction: string };
}

/** @throws Refusal TransactionNotFound */
export function tagTransaction(state: LedgerState, { transaction, tags }: TagTransaction): TransactionTagged[] {
  if (state.transactions.get(transaction) === undefined)
    throw new Refusal('TransactionNotFound', 'The ledger has no transaction with this id.', { transaction });
  return [{ type: 'TransactionTagged', body: { tags, transaction } }];
}
`;

const declaration = `import { z } from 'zod';
import { declare } from '../declaration';
import { conditional } from '../input/conditions';
import { tags } from '../input/fields';
import { plainReceipt } from '../receipt';

export const TagTransaction = declare({
  type: 'TagTransaction',
  permission: 'maintain',
  reach: () => ({}),
  target: 'transaction',
  input: z.strictObject({ tags, ...conditional }),
  answer: 'TransactionTagged',
  receipt: plainReceipt,
});
`;

const operation = `export const tagTransaction = submitting(TagTransaction, {
  ...command,
  answers: plainAnswers,
  id: 'tagTransaction',
  method: 'PUT',
  path: \`\${underLedger}/transactions/:id/tags\`,
  summary: 'Tag a transaction',
  description: 'Replaces the tags that it has.',
  example: { tags: ['card'] },
  problems: [...commandProblems, 'TransactionNotFound'],
});

`;

const declaredEvent = `  TransactionTagged: {
    meaning: 'The tags of a transaction were replaced.',
    act: () => ({ permission: 'maintain', command: 'TagTransaction', reach: {} }),
    body: {
      tags: always(texts, 'All tags that it has from now on, ascending.'),
      transaction: always(id, 'Id of the transaction.'),
    },
    example: { tags: ['card'], transaction: '01a20847-1958-78dc-a2ab-3c624e3443ee' },
  },
`;

/** As test/architecture/catalogues.spec.ts writes it. */
const documented = `
## TransactionTagged

Since version 1. The tags of a transaction were replaced.
`;

const ledger = 'libs/ledger/src/ledger.ts';
const declaredEvents = 'libs/entries/src/events/transaction-events.ts';
const events = 'docs/EVENTS.md';
const operations = 'apps/api/src/transactions/transactions.operations.ts';
const changelog = 'CHANGELOG.md';

/** The rows of the stub in ledger.ts, each with the one behind which it stands. */
export const rowsOfLedger: Readonly<Record<string, readonly [behind: string, row: string]>> = {
  import: [
    "import type { LedgerState } from './state';\n",
    "import * as tagging from './transactions/tagging';\n",
  ],
  'union of commands': ['  | reversal.ReverseTransaction\n', '  | tagging.TagTransaction\n'],
  'union of events': ['  | transaction.TransactionPosted\n', '  | tagging.TransactionTagged\n'],
  'table of rules': ['  ReopenPeriod: period.reopenPeriod,\n', '  TagTransaction: tagging.tagTransaction,\n'],
  'table of what is applied': [
    '  PeriodReopened: (state, { body }) => period.periodReopened(state, body),\n',
    '  TransactionTagged: () => undefined,\n',
  ],
};

/**
 * What one more command, `TagTransaction`, takes with its event: every file of the product and of its documentation, in
 * the order of CONTRIBUTING.md.
 */
export const stubCommand: Files = {
  'libs/ledger/src/transactions/tagging.ts': rule,
  [ledger]: withAdded(ledger, ...Object.values(rowsOfLedger)),
  [declaredEvents]: withAdded(declaredEvents, ['export const transactionEvents = {\n', declaredEvent]),
  [events]: withAdded(events, ['', documented]),
  'libs/commands/src/transactions/tag-transaction.ts': declaration,
  [operations]: withAdded(
    operations,
    [
      "import { ReverseTransaction } from '@commands/transactions/reverse-transaction';\n",
      "import { TagTransaction } from '@commands/transactions/tag-transaction';\n",
    ],
    ['import { reversalAnswers', ', plainAnswers'],
    ['} as const;\n\n', operation],
  ),
  [changelog]: withAdded(changelog, ['### Added\n', '\n- The tags of a transaction can be replaced.\n']),
};
