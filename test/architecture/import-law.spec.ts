import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

/** Each rule of the import law, and one import that breaks it: the file, and what it should not import. */
const offences: Record<string, [file: string, imported: string]> = {
  'the-rules-are-pure': ['libs/ledger/src/a.ts', 'node:fs'],
  'the-rules-of-access-are-pure': ['libs/access/src/a.ts', 'libs/ledger/src/ledger.ts'],
  'the-edge-of-access-keeps-its-journal': ['libs/access/src/edge/a.ts', 'libs/commands/src/b.ts'],
  'entries-know-what-happened': ['libs/entries/src/a.ts', 'libs/proof/src/b.ts'],
  'proof-knows-entries-and-keys': ['libs/proof/src/a.ts', 'libs/ledger/src/ledger.ts'],
  'streams-stand-alone': ['libs/streams/src/a.ts', 'libs/entries/src/b.ts'],
  'the-journal-knows-no-rules': ['libs/journal/src/a.ts', 'libs/ledger/src/ledger.ts'],
  'one-file-of-the-journal-knows-ledgers': ['libs/journal/src/journal.ts', 'libs/verifier/src/b.ts'],
  'commands-never-trust-a-read-model': ['libs/commands/src/a.ts', 'libs/read-models/src/b.ts'],
  'personal-text-knows-keys-and-no-journal': ['libs/personal/src/a.ts', 'libs/journal/src/b.ts'],
  'read-models-see-a-stream-of-entries': ['libs/read-models/src/a.ts', 'libs/journal/src/b.ts'],
  'exports-know-the-formats': ['libs/export/src/a.ts', 'libs/journal/src/b.ts'],
  'the-verifier-knows-entries-proof-and-rules': ['libs/verifier/src/a.ts', 'libs/export/src/b.ts'],
  'the-verifier-reaches-no-writer-and-no-network': ['libs/verifier/src/b.ts', 'node:https'],
  'the-notary-knows-nothing-of-the-writer': ['libs/notary/src/a.ts', 'libs/journal/src/b.ts'],
  'workers-know-streams-alone': ['libs/worker/src/a.ts', 'libs/entries/src/b.ts'],
  'the-witness-knows-proof-alone': ['libs/witness/src/a.ts', 'libs/entries/src/b.ts'],
  'the-witness-needs-no-package': ['libs/witness/src/b.ts', 'fastify'],
  'signers-know-proof-alone': ['libs/signers/src/a.ts', 'libs/entries/src/b.ts'],
  'settings-stand-alone': ['libs/settings/src/a.ts', 'libs/ledger/src/b.ts'],
  'libraries-do-not-read-settings': ['libs/local/src/a.ts', 'libs/settings/src/b.ts'],
  'transport-stands-alone': ['libs/transport/src/a.ts', 'libs/settings/src/b.ts'],
  'local-services-stand-alone': ['libs/local/src/c.ts', 'libs/ledger/src/b.ts'],
  'files-stand-alone': ['libs/files/src/a.ts', 'libs/ledger/src/b.ts'],
  'statement-files-know-files-and-money': ['libs/statement-files/src/a.ts', 'libs/ledger/src/ledger.ts'],
  'rate-feeds-know-files-alone': ['libs/rate-feeds/src/a.ts', 'libs/ledger/src/ledger.ts'],
  'local-services-are-for-the-command-line': ['apps/api/src/a.ts', 'libs/local/src/b.ts'],
  'projectors-and-queries-meet-in-the-table': [
    'libs/read-models/src/balances/a.projector.ts',
    'libs/read-models/src/balances/b.queries.ts',
  ],
  'queries-and-projectors-meet-in-the-table': [
    'libs/read-models/src/balances/a.queries.ts',
    'libs/read-models/src/balances/b.projector.ts',
  ],
  'balances-come-from-statements': [
    'libs/read-models/src/statements/a.ts',
    'libs/read-models/src/balances/c.ts',
  ],
  'the-api-never-projects': ['apps/api/src/c.ts', 'libs/read-models/src/balances/b.projector.ts'],
  'the-projector-only-projects': ['apps/projector/src/a.ts', 'libs/commands/src/b.ts'],
  'the-notary-only-signs': ['apps/notary/src/a.ts', 'libs/commands/src/b.ts'],
  'the-event-store-stands-alone': ['apps/event-store/src/a.ts', 'libs/ledger/src/b.ts'],
  'apps-stand-alone': ['apps/cli/src/a.ts', 'apps/api/src/b.ts'],
  'nobody-imports-an-app': ['libs/read-models/src/c.ts', 'apps/api/src/b.ts'],
  'few-files-know-the-eventstore-client': ['libs/journal/src/writer/writer.ts', '@eventstore/db-client'],
  'grpc-is-for-the-event-store': ['libs/journal/src/c.ts', '@grpc/grpc-js'],
  'formats-of-files-are-for-their-reader': ['libs/commands/src/h.ts', 'iconv-lite'],
  'xml-is-for-its-readers': ['libs/commands/src/i.ts', 'saxes'],
  'zips-are-for-their-reader': ['libs/commands/src/k.ts', 'fflate'],
  'tokens-are-for-the-edge-of-access': ['libs/access/src/grants/l.ts', 'jose'],
  'postgres-is-for-read-models': ['libs/commands/src/c.ts', 'pg'],
  'cryptography-is-for-proof': ['libs/journal/src/d.ts', 'node:crypto'],
  'nest-stays-at-the-edges': ['libs/journal/src/e.ts', '@nestjs/common'],
  'no-dev-packages-in-product': ['libs/commands/src/d.ts', 'fast-check'],
  'no-test-code-in-product': ['libs/commands/src/e.ts', 'test/support/b.ts'],
  'no-barrels': ['libs/commands/src/f.ts', 'libs/commands/src/index.ts'],
  'no-cycles': ['libs/ledger/src/c.ts', 'libs/ledger/src/c.ts'],
  'no-unknown-imports': ['libs/commands/src/g.ts', './missing'],
};

