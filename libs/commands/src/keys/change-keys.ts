import { z } from 'zod';
import type { Journal } from '@journal/journal';
import { requireVouchedFor } from '@journal/signing-keys';
import { keyRoles, type KeyCommand } from '@ledger/key';
import type { Envelope } from '../envelope';
import { declare } from '../declaration';
import { conditional } from '../input/conditions';
import { formed } from '../input/text';
import { plainReceipt } from '../receipt';

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
    'The first entry for which the key no longer vouches. Default: the entry after this declaration.',
  examples: ['1024'],
});

/** A change of a ledger's keys stands on the signature of the root key, which this process need not hold. */
async function vouchedFor<Change extends KeyCommand>(
  journal: Journal,
  { ledger, key }: Envelope,
  change: Change,
): Promise<Change> {
  const keys = await journal.signingKeys(ledger, key);
  if (keys.root !== '') requireVouchedFor(keys, change);
  return change;
}

export const RegisterKey = declare({
  type: 'RegisterKey',
  input: z.strictObject({
    keyId,
    role: z.enum(keyRoles).meta({
      description:
        'What it signs: `writer` seals appends, `notary` signs checkpoints, `witness` cosigns them.',
    }),
    rootSignature,
    vkey,
    ...conditional,
  }),
  complete: vouchedFor,
  answer: 'KeyRegistered',
  receipt: plainReceipt,
});

export const RetireKey = declare({
  type: 'RetireKey',
  target: 'keyId',
  input: z.strictObject({ rootSignature, ...conditional }),
  complete: vouchedFor,
  answer: 'KeyRetired',
  receipt: plainReceipt,
});

export const DeclareKeyCompromised = declare({
  type: 'DeclareKeyCompromised',
  target: 'keyId',
  input: z
    .strictObject({ fromSeq: fromSeq.exactOptional(), rootSignature, ...conditional })
    .transform(({ fromSeq: from, ...rest }) => ({
      ...rest,
      ...(from !== undefined && { fromSeq: Number(from) }),
    })),
  complete: vouchedFor,
  answer: 'KeyCompromised',
  receipt: plainReceipt,
});
