import { address, keyAddresses, text, wrappingKeyAddresses } from './kinds';
import type { Variable } from './variable';

/** Where keys are kept. */
export const keyVariables = {
  ROOT_KEY: {
    setting: 'rootKey',
    kind: keyAddresses(1),
    meaning:
      'Address of the root key, which opens ledgers and authorizes other keys. If unset, KEYS_DIR/root.pem if it exists.',
    programs: ['start', 'api', 'cli'],
    requiredBy: [],
  },
  ACCESS_ROOT: {
    setting: 'accessRoot',
    kind: text(
      'verifier key',
      /^[^\s+]{1,255}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{43}[A-Za-z0-9+/=]$/,
      'a verifier key: name+id+base64',
    ),
    meaning:
      'Verifier key of the root key under which the access journal was opened. If unset, the one in KEYS_DIR/access-root.vkey, which is written when the journal is opened, or that of the root key that the process holds. The projector has neither: without this variable, analysts read nothing.',
    programs: ['start', 'api', 'projector'],
    requiredBy: [],
  },
  WRITER_KEY: {
    setting: 'writerKey',
    kind: keyAddresses(4),
    meaning:
      'Addresses of the keys that seal appends, the preferred one first. If unset, KEYS_DIR/writer.pem, created on the first start.',
    programs: ['start', 'api', 'cli'],
    requiredBy: [],
  },
  NOTARY_KEY: {
    setting: 'notaryKey',
    kind: keyAddresses(4),
    meaning:
      'Addresses of the keys that sign checkpoints. If unset, KEYS_DIR/notary.pem, created on the first start unless WRITER_KEY is set.',
    programs: ['start', 'api', 'notary', 'cli'],
    requiredBy: [],
  },
  PERSONAL_DATABASE_URL: {
    setting: 'personalDatabaseUrl',
    kind: address(['postgres', 'postgresql']),
    meaning:
      'Connection string of the Postgres that stores the keys of personal text. If unset, start uses its embedded one, and any other process refuses personal text. Back it up.',
    programs: ['start', 'api', 'cli'],
    requiredBy: [],
    connection: 'postgres',
  },
  PERSONAL_KEY: {
    setting: 'personalKey',
    kind: wrappingKeyAddresses(4),
    meaning:
      'Addresses of the keys that wrap the keys of personal text, the preferred one first. If unset, KEYS_DIR/personal.key, created on the first start.',
    programs: ['start', 'api', 'cli'],
    requiredBy: [],
  },
  EVENT_STORE_KEY: {
    setting: 'eventStoreKey',
    kind: wrappingKeyAddresses(4),
    meaning:
      'Addresses of the wrapping keys under which the local event store encrypts its log: `file:`, `awskms:` or `gcpkms:`. If unset, a new log is not encrypted. An existing log cannot be changed from one to the other.',
    programs: ['start'],
    requiredBy: [],
  },
} as const satisfies Record<string, Variable>;
