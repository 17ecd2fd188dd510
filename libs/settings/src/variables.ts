import { eventStoreUrl } from './event-store-url';
import { address, choice, file, flag, folder, port, text, wholeNumber } from './kinds';
import { keyVariables } from './key-variables';
import { limitVariables, tokenVariables, transportVariables } from './transport-variables';
import type { Variable } from './variable';

const host = text('host', /^[A-Za-z0-9.:-]{1,253}$/, 'a host name or an IP address');

/**
 * Every environment variable of the project, in the order the README shows them. All settings, their types
 * and all messages derive from this table; nothing else reads the environment.
 */
export const variables = {
  PORT: {
    setting: 'port',
    kind: port(),
    default: '3000',
    meaning: 'Port of the API.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  HOST: {
    setting: 'host',
    kind: host,
    default: '127.0.0.1',
    meaning: 'Address on which the API listens. Beyond this machine it needs TLS_CERT.',
    programs: ['start', 'api'],
    requiredBy: [],
    connection: 'api',
  },
  ...transportVariables,
  ...tokenVariables,
  DATA_DIR: {
    setting: 'dataDir',
    kind: folder(),
    default: '.data',
    meaning: 'Folder for all data that is stored on this machine. Each running instance needs its own.',
    programs: ['start', 'api', 'projector', 'notary', 'cli'],
    requiredBy: [],
  },
  EVENTSTORE_URL: {
    setting: 'eventStoreUrl',
    kind: eventStoreUrl(),
    meaning: 'Connection string of the event store. If unset, start runs the local one.',
    programs: ['start', 'api', 'projector', 'notary', 'cli'],
    requiredBy: ['api', 'projector', 'notary'],
    connection: 'eventstore',
  },
  DATABASE_URL: {
    setting: 'databaseUrl',
    kind: address(['postgres', 'postgresql']),
    meaning: 'Connection string of Postgres. If unset, start runs an embedded one.',
    programs: ['start', 'api', 'projector', 'notary', 'cli'],
    requiredBy: ['api', 'projector', 'notary'],
    connection: 'postgres',
  },
  LEDGER_API_URL: {
    setting: 'apiUrl',
    kind: address(['http', 'https']),
    meaning: 'URL of the API that the commands use. If unset, the API that start runs on DATA_DIR.',
    programs: ['cli'],
    requiredBy: [],
    connection: 'api',
  },
  LEDGER_AUTH: {
    setting: 'auth',
    kind: file(),
    meaning:
      'File with the credential, an HTTP header, that the commands send. If unset, each command picks one of DATA_DIR/auth, admin-auth, approver-auth, accountant-auth and publisher-auth.',
    programs: ['cli'],
    requiredBy: [],
  },
  LEDGER_ORIGIN: {
    setting: 'origin',
    kind: text(
      'name',
      /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/,
      'a name like ledger.example.com, at most 63 characters',
    ),
    default: 'ledger.local',
    meaning:
      'Name of this installation; seals and public keys begin with it. Choose it once, before the first entry.',
    programs: ['start', 'api', 'projector', 'notary', 'cli'],
    requiredBy: [],
  },
  KEYS_DIR: {
    setting: 'keysDir',
    kind: folder(),
    default: '{DATA_DIR}/keys',
    meaning: 'Folder of the signing keys, which are created on the first start with mode 0600. Back it up.',
    programs: ['start', 'api', 'notary', 'cli'],
    requiredBy: [],
  },
  ...keyVariables,
  SNAPSHOTS_DIR: {
    setting: 'snapshotsDir',
    kind: folder(),
    default: '{DATA_DIR}/snapshots',
    meaning: 'Folder of state snapshots, a cache that can be deleted at any time.',
    programs: ['start', 'api', 'cli'],
    requiredBy: [],
  },
  SNAPSHOT_EVERY: {
    setting: 'snapshotEvery',
    kind: wholeNumber(0, 100_000_000),
    default: '50000',
    meaning: 'Entries between two snapshots of a ledger; 0 disables snapshots.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  APPEND_LIMIT_BYTES: {
    setting: 'appendLimitBytes',
    kind: wholeNumber(65_536, 67_108_864),
    default: '1048576',
    meaning: 'Maximum size of an append that the event store accepts, in bytes (its MaxAppendSize).',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  APPEND_TIMEOUT_MS: {
    setting: 'appendTimeoutMs',
    kind: wholeNumber(100, 600_000),
    default: '5000',
    meaning: 'Milliseconds after which the outcome of an append is treated as unknown and looked up.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  BODY_LIMIT_BYTES: {
    setting: 'bodyLimitBytes',
    kind: wholeNumber(1_024, 268_435_456),
    default: '16777216',
    meaning:
      'Maximum size of a bulk sent as one array, in bytes. The maximum for other bodies is 1 MiB; an NDJSON stream is limited per line.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  ...limitVariables,
  CALLERS_AHEAD_MS: {
    setting: 'callersAheadMs',
    kind: wholeNumber(0, 60_000),
    default: '5000',
    meaning:
      "Milliseconds by which callers' clocks may be ahead: an effectiveAt, knownAt or end of a period that is at most this much later than now is treated as now.",
    programs: ['start', 'api'],
    requiredBy: [],
  },
  METRICS_HOST: {
    setting: 'metricsHost',
    kind: host,
    default: '127.0.0.1',
    meaning:
      'Address on which the projector, the notary and `npx ledger rates import --follow` serve health and metrics. Beyond this machine it needs TLS_CERT; the rates import has no TLS and needs PLAIN_TEXT=metrics.',
    programs: ['start', 'projector', 'notary', 'cli'],
    requiredBy: [],
    connection: 'metrics',
  },
  METRICS_PORT: {
    setting: 'metricsPort',
    kind: port(),
    default: '0',
    meaning: 'Port for the health and metrics of the projector; 0 picks a free one.',
    programs: ['start', 'projector'],
    requiredBy: [],
  },
  NOTARY_DIR: {
    setting: 'notaryDir',
    kind: folder(),
    default: '{DATA_DIR}/notary',
    meaning: 'Folder in which the notary keeps the last head that it signed for each ledger. Back it up.',
    programs: ['start', 'notary'],
    requiredBy: [],
  },
  NOTARY_PORT: {
    setting: 'notaryPort',
    kind: port(),
    default: '0',
    meaning: 'Port for the health and metrics of the notary; 0 picks a free one.',
    programs: ['start', 'notary'],
    requiredBy: [],
  },
  WITNESSES: {
    setting: 'witnesses',
    kind: text(
      'witnesses',
      /^(?:file:.+|https?:\/\/\S+=\S+(?: +https?:\/\/\S+=\S+)*)$/,
      'file: and the path of a policy, or address=verifier key for each witness, separated by blanks',
    ),
    meaning:
      'Witnesses that cosign checkpoints before they are released: address=verifier key for each, none of them required; or file: and the path of a policy, whose quorum is required.',
    programs: ['start', 'notary'],
    requiredBy: [],
  },
  ANCHORS: {
    setting: 'anchors',
    kind: text(
      'anchors',
      /^(?:folder|git|rfc3161):\S+(?: +(?:folder|git|rfc3161):\S+)*$/,
      'addresses separated by blanks, each beginning with folder:, git: or rfc3161:',
    ),
    meaning:
      'Anchors, to which checkpoints are also written: folder:/path, git:/path (optionally ?push=remote), rfc3161:https://authority?folder=/path; separate several with spaces.',
    programs: ['start', 'notary'],
    requiredBy: [],
  },
  LOG_LEVEL: {
    setting: 'logLevel',
    kind: choice('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    default: 'info',
    meaning:
      'Minimum level of the log lines that are written: fatal, error, warn, info, debug, trace or silent.',
    programs: ['start', 'api', 'projector', 'notary', 'cli'],
    requiredBy: [],
  },
  EXIT_WITH_PARENT: {
    setting: 'exitWithParent',
    kind: flag(),
    default: '0',
    meaning:
      '1 stops the process when its standard input closes. start sets it for the processes that it runs.',
    programs: ['api', 'projector', 'notary'],
    requiredBy: [],
  },
  BENCH_EVENTSTORE_URL: {
    setting: 'benchEventStoreUrl',
    kind: eventStoreUrl(),
    meaning: 'Connection string of the event store to benchmark. If unset, the local one.',
    programs: ['bench'],
    requiredBy: [],
  },
} as const satisfies Record<string, Variable>;
