import { keyRoles } from '@ledger/known-keys';
import { always, object, oneOf, optional, text } from '../shape';
import { ofWhole } from './acts';
import { count, hash } from './common-shapes';
import type { DeclaredEvents } from './declared-event';

/** Of the keys that sign for a ledger. */
export const keyEvents = {
  KeyRegistered: {
    leavesNoRows: true,
    meaning:
      'A key may sign for the ledger from the next append on. There are two exceptions: the first writer key, registered in the second entry, and a writer key with `after` seal the append that registers them.',
    act: ofWhole('changeKeys', 'RegisterKey'),
    body: {
      after: optional(
        hash,
        'For a writer key whose registration no other one could seal: leaf hash of the entry before the append. The key seals its own registration at that place alone, in that journal alone.',
      ),
      keyId: always(text, 'Eight hex digits, as in the verifier key.'),
      role: always(
        oneOf(...keyRoles),
        'What the key signs: `writer` seals appends, `notary` signs checkpoints, `witness` cosigns them.',
      ),
      rootSignature: always(
        text,
        'Base64 of key id and signature by the root key over `key-registration/v1`, the log, the role and the verifier key, each on a line of its own; with `after`, over `key-recovery/v1`, the same and `after`.',
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
    leavesNoRows: true,
    meaning: 'The key signs nothing from the next append on; what it signed stays valid.',
    act: ofWhole('changeKeys', 'RetireKey'),
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
    leavesNoRows: true,
    meaning:
      'Someone else may have signed with the key. It vouches for nothing from `fromSeq` on or, without `fromSeq`, from the next append on. Later entries that only this key has sealed are not proved. A root key that was replaced can be declared compromised, too: then the keys that it registered from `fromSeq` on vouch for nothing, from their registration on; its other statements stand.',
    act: ofWhole('changeKeys', 'DeclareKeyCompromised'),
    body: {
      fromSeq: optional(
        count,
        'The first entry that the key no longer vouches for, if it is before this entry.',
      ),
      keyId: always(text, 'The key, active or retired, or a root key that was replaced.'),
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
  NextRootNamed: {
    leavesNoRows: true,
    meaning:
      'The root key names the one key that may replace it. It stays named until it has: a second one cannot be named.',
    act: ofWhole('changeKeys', 'NameNextRoot'),
    body: {
      nextRoot: always(
        hash,
        'SHA-256 of the verifier key of the next root, base64url. Nobody sees that key before it is used.',
      ),
      rootSignature: always(
        text,
        'Base64 of key id and signature by the root key over `next-root/v1`, the log and `nextRoot`, each on a line of its own.',
      ),
    },
    example: {
      nextRoot: 'Ha5rW-L7hKZDJWz9vs2FZ7qahxzV_wGElXF0wZENHcg',
      rootSignature:
        'DWqkdBabOiiHXNyi6cR5bpFrP2VEkeayi3quqZUaN1N8RkoOujbvU//nLAUdY/9oJ8eKZVomdXYEH58ha6Csnnve5gI=',
    },
  },
  RootReplaced: {
    leavesNoRows: true,
    meaning:
      'The key that the root key had named is the root key from this entry on. Statements that the old one signs no longer count; what it stated before does.',
    act: ofWhole('changeKeys', 'ReplaceRoot'),
    body: {
      keyList: always(
        hash,
        'Hash of the list of all keys before this entry, base64url: SHA-256 of the lines `key-list/v1`, the log, and for each registered key, in order, its role, its verifier key, and the seqs of its registration, its retirement, the declaration that it is compromised and the entry from which it is, separated by spaces, `-` for none. Each line ends with a line feed.',
      ),
      nextRoot: optional(hash, 'SHA-256 of the verifier key that may replace the new root key in turn.'),
      rootSignature: always(
        text,
        'Base64 of key id and signature by the new root key over `root-replacement/v1`, the log, the verifier keys of the old and the new root, `keyList`, `nextRoot`, and the verifier key and the `after` of `writer` (`-` for what is absent), each on a line of its own.',
      ),
      vkey: always(text, 'Verifier key of the new root.'),
      writer: optional(
        object({ after: hash, keyId: text, vkey: text }),
        'A writer key that this entry registers, and that may seal its append: `after`, the leaf hash of the entry before the append, `keyId` and `vkey`.',
      ),
    },
    example: {
      keyList: 'pCbwUCOHIUP4itWmZ7BunuJR1NKSaBMZjYeGVrPrkRA',
      nextRoot: 'm5P2om_7TdIyJjCWxgGomVXT9sTx7aSFcqso3uMBI2Y',
      rootSignature:
        'phZb5Jr1jQVxkpJJVRGn29M1dGEWjuHlvZ1Mhopo3iL/OMStluxu3raqU7To7+9RZkucUPwfqg3vpWmnUZ041oLZFQg=',
      vkey: 'vectors.example/vault/root+a6165be4+AZJO0xtr9rM16bMx5jaX7a6gwLvLFsVWTgbhC/r6Dsl0',
    },
  },
} satisfies Partial<DeclaredEvents>;
