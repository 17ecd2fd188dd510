import { ChangedProject, withAdded, type Files } from '../support/changed-project';
import { spansIn } from '../support/markdown';
import { page } from '../support/pages';
import { rowsOfLedger, stubCommand } from '../support/stub-command';

const ledger = 'libs/ledger/src/ledger.ts';
/** Every operation is looked at here, which takes the compiler seconds. */
const operations = 'apps/api/src/operations/operations.ts';
const paths = Object.keys(stubCommand);
const declared = paths.find((path) => path.startsWith('libs/commands/'))!;
const served = paths.find((path) => path.endsWith('.operations.ts'))!;

const project = new ChangedProject();

/** What the compiler says of the stub while files are left out, as far as it names the stub. */
function faultsWithout(left: readonly string[], looked: readonly string[]): string[] {
  const files = Object.fromEntries(Object.entries(stubCommand).filter(([path]) => !left.includes(path)));
  return naming(project.faults(files, looked));
}

function naming(faults: readonly string[]): string[] {
  return faults.filter((fault) => /TagTransaction|TransactionTagged|tagging|tag-transaction/.test(fault));
}

describe('a command that is added', () => {
  it('costs at most 8 files of the product and its documentation', () => {
    expect(project.faults(stubCommand, [operations, 'apps/api/src/api.module.ts'])).toEqual([]);
    expect(paths.length).toBeLessThanOrEqual(8);
  });

  it.each(paths.filter((path) => path.endsWith('.ts') && path !== served))(
    'is named by the compiler while it is left out of %s',
    (path) => {
      const events = 'libs/entries/src/events/events.ts';
      expect(faultsWithout([path], [ledger, events])).not.toEqual([]);
    },
  );

  it.each([
    ['no operation', [served]],
    ['neither declaration nor operation', [declared, served]],
  ])('is named by the compiler while it has %s', (_what, left) => {
    expect(faultsWithout(left, [operations])).toContainEqual(
      expect.stringContaining('no operation submits TagTransaction'),
    );
  });

  it.each(Object.keys(rowsOfLedger))('is named by the compiler while it is left out of the %s', (left) => {
    const rows = Object.entries(rowsOfLedger).filter(([name]) => name !== left);
    const changed: Files = { ...stubCommand, [ledger]: withAdded(ledger, ...rows.map(([, row]) => row)) };

    expect(naming(project.faults(changed, []))).not.toEqual([]);
  });

  it('is named by the compiler while the model of the property tests does not know it', () => {
    const model = 'test/property/naive-ledger.ts';
    expect(naming(project.faults(stubCommand, [model]))).toContainEqual(expect.stringContaining(model));
  });

  it('is added as CONTRIBUTING.md says, which names each file or its folder', () => {
    const [, list = ''] =
      /^\*\*A command\.\*\* (.*?)^\*\*A refusal\.\*\*/ms.exec(page('CONTRIBUTING.md').text) ?? [];
    const named = spansIn(list).map((span) => span.replace('*', ''));

    expect(paths.filter((path) => !named.some((name) => path.includes(name)))).toEqual([]);
  });
});

describe('a field of an answer', () => {
  const read = 'apps/api/src/holds/hold-reads.controller.ts';
  const schema = 'apps/api/src/holds/hold-reads.operations.ts';
  const query = 'libs/read-models/src/holds/holds.queries.ts';
  const alike = { [schema]: withAdded(schema), [query]: withAdded(query) };

  it.each([
    [
      'its schema alone',
      { ...alike, [schema]: withAdded(schema, ['const hold = {\n', '  origin: path,\n']) },
    ],
    [
      'the type of its query alone',
      {
        ...alike,
        [query]: withAdded(query, ['export interface HoldItem {\n', '  readonly origin?: string;\n']),
      },
    ],
  ])('is named by the compiler while it stands in %s', (_where, changed) => {
    const differs = expect.stringContaining('the answer differs from the schema of the operation');

    expect(project.faults(alike, [read])).toEqual([]);
    expect(project.faults(changed, [read])).toContainEqual(differs);
  });
});

describe('a column of a table', () => {
  const table = 'libs/read-models/src/periods/periods.table.ts';
  const projector = 'libs/read-models/src/periods/periods.projector.ts';
  const verifier = 'apps/cli/src/verify/tables/terms-rows.ts';

  it('costs three files beside its migration: while it is declared alone, the compiler names the other two', () => {
    const declared = withAdded(table, ["new Table('periods', {\n", '  stub: text,\n']);
    const faults = project.faults({ [table]: declared }, [projector, verifier]);

    for (const path of [projector, verifier])
      expect(faults).toContainEqual(expect.stringMatching(new RegExp(`^${path}: .*stub`)));
  });
});
