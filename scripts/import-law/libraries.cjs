'use strict';

const { spec, deny, ours } = require('./rule.cjs');

/** What a key is, who vouches for it and how it changes: no rule of money. */
const keys = '^libs/ledger/src/(key|key-events|known-keys|root)\\.ts$';

/** How a worker works, without the process around it, which is for apps. */
const worker = '^libs/worker/src/(world|lock|leadership|reading)\\.ts$';

module.exports = [
  deny(
    'the-rules-are-pure',
    'libs/ledger imports itself and nothing else.',
    { path: '^libs/ledger/', pathNot: spec },
    { pathNot: '^libs/ledger/' },
  ),
  deny(
    'the-rules-of-access-are-pure',
    'libs/access, apart from its edge, imports itself and these files of libs/ledger: actor, refusal, key, proposal, path, personal and the machinery of a state.',
    { path: '^libs/access/', pathNot: [spec, '^libs/access/src/edge/'] },
    {
      pathNot: [
        '^libs/access/src/(?!edge/)',
        keys,
        '^libs/ledger/src/(actor|refusal|proposal|personal|accounts/path|machinery/(fingerprint-table|in-order|undo[a-z-]*))\\.ts$',
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
    { path: ours, pathNot: ['^libs/(proof|entries)/', keys] },
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
        keys,
        '^libs/ledger/src/(actor|refusal)\\.ts$',
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
    'libs/commands imports the rules, those of access among them, entries, the journal, personal text and, of libs/files, the name that was meant: no decision reads a read model.',
    { path: '^libs/commands/', pathNot: spec },
    {
      path: ours,
      pathNot: [
        '^libs/(commands|journal|ledger|entries|personal)/',
        '^libs/access/src/(?!edge/)',
        '^libs/files/src/nearest\\.ts$',
      ],
    },
  ),
  deny(
    'personal-text-knows-keys-and-no-journal',
    'libs/personal imports the canonical form, the wrapping keys of libs/signers and, of the rules, only refusals and the form of personal text.',
    { path: '^libs/personal/', pathNot: spec },
    {
      path: ours,
      pathNot: [
        '^libs/personal/',
        '^libs/entries/src/canonical\\.ts$',
        '^libs/signers/src/(aes-wrap|key-unusable|(open-)?wrapping-keys?)\\.ts$',
        '^libs/ledger/src/(personal|refusal)\\.ts$',
      ],
    },
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
    'libs/worker imports libs/streams and libs/transport and nothing else of this project.',
    { path: '^libs/worker/', pathNot: spec },
    { path: ours, pathNot: '^libs/(worker|streams|transport)/' },
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
    'transport-stands-alone',
    'libs/transport keeps the certificates of servers and imports nothing else of this project.',
    { path: '^libs/transport/', pathNot: spec },
    { path: ours, pathNot: '^libs/transport/' },
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
    'rate-feeds-know-files-alone',
    'libs/rate-feeds reads files of exchange rates and imports libs/files and nothing else of this project.',
    { path: '^libs/rate-feeds/', pathNot: spec },
    { path: ours, pathNot: '^libs/(rate-feeds|files)/' },
  ),
  deny(
    'local-services-are-for-the-command-line',
    'Only the command line, tests and benchmarks start programs on this machine.',
    { path: '^(apps/(?!cli/)|libs/(?!local/))' },
    { path: '^libs/local/' },
  ),
];