/** What the law allows, though a rule nearby forbids its like. */
const allowed: [file: string, imported: string][] = [
  ['libs/streams/src/eventstore-stream.ts', '@eventstore/db-client'],
  ['libs/entries/src/c.ts', 'libs/ledger/src/b.ts'],
  ['libs/entries/src/sha256.ts', 'node:crypto'],
  ['libs/proof/src/c.ts', 'libs/ledger/src/key.ts'],
  ['libs/journal/src/snapshots/snapshot.ts', 'node:crypto'],
  ['libs/journal/src/b.ts', 'libs/ledger/src/refusal.ts'],
  ['libs/read-models/src/d.ts', 'libs/streams/src/stream.ts'],
  ['libs/read-models/src/e.ts', 'pg'],
  ['libs/read-models/src/balances/d.ts', 'libs/read-models/src/statements/b.ts'],
  ['libs/commands/src/j.ts', 'libs/files/src/nearest.ts'],
  ['libs/notary/src/b.ts', 'libs/worker/src/leadership.ts'],
  ['libs/worker/src/b.ts', 'libs/streams/src/stream.ts'],
  ['libs/worker/src/c.ts', 'pg'],
  ['libs/export/src/b.ts', 'libs/proof/src/tiles.ts'],
  ['libs/verifier/src/c.ts', 'libs/proof/src/tlog-proof.ts'],
  ['libs/verifier/src/d.ts', 'node:fs'],
  ['apps/cli/src/c.ts', 'libs/local/src/b.ts'],
  ['apps/event-store/src/c.ts', '@grpc/grpc-js'],
  ['apps/event-store/src/d.ts', 'libs/signers/src/wrapping-key.ts'],
  ['libs/files/src/b.ts', 'iconv-lite'],
  ['libs/statement-files/src/b.ts', 'libs/ledger/src/money/amount.ts'],
  ['libs/statement-files/src/c.ts', 'fflate'],
  ['libs/rate-feeds/src/b.ts', 'libs/files/src/rows.ts'],
  ['libs/rate-feeds/src/c.ts', 'saxes'],
  ['apps/api/src/d.ts', 'libs/settings/src/b.ts'],
];

interface Verdict {
  summary: {
    violations: { from: string; rule: { name: string } }[];
    ruleSetUsed: { forbidden: { name: string }[] };
  };
}

const project = resolve(__dirname, '../..');

/** Writes one module importing another, and the other, empty, if it is one of ours. */
async function plant(root: string, [file, imported]: [string, string]) {
  const isOurs = /^(apps|libs|test)\//.test(imported);
  const path = isOurs
    ? relative(dirname(file), imported)
        .replace(/^(?!\.)/, './')
        .replace(/\.ts$/, '')
    : imported;
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), `import * as other from '${path}';\nexport const seen = other;\n`);
  if (!isOurs || file === imported) return;
  await mkdir(dirname(join(root, imported)), { recursive: true });
  await writeFile(join(root, imported), 'export const name = 1;\n', { flag: 'wx' }).catch(() => undefined);
}

function cruise(root: string): Promise<Verdict> {
  const cruiser = join(project, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  return new Promise((done, fail) => {
    const args = [cruiser, '--output-type', 'json', 'apps', 'libs', 'test'];
    execFile(process.execPath, args, { cwd: root, maxBuffer: 64 * 2 ** 20 }, (error, stdout) => {
      if (stdout) done(JSON.parse(stdout) as Verdict);
      else fail(error ?? new Error('the cruiser said nothing'));
    });
  });
}

describe('the import law', () => {
  let root: string;
  let verdict: Verdict;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'import-law-'));
    for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs', 'scripts/import-law']) {
      await cp(join(project, file), join(root, file), { recursive: true });
    }
    await symlink(join(project, 'node_modules'), join(root, 'node_modules'));
    for (const pair of [...allowed, ...Object.values(offences)]) await plant(root, pair);
    verdict = await cruise(root);
  });

  afterAll(() => rm(root, { recursive: true, force: true }));

  const rulesBrokenBy = (file: string) =>
    verdict.summary.violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);

  it.each(Object.entries(offences))('says %s when that is broken', (rule, [file]) => {
    expect(rulesBrokenBy(file)).toContain(rule);
  });

  it.each(allowed)('lets %s import %s', (file) => {
    expect(rulesBrokenBy(file)).toEqual([]);
  });

  it('has no rule that this test does not break', () => {
    const rules = verdict.summary.ruleSetUsed.forbidden.map(({ name }) => name);
    expect(rules.sort()).toEqual(Object.keys(offences).sort());
  });
});
