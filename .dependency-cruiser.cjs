'use strict';

/*
 * The import law: each rule is one sentence of docs/ARCHITECTURE.md. test/architecture breaks every rule
 * once, on purpose, and expects its name.
 */

const libraries = require('./scripts/import-law/libraries.cjs');
const { spec, deny, npm, ours } = require('./scripts/import-law/rule.cjs');

const roles = [
  deny(
    'projectors-and-queries-meet-in-the-table',
    'A projector never imports a query.',
    { path: '\\.projector\\.ts$' },
    { path: '\\.queries\\.ts$' },
  ),
  deny(
    'queries-and-projectors-meet-in-the-table',
    'A query never imports a projector.',
    { path: '\\.queries\\.ts$' },
    { path: '\\.projector\\.ts$' },
  ),
  deny(
    'balances-come-from-statements',
    'The read model of statements does not import that of balances, which adds up its figures.',
    { path: '^libs/read-models/src/statements/' },
    { path: '^libs/read-models/src/balances/' },
  ),
];

const apps = [
  deny(
    'the-api-never-projects',
    'apps/api imports no projector.',
    { path: '^apps/api/' },
    { path: '\\.projector\\.ts$|^libs/read-models/src/projection/projectors?\\.ts$' },
  ),
  deny(
    'the-projector-only-projects',
    'apps/projector imports no command and no query.',
    { path: '^apps/projector/' },
    { path: ['^libs/commands/', '\\.queries\\.ts$'] },
  ),
  deny(
    'the-notary-only-signs',
    'apps/notary imports no command and no read model.',
    { path: '^apps/notary/' },
    { path: '^libs/(commands|read-models)/' },
  ),
  deny(
    'the-event-store-stands-alone',
    'apps/event-store imports nothing else of this project except the settings and, of libs/signers, the wrapping keys.',
    { path: '^apps/event-store/', pathNot: spec },
    {
      path: ours,
      pathNot: ['^(apps/event-store|libs/settings)/', '^libs/signers/src/(open-)?wrapping-keys?\\.ts$'],
    },
  ),
  deny(
    'apps-stand-alone',
    'No app imports another.',
    { path: '^apps/([^/]+)/' },
    { path: '^apps/', pathNot: '^apps/$1/' },
  ),
  deny('nobody-imports-an-app', 'Libraries import no app.', { path: '^libs/' }, { path: '^apps/' }),
];

const packages = [
  deny(
    'few-files-know-the-eventstore-client',
    'Only the files eventstore-*.ts of libs/streams, and the local event store, import the EventStoreDB client.',
    {
      path: '^(apps|libs)/',
      pathNot: ['^libs/streams/src/eventstore-[a-z]+\\.ts$', '^apps/event-store/', spec],
    },
    { path: npm('@eventstore') },
  ),
  deny(
    'grpc-is-for-the-event-store',
    'Only the local event store uses raw gRPC.',
    { path: '^(apps|libs)/', pathNot: '^apps/event-store/' },
    { path: npm('@grpc|google-protobuf') },
  ),
  deny(
    'formats-of-files-are-for-their-reader',
    'Only libs/files imports iconv-lite and Luxon.',
    { path: '^(apps|libs)/', pathNot: '^libs/files/' },
    { path: npm('iconv-lite|luxon') },
  ),
  deny(
    'xml-is-for-its-readers',
    'Only libs/statement-files and libs/rate-feeds import saxes.',
    { path: '^(apps|libs)/', pathNot: '^libs/(statement-files|rate-feeds)/' },
    { path: npm('saxes') },
  ),
  deny(
    'zips-are-for-their-reader',
    'Only libs/statement-files imports fflate.',
    { path: '^(apps|libs)/', pathNot: '^libs/statement-files/' },
    { path: npm('fflate') },
  ),
  deny(
    'tokens-are-for-the-edge-of-access',
    'Only the edge of libs/access imports jose.',
    { path: '^(apps|libs)/', pathNot: '^libs/access/src/edge/' },
    { path: npm('jose') },
  ),
  deny(
    'postgres-is-for-read-models',
    'Only the read models, the notary, the worker, personal text, the command line and what starts a local Postgres import pg and typeorm.',
    { path: '^(apps|libs)/', pathNot: '^(libs/(read-models|notary|worker|personal|local)|apps/cli)/' },
    { path: npm('pg|pg-copy-streams|pg-cursor|typeorm|@nestjs/typeorm') },
  ),
  deny(
    'cryptography-is-for-proof',
    'On the path of an entry, node:crypto is imported only by entries, proof, and snapshots and randomness of the journal.',
    {
      path: '^libs/(ledger|streams|journal|commands|read-models)/',
      pathNot: [spec, '^libs/journal/src/(snapshots/snapshot|system-world)\\.ts$'],
    },
    { path: '^(node:)?crypto$' },
  ),
  deny(
    'nest-stays-at-the-edges',
    'Within libraries, only modules, command handlers and queries import Nest.',
    {
      path: '^libs/',
      pathNot: ['^libs/commands/', '\\.(module|queries)\\.ts$', spec],
    },
    { path: npm('@nestjs') },
  ),
  deny(
    'no-dev-packages-in-product',
    'The product imports only packages listed under dependencies.',
    { path: '^(apps|libs)/', pathNot: spec },
    {
      dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
      dependencyTypesNot: ['type-only'],
      pathNot: 'node_modules/@types/',
    },
  ),
];

const hygiene = [
  deny(
    'no-test-code-in-product',
    'The product imports no test and no benchmark.',
    { path: '^(apps|libs)/', pathNot: spec },
    { path: ['^(test|bench)/', spec] },
  ),
  deny('no-barrels', 'Import the exact file.', {}, { path: '^(apps|libs|test|bench)/.*/index\\.ts$' }),
  deny('no-cycles', 'No file imports itself, directly or indirectly.', {}, { circular: true }),
  deny('no-unknown-imports', 'Every import resolves to a file.', {}, { couldNotResolve: true }),
];

module.exports = {
  forbidden: [...libraries, ...roles, ...apps, ...packages, ...hygiene],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist' },
  },
};
