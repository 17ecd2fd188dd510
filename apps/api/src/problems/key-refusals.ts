import type { RefusalCode } from '@ledger/refusal';
import type { ProblemKind } from './problem-kind';

/** Refusals of changes of keys. */
export const keyRefusals = {
  KeyAlreadyRegistered: {
    status: 409,
    when: 'A key with this id was registered by the entry `seq`. A key id cannot be registered twice, even after the key is retired.',
    remedy: 'Use the registered key, or create another.',
  },
  KeyNotRegistered: {
    status: 404,
    when: 'The URL names a key that was never registered in this ledger.',
    remedy: 'Look up the key id with GET …/keys.',
  },
  KeyIsRetired: {
    status: 409,
    when: 'The key was retired by the entry `seq`.',
    remedy: 'No action is needed.',
  },
  KeyIsCompromised: {
    status: 409,
    when: 'The key was declared compromised by the entry `seq`.',
    remedy: 'No action is needed.',
  },
  KeyIsLast: {
    status: 409,
    when: 'No other writer key is registered and active, so no further entry could be sealed.',
    remedy: 'Register its successor first.',
  },
  KeyInUse: {
    status: 409,
    when: 'The process that received the command seals entries with the key that the command retires or declares compromised.',
    remedy: 'Start the process with the successor in WRITER_KEY, then send the same request again.',
  },
  KeyPlaceWrong: {
    status: 409,
    when: 'The registration names, in `after`, the entry that the registered key is to follow, and the journal ends with another entry, `seq`.',
    remedy:
      'Find out who has appended it, then run `npx ledger keys recover` again: it signs for the end of the journal as it is now.',
  },
  KeysChanged: {
    status: 409,
    when: 'The keys of the ledger have changed since the request was signed, or while it was carried out; `seq` is the entry that changed them.',
    remedy: 'Look at the keys with GET …/keys. If they are as they should be, sign and send again.',
  },
  NextRootAlreadyNamed: {
    status: 409,
    when: 'The entry `seq` has named the next root key. It stays named until it replaces the root key.',
    remedy: 'Replace the root key with the named one; the replacement can name the next.',
  },
  RootNotNamed: {
    status: 409,
    when: 'The root key has named another key as the next root key (`nextRoot` is its hash), or none.',
    remedy: 'Replace the root key with the key that was named.',
  },
  RootNotReplaced: {
    status: 409,
    when: 'The URL names the root key of the ledger. Only a root key that was replaced can be declared compromised.',
    remedy: 'Replace the root key first.',
  },
  KeyNameWrong: {
    status: 422,
    when: 'The verifier key was created for another ledger or role; `name` is the required name.',
    remedy: 'Create the verifier key again with `npx ledger keys show`.',
  },
  KeySignatureInvalid: {
    status: 422,
    when: "The ledger's root key did not sign this key change; a replacement of the root key is signed by the new one.",
    remedy: 'Sign with the root key that GET …/keys shows, for this ledger, role and key.',
  },
  RootKeyMissing: {
    status: 409,
    when: 'Opening a ledger requires the root key, and this process was started without one.',
    remedy: 'Start the process with ROOT_KEY, open the ledger, then remove the root key again.',
  },
  WriterKeyNotRegistered: {
    status: 503,
    when: "The process's writer keys are not registered in the ledger, or are no longer active; `keys` lists them.",
    remedy:
      'This request did nothing. Register a key with `npx ledger keys register`, or start the process with a registered key.',
  },
} as const satisfies Partial<Record<RefusalCode, ProblemKind>>;
