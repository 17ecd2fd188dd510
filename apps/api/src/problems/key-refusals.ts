import type { RefusalCode } from '@ledger/refusal';
import type { ProblemKind } from './problem-kind';

/** Refusals of changes of keys. */
export const keyRefusals = {
  KeyAlreadyRegistered: {
    status: 409,
    when: 'A key with this id was registered by the entry `seq`; retired or not, its id is not used again.',
    remedy: 'Use the key as it is, or make another.',
  },
  KeyNotRegistered: {
    status: 404,
    when: 'The address names a key that was never registered in this ledger.',
    remedy: 'Check the key id with GET …/keys.',
  },
  KeyIsRetired: {
    status: 409,
    when: 'The key was retired by the entry `seq`.',
    remedy: 'Nothing needs to be done.',
  },
  KeyIsCompromised: {
    status: 409,
    when: 'The key was declared compromised by the entry `seq`.',
    remedy: 'Nothing needs to be done.',
  },
  KeyIsLast: {
    status: 409,
    when: 'No other writer key is registered and active, so nothing could be appended after it.',
    remedy: 'Register its successor first.',
  },
  KeyInUse: {
    status: 409,
    when: 'The key is to be retired or declared compromised by the process that seals with it.',
    remedy: 'Start the process with the successor in WRITER_KEY, then send the same request again.',
  },
  KeyNameWrong: {
    status: 422,
    when: 'The verifier key was made for another ledger or another role; `name` is the one it must have.',
    remedy: 'Make the verifier key anew with `npx ledger keys show`.',
  },
  KeySignatureInvalid: {
    status: 422,
    when: 'The signature was not made by the root key of the ledger over this change of its keys.',
    remedy: 'Sign with the root key that GET …/keys names, for this ledger, role and key.',
  },
  RootKeyMissing: {
    status: 409,
    when: 'A ledger is opened under the root key, and this process was started without one.',
    remedy: 'Start the process with ROOT_KEY, open the ledger, and take the root key away again.',
  },
  WriterKeyNotRegistered: {
    status: 503,
    when: 'The writer keys of the process are not registered in the ledger, or not active any more; `keys` names them.',
    remedy:
      'Nothing was done: register a key with `npx ledger keys register`, or start the process with one that is registered.',
  },
} as const satisfies Partial<Record<RefusalCode, ProblemKind>>;
