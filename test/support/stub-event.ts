import { withAdded, type Files } from './changed-project';

const rule = `export interface NoteTaken {
  readonly type: 'NoteTaken';
  readonly body: { readonly text: string };
}
`;

const declaration = `  NoteTaken: {
    meaning: 'Somebody noted something about the ledger.',
    leavesNoRows: true,
    act: ofWhole('configure', 'EndImport'),
    body: { text: always(text, 'What was noted.') },
    example: { text: 'The auditors were here.' },
  },
`;

const at = {
  rule: 'libs/ledger/src/periods/note.ts',
  ledger: 'libs/ledger/src/ledger.ts',
  declaration: 'libs/entries/src/events/ledger-events.ts',
  readModels: 'libs/read-models/src/batch/take-entry.ts',
  verifier: 'libs/verifier/src/journal/terms-book.ts',
  comparison: 'apps/cli/src/verify/tables/implied-rows.ts',
};

/** What one more event, `NoteTaken`, takes: every file of the product that is written by hand, in the order of CONTRIBUTING.md. */
export const stubEvent: Files = {
  [at.rule]: rule,
  [at.ledger]: withAdded(
    at.ledger,
    ["import type { LedgerState } from './state';\n", "import type { NoteTaken } from './periods/note';\n"],
    ['  | importing.ImportEnded\n', '  | NoteTaken\n'],
    [
      '  PeriodReopened: (state, { body }) => period.periodReopened(state, body),\n',
      '  NoteTaken: () => undefined,\n',
    ],
  ),
  [at.declaration]: withAdded(at.declaration, ['export const ledgerEvents = {\n', declaration]),
  [at.verifier]: withAdded(at.verifier, [
    "      case 'ImportEnded':\n        return this.importEnded(seq);\n",
    "      case 'NoteTaken':\n        return;\n",
  ]),
};

/** What it takes where it leaves rows. */
export const stubEventWithRows: Files = {
  ...stubEvent,
  [at.declaration]: stubEvent[at.declaration]!.replace('    leavesNoRows: true,\n', ''),
  [at.readModels]: withAdded(at.readModels, [
    'const takes: { readonly [Type in TypeWithRows]: Take<EventOf<Type>> } = {\n',
    '  NoteTaken({ importsEnded }, names) {\n    importsEnded.add(names.number);\n  },\n',
  ]),
  [at.comparison]: withAdded(at.comparison, ["      case 'ImportEnded':\n", "      case 'NoteTaken':\n"]),
};

/** The file that the compiler names while one of them lacks the stub. */
export const namedWithout: Readonly<Record<string, string>> = {
  [at.rule]: at.ledger,
  [at.ledger]: at.declaration,
  [at.declaration]: 'libs/entries/src/events/events.ts',
  [at.readModels]: at.readModels,
  [at.verifier]: at.verifier,
  [at.comparison]: at.comparison,
};

const table = 'libs/read-models/src/transactions/transactions.table.ts';
const projector = 'libs/read-models/src/transactions/transactions.projector.ts';
const rows = 'apps/cli/src/verify/tables/movement-rows.ts';

/** What one more column, `note` of `transactions`, takes beside its migration. */
export const stubColumn: Files = {
  [table]: withAdded(table, ['  category: nullable(text),\n', '  note: nullable(text),\n']),
  [projector]: withAdded(projector, [
    '  category: ({ entry }) => entry.body.category,\n',
    '  note: ({ entry }) => entry.body.description,\n',
  ]),
  [rows]: withAdded(rows, ['      category: body.category,\n', '      note: body.description,\n']),
};
