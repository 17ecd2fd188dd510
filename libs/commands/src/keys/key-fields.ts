import { z } from 'zod';
import { keyRoles } from '@ledger/known-keys';
import { formed } from '../input/text';

export const keyIdPattern = /^[0-9a-f]{8}$/;

const keyId = formed(keyIdPattern, 'a key id: eight of 0-9 and a-f', {
  description: 'Id of the key: eight hexadecimal digits, the middle part of its verifier key.',
  examples: ['415783f0'],
});
const vkey = formed(
  /^[^\s+]{1,255}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{43}[A-Za-z0-9+/=]$/,
  'a verifier key: name+id+base64',
  {
    description:
      'Verifier key of C2SP signed notes: name, key id and base64 of the public key, joined by `+`.',
    examples: ['ledger.example/acme/writer+415783f0+AUA0RQQwFulZmpixzw0txmpcQCHL7/vnfFF0uk902/gM'],
  },
);
const rootSignature = formed(/^[A-Za-z0-9+/]{91}=$/, 'base64 of the 68 bytes of key id and signature', {
  description:
    'What the root key signed, as `npx ledger keys` does it on the machine that holds the root key.',
});
const fromSeq = formed(/^(?:0|[1-9][0-9]{0,14})$/, 'a seq: digits without leading zeros', {
  description:
    'The first entry for which signatures of the key are not trusted. Default: the entry after this declaration.',
  examples: ['1024'],
});

const hash = (description: string) =>
  formed(/^[A-Za-z0-9_-]{43}$/, 'a SHA-256 hash in base64url', {
    description,
    examples: ['64L9GTWL1B3rbjFGk_UqecjJYqtPnIS_341qXE2TTU8'],
  });
const after = hash(
  'For a writer key that is to seal the append which registers it, as the others are lost: leaf hash of the last entry of the journal, `head` of GET …/keys.',
);
const nextRoot = hash('SHA-256 of the verifier key of the next root key.');

/** The bodies of the changes of keys, those of a ledger and those of the access journal. */
export const keyFields = {
  RegisterKey: {
    after: after.exactOptional(),
    keyId,
    role: z.enum(keyRoles).meta({
      description:
        'What it signs: `writer` seals appends, `notary` signs checkpoints, `witness` cosigns them.',
    }),
    rootSignature,
    vkey,
  },
  RetireKey: { rootSignature },
  DeclareKeyCompromised: { fromSeq: fromSeq.exactOptional(), rootSignature },
  NameNextRoot: { nextRoot, rootSignature },
  ReplaceRoot: {
    keyList: hash('Hash of the list of all keys, as GET …/keys shows it.'),
    nextRoot: nextRoot.exactOptional(),
    rootSignature: rootSignature.meta({ description: 'What the new root key signed.' }),
    vkey: vkey.meta({ description: 'Verifier key of the new root.' }),
    writer: z
      .strictObject({ after, keyId, vkey })
      .meta({
        id: 'WriterOfNewRoot',
        description: 'A writer key that is registered with it, for when no active one is left.',
      })
      .exactOptional(),
  },
};

/** The seq that a declaration names as a number, as the rules have it. */
export function withFromSeq<Given extends { readonly fromSeq?: string }>({
  fromSeq: from,
  ...rest
}: Given): Omit<Given, 'fromSeq'> & { readonly fromSeq?: number } {
  return { ...rest, ...(from !== undefined && { fromSeq: Number(from) }) };
}
