import { keyRoles } from '@ledger/key';
import { always, oneOf, optional, text } from '../shape';
import { count } from './common-shapes';
import type { DeclaredEvents } from './declared-event';

/** Of the keys that sign for a ledger. */
export const keyEvents = {
  KeyRegistered: {
    meaning:
      'A key may sign for the ledger from the next append on. The exception is the first writer key, registered in the second entry: it seals the append that registers it.',
    body: {
      keyId: always(text, 'Eight hex digits, as in the verifier key.'),
      role: always(
        oneOf(...keyRoles),
        'What the key signs: `writer` seals appends, `notary` signs checkpoints, `witness` cosigns them.',
      ),
      rootSignature: always(
        text,
        'Base64 of key id and signature by the root key over `key-registration/v1`, the log, the role and the verifier key, each on a line of its own.',
      ),
      vkey: always(text, 'Verifier key of the registered key.'),
    },
    example: {
      keyId: '3af97f07',
      role: 'writer',
      rootSignature:
        'DWqkdOE61f1PQX8bs8WpXow6qMCqZF2SoHObSgvYFGrNCnIt7ZuwvAKsv/z8hDcjhOd0ApefqKBiV7weFjIHCZaR1Qg=',
      vkey: 'vectors.example/vault/writer+3af97f07+AUA0RQQwFulZmpixzw0txmpcQCHL7/vnfFF0uk902/gM',
    },
  },
  KeyRetired: {
    meaning: 'The key signs nothing from the next append on; what it signed stays valid.',
    body: {
      keyId: always(text, 'The key. Its id is never used again.'),
      rootSignature: always(
        text,
        'Base64 of key id and signature by the root key over `key-retirement/v1`, the log and the key id, each on a line of its own.',
      ),
    },
    example: {
      keyId: '9373cd32',
      rootSignature:
        'DWqkdD3aXA2VEJD04KsC4UiEvwI3dtSSr+vJIspApCmwPbM/ofTr13Tdy5boxNQtrHdN+tH/G5rkuZ88lB3zKvuJ2AI=',
    },
  },
  KeyCompromised: {
    meaning:
      'Someone else may have signed with the key. It vouches for nothing from `fromSeq` on or, without `fromSeq`, from the next append on. Later entries that only this key has sealed are not proved.',
    body: {
      fromSeq: optional(
        count,
        'The first entry that the key no longer vouches for, if it is before this entry.',
      ),
      keyId: always(text, 'The key, active or retired.'),
      rootSignature: always(
        text,
        'Base64 of key id and signature by the root key over `key-compromise/v1`, the log, the key id and `fromSeq` (`-` without it), each on a line of its own.',
      ),
    },
    example: {
      fromSeq: '5',
      keyId: 'e11f621a',
      rootSignature:
        'DWqkdNmUy/jaYVsrwzKq7we30cVXR2FK3+HVFvCJoV0itJQ/HOOadW/rriDa4FIp0gynqGsBfhSMm6j25lUppa2BzQE=',
    },
  },
} satisfies Partial<DeclaredEvents>;
