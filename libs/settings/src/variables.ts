import { address, choice, flag, folder, type Kind, keyAddresses, port, text, wholeNumber } from './kinds';

/** The programs that read settings. */
export type Program = 'start' | 'api' | 'projector' | 'notary' | 'cli' | 'bench';

/**
 * One environment variable. `default` is the text it has when it is unset or empty; without one the
 * setting is undefined there. `{DATA_DIR}` in a default stands for that setting's value.
 */
export interface Variable<T = unknown> {
  readonly setting: string;
  readonly kind: Kind<T>;
  readonly default?: string;
  readonly meaning: string;
  readonly programs: readonly Program[];
  readonly requiredBy: readonly Program[];
}

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
    kind: text('host', /^[A-Za-z0-9.:-]{1,253}$/, 'a host name or an IP address'),
    default: '127.0.0.1',
    meaning:
      'Address the API and the metrics of projector and notary listen on. There is no access control yet: keep it local.',
    programs: ['start', 'api', 'projector', 'notary'],
    requiredBy: [],
  },
  DATA_DIR: {
    setting: 'dataDir',
    kind: folder(),
    default: '.data',
    meaning: 'Folder of everything that is kept on this machine. One folder serves one running start.',
    programs: ['start', 'api', 'projector', 'notary', 'cli'],
    requiredBy: [],
  },
  EVENTSTORE_URL: {
    setting: 'eventStoreUrl',
    kind: address(['esdb', 'esdb+discover', 'kurrentdb', 'kurrentdb+discover']),
    meaning: 'Connection string of the event store. Without it, start runs the local one.',
    programs: ['start', 'api', 'projector', 'notary', 'cli'],
    requiredBy: ['api', 'projector', 'notary'],
  },
  DATABASE_URL: {
    setting: 'databaseUrl',
    kind: address(['postgres', 'postgresql']),
    meaning: 'Connection string of Postgres. Without it, start runs an embedded one.',
    programs: ['start', 'api', 'projector', 'notary', 'cli'],
    requiredBy: ['api', 'projector', 'notary'],
  },
  LEDGER_API_URL: {
    setting: 'apiUrl',
    kind: address(['http', 'https']),
    meaning: 'API the commands talk to. Without it, the one that start runs on DATA_DIR.',
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
    meaning: 'Folder of the signing keys, made on first start with mode 0600. Back it up.',
    programs: ['start', 'api', 'notary', 'cli'],
    requiredBy: [],
  },
  ROOT_KEY: {
    setting: 'rootKey',
    kind: keyAddresses(1),
    meaning:
      'Address of the root key, which opens ledgers and vouches for other keys. Without it, KEYS_DIR/root.pem if it is there.',
    programs: ['start', 'api', 'cli'],
    requiredBy: [],
  },
  WRITER_KEY: {
    setting: 'writerKey',
    kind: keyAddresses(4),
    meaning:
      'Addresses of the keys that seal appends, the preferred one first. Without it, KEYS_DIR/writer.pem, made on first start.',
    programs: ['start', 'api', 'cli'],
    requiredBy: [],
  },
  NOTARY_KEY: {
    setting: 'notaryKey',
    kind: keyAddresses(4),
    meaning:
      'Addresses of the keys that sign checkpoints. Without it, KEYS_DIR/notary.pem, made on first start unless WRITER_KEY is set.',
    programs: ['start', 'api', 'notary', 'cli'],
    requiredBy: [],
  },
  SNAPSHOTS_DIR: {
    setting: 'snapshotsDir',
    kind: folder(),
    default: '{DATA_DIR}/snapshots',
    meaning: 'Folder of state snapshots, a cache that may be deleted at any time.',
    programs: ['start', 'api', 'cli'],
    requiredBy: [],
  },
  SNAPSHOT_EVERY: {
    setting: 'snapshotEvery',
    kind: wholeNumber(0, 100_000_000),
    default: '50000',
    meaning: 'Entries between two snapshots of a ledger; 0 makes none.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  APPEND_LIMIT_BYTES: {
    setting: 'appendLimitBytes',
    kind: wholeNumber(65_536, 67_108_864),
    default: '1048576',
    meaning: 'Largest append the event store takes, in bytes (its MaxAppendSize).',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  APPEND_TIMEOUT_MS: {
    setting: 'appendTimeoutMs',
    kind: wholeNumber(100, 600_000),
    default: '5000',
    meaning: 'Milliseconds after which the outcome of an append counts as unknown and is looked up.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  BODY_LIMIT_BYTES: {
    setting: 'bodyLimitBytes',
    kind: wholeNumber(1_024, 268_435_456),
    default: '16777216',
    meaning:
      'Largest bulk that comes as one array, in bytes. Other bodies have at most 1 MiB; an NDJSON stream is bounded per line.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  RATE_LIMIT_PER_SECOND: {
    setting: 'rateLimitPerSecond',
    kind: wholeNumber(0, 1_000_000),
    default: '20000',
    meaning:
      'Requests per second one client address may make; 0 sets no limit. Each line of a stream counts as one, and is waited for.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  CALLERS_AHEAD_MS: {
    setting: 'callersAheadMs',
    kind: wholeNumber(0, 60_000),
    default: '5000',
    meaning:
      "Milliseconds by which callers' clocks may be ahead: effectiveAt, knownAt and the end of a period so little later than now are taken as now.",
    programs: ['start', 'api'],
    requiredBy: [],
  },
  METRICS_PORT: {
    setting: 'metricsPort',
    kind: port(),
    default: '0',
    meaning: 'Port of health and metrics of the projector; 0 picks a free one.',
    programs: ['start', 'projector'],
    requiredBy: [],
  },
  NOTARY_DIR: {
    setting: 'notaryDir',
    kind: folder(),
    default: '{DATA_DIR}/notary',
    meaning: "Folder of the notary's own memory: the last head it signed of each ledger. Back it up.",
    programs: ['start', 'notary'],
    requiredBy: [],
  },
  NOTARY_PORT: {
    setting: 'notaryPort',
    kind: port(),
    default: '0',
    meaning: 'Port of health and metrics of the notary; 0 picks a free one.',
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
      'Who cosigns checkpoints before they are released: address=verifier key of each witness, none of them required; or file: and a policy, whose quorum is.',
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
      'Where checkpoints are written to as well: folder:/path, git:/path (and ?push=remote), rfc3161:https://authority?folder=/path; several are separated by blanks.',
    programs: ['start', 'notary'],
    requiredBy: [],
  },
  LOG_LEVEL: {
    setting: 'logLevel',
    kind: choice('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    default: 'info',
    meaning: 'Minimum severe log line that is written: fatal, error, warn, info, debug, trace or silent.',
    programs: ['start', 'api', 'projector', 'notary', 'cli'],
    requiredBy: [],
  },
  EXIT_WITH_PARENT: {
    setting: 'exitWithParent',
    kind: flag(),
    default: '0',
    meaning: '1 makes the process stop as soon as its standard input ends. start sets it for what it runs.',
    programs: ['api', 'projector', 'notary'],
    requiredBy: [],
  },
  BENCH_EVENTSTORE_URL: {
    setting: 'benchEventStoreUrl',
    kind: address(['esdb', 'esdb+discover', 'kurrentdb', 'kurrentdb+discover']),
    meaning: 'Connection string of the event store to measure on. Without it, the local one.',
    programs: ['bench'],
    requiredBy: [],
  },
} as const satisfies Record<string, Variable>;
