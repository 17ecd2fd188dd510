'use strict';

/*
 * The import law: each rule is one sentence of docs/ARCHITECTURE.md. test/architecture breaks every rule
 * once, on purpose, and expects its name.
 */

const spec = '\\.spec\\.ts$';
const deny = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** A package by name, its types included. */
const npm = (names) => `(^|/)node_modules/(@types/)?(${names})/`;
const ours = '^(apps|libs|test|bench)/';

/** How a worker works, without the process around it, which is for apps. */
const worker = '^libs/worker/src/(world|lock|leadership|reading)\\.ts$';

const libraries = [
  deny(
    'the-rules-are-pure',
    'libs/ledger imports itself and nothing else.',
    { path: '^libs/ledger/', pathNot: spec },
    { pathNot: '^libs/ledger/' },
  ),
  deny(
    'the-rules-of-access-are-pure',
    'libs/access imports itself and, of libs/ledger, only what is no rule of money: actor, refusal, key, proposal, path and the machinery of a state; its edge excepted.',
    { path: '^libs/access/', pathNot: [spec, '^libs/access/src/edge/'] },
    {
      pathNot: [
        '^libs/access/src/(?!edge/)',
        '^libs/ledger/src/(actor|refusal|key|key-events|known-keys|root|proposal|accounts/path|machinery/(fingerprint-table|undo[a-z-]*))\\.ts$',
      ],
    },
  ),
  deny(
    'the-edge-of-access-keeps-its-journal',
    'The edge of libs/access keeps its journal and finds out who calls: it imports the rules of access, entries, proof, streams and the journal.',
    { path: '^libs/access/src/edge/', pathNot: spec },
    {
      path: ours,
      pathNot: ['^libs/(access|entries|proof|streams|journal)/', '^libs/ledger/src/(actor|refusal)\\.ts$'],
    },
  ),
  deny(
    'entries-know-what-happened',
    'libs/entries imports itself and the rules, those of access among them.',
    { path: '^libs/entries/', pathNot: spec },
    { path: ours, pathNot: ['^libs/(entries|ledger)/', '^libs/access/src/(?!edge/)'] },
  ),
  deny(
    'proof-knows-entries-and-keys',
    'libs/proof imports entries and, of the rules, only the definition of a key.',
    { path: '^libs/proof/', pathNot: spec },
    { path: ours, pathNot: ['^libs/(proof|entries)/', '^libs/ledger/src/(key|known-keys|root)\\.ts$'] },
  ),
  deny(
    'streams-stand-alone',
    'libs/streams imports nothing else of this project.',
    { path: '^libs/streams/', pathNot: spec },
    { path: ours, pathNot: '^libs/streams/' },
  ),
  deny(
    'the-journal-knows-no-rules',
    'libs/journal imports entries, proof, streams, of the rules only the definitions of actors, refusals and keys, and of the verifier only the walk.',
    { path: '^libs/journal/', pathNot: [spec, '^libs/journal/src/journal\\.ts$'] },
    {
      path: ours,
      pathNot: [
        '^libs/(journal|entries|proof|streams)/',
        '^libs/ledger/src/(actor|refusal|key|key-events|known-keys|root)\\.ts$',
        '^libs/verifier/src/journal/(walk|key-history|fault)\\.ts$',
      ],
    },
  ),
  deny(
    'one-file-of-the-journal-knows-ledgers',
    'In libs/journal, only journal.ts imports the rules, for the journals of ledgers.',
    { path: '^libs/journal/src/journal\\.ts$' },
    { path: ours, pathNot: '^libs/(journal|ledger|entries|proof|streams)/' },
  ),
  deny(
    'commands-never-trust-a-read-model',
    'libs/commands imports the rules, entries and the journal: no decision reads a read model.',
    { path: '^libs/commands/' },
    { path: ours, pathNot: '^libs/(commands|journal|ledger|entries)/' },
  ),
  deny(
    'read-models-see-a-stream-of-entries',
    'libs/read-models imports the rules, entries, streams and the worker.',
    { path: '^libs/read-models/', pathNot: spec },
    { path: ours, pathNot: ['^libs/(read-models|ledger|entries|streams)/', worker] },
  ),
  deny(
    'exports-know-the-formats',
    'libs/export imports the rules, entries, proof, streams and the verifier.',
    { path: '^libs/export/', pathNot: spec },
    { path: ours, pathNot: '^libs/(export|ledger|entries|proof|streams|verifier)/' },
  ),
  deny(
    'the-verifier-knows-entries-proof-and-rules',
    'libs/verifier imports the rules, those of access among them, entries and proof.',
    { path: '^libs/verifier/', pathNot: spec },
    { path: ours, pathNot: ['^libs/(verifier|ledger|entries|proof)/', '^libs/access/src/(?!edge/)'] },
  ),
  {
    ...deny(
      'the-verifier-reaches-no-writer-and-no-network',
      'libs/verifier depends on nothing that appends and on no network, directly or indirectly.',
      { path: '^libs/verifier/', pathNot: spec },
      {},
    ),
    to: {
      path: '^libs/(journal|streams)/|^(node:)?(net|tls|http|https|http2|dgram|dns)$',
      reachable: true,
    },
  },
  deny(
    'the-notary-knows-nothing-of-the-writer',
    'libs/notary imports the rules, entries, proof, streams, the verifier and the worker.',
    { path: '^libs/notary/', pathNot: spec },
    { path: ours, pathNot: ['^libs/(notary|ledger|entries|proof|streams|verifier)/', worker] },
  ),
  deny(
    'workers-know-streams-alone',
    'libs/worker imports libs/streams and nothing else of this project.',
    { path: '^libs/worker/', pathNot: spec },
    { path: ours, pathNot: '^libs/(worker|streams)/' },
  ),
  deny(
    'the-witness-knows-proof-alone',
    'libs/witness imports libs/proof and nothing else of this project.',
    { path: '^libs/witness/', pathNot: spec },
    { path: ours, pathNot: '^libs/(witness|proof)/' },
  ),
  {
    ...deny(
      'the-witness-needs-no-package',
      'libs/witness depends on no package, directly or indirectly, so an auditor can read all the code that it runs.',
      { path: '^libs/witness/', pathNot: spec },
      {},
    ),
    to: { path: 'node_modules/(?!@types/)', reachable: true },
  },
  deny(
    'signers-know-proof-alone',
    'libs/signers imports libs/proof and nothing else of this project.',
    { path: '^libs/signers/', pathNot: spec },
    { path: ours, pathNot: '^libs/(signers|proof)/' },
  ),
  deny(
    'settings-stand-alone',
    'libs/settings imports nothing else of this project.',
    { path: '^libs/settings/' },
    { path: ours, pathNot: '^libs/settings/' },
  ),
  deny(
    'libraries-do-not-read-settings',
    'Only apps, tests and benchmarks read settings; libraries take what they need as arguments.',
    { path: '^libs/', pathNot: '^libs/settings/' },
    { path: '^libs/settings/' },
  ),
  deny(
    'local-services-stand-alone',
    'libs/local starts programs on this machine and imports nothing else of this project.',
    { path: '^libs/local/' },
    { path: ours, pathNot: '^libs/local/' },
  ),
  deny(
    'files-stand-alone',
    'libs/files reads files and imports nothing else of this project.',
    { path: '^libs/files/', pathNot: spec },
    { path: ours, pathNot: '^libs/files/' },
  ),
  deny(
    'statement-files-know-files-and-money',
    'libs/statement-files imports libs/files and, of the rules, only amounts and the currencies of ISO 4217.',
    { path: '^libs/statement-files/', pathNot: spec },
    {
      path: ours,
      pathNot: ['^libs/(statement-files|files)/', '^libs/ledger/src/money/(amount|iso4217)\\.ts$'],
    },
  ),
  deny(
    'local-services-are-for-the-command-line',
    'Only the command line, tests and benchmarks start programs on this machine.',
    { path: '^(apps/(?!cli/)|libs/(?!local/))' },
    { path: '^libs/local/' },
  ),
];

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
    'apps/event-store imports nothing else of this project except the settings.',
    { path: '^apps/event-store/', pathNot: spec },
    { path: ours, pathNot: '^(apps/event-store|libs/settings)/' },
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
    { path: '^(apps|libs)/', pathNot: ['^libs/streams/src/eventstore-[a-z]+\\.ts$', '^apps/event-store/'] },
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
    'formats-of-banks-are-for-their-reader',
    'Only libs/statement-files imports saxes and fflate.',
    { path: '^(apps|libs)/', pathNot: '^libs/statement-files/' },
    { path: npm('saxes|fflate') },
  ),
  deny(
    'postgres-is-for-read-models',
    'Only the read models, the notary, the worker, the command line and what starts a local Postgres import pg and typeorm.',
    { path: '^(apps|libs)/', pathNot: '^(libs/(read-models|notary|worker|local)|apps/cli)/' },
    { path: npm('pg|pg-copy-streams|pg-cursor|typeorm|@nestjs/typeorm') },
  ),
  deny(
    'cryptography-is-for-proof',
    'On the path of an entry, node:crypto is imported only by entries, proof, and snapshots and randomness of the journal.',
    {
      path: '^libs/(ledger|streams|journal|commands|read-models)/',
      pathNot: [spec, '^libs/journal/src/(snapshot|system-world)\\.ts$'],
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
