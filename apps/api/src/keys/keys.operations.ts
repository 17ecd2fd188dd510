import { z } from 'zod';
import { DeclareKeyCompromised, RegisterKey, RetireKey } from '@commands/keys/change-keys';
import { keyRoles } from '@ledger/key';
import { commandProblems, underLedger, type Operation } from '../operation';
import { seq } from '../read.schemas';
import { plainAnswers } from '../receipt.schemas';
import { submitting } from '../submitting';

const tag = 'Keys';

/** A registration, a retirement and a compromise in a ledger `acme`, as the root key of the example signed them. */
const root = 'ledger.example/acme/root+4b0c8a1e+AZbDdDm3sJWL4kq9lI9fHOSxm0/KoKQ72kWXyzH/SrbF';
const vkey = 'ledger.example/acme/writer+415783f0+AUA0RQQwFulZmpixzw0txmpcQCHL7/vnfFF0uk902/gM';
const rootSignature =
  'GppZZivXwz7w/x31FctbnAK0SUnAIm1sx7o/H4Mj7ZN7ffbg40+W9Q59yCIUBNNQc94d6QWyjc6LlqOfZCp7k5Moswk=';

const changes =
  'It stands on the signature of the root key, made with `npx ledger keys` wherever that key is; the API need not hold it.';
const keyProblems = [...commandProblems, 'KeySignatureInvalid'] as const;

export const listKeys = {
  id: 'listKeys',
  method: 'GET',
  path: `${underLedger}/keys`,
  tag,
  summary: 'List every key that was ever registered, with the root key that vouches for them',
  description: 'From the end of the journal, in the order of registration.',
  query: z.strictObject({}),
  answers: [
    {
      status: 200,
      description: 'The keys.',
      schema: z.object({
        log: z.string().meta({ description: 'Name of the ledger in seals and checkpoints.' }),
        root: z.string().meta({ description: 'Verifier key of the root.' }),
        seq: seq.meta({ description: 'The last entry of the journal that the answer includes.' }),
        items: z
          .array(
            z.object({
              keyId: z.string().meta({ description: 'Id of the key: eight hexadecimal digits.' }),
              role: z.enum(keyRoles).meta({
                description: 'What it signs: `writer` appends, `notary` checkpoints, `witness` cosignatures.',
              }),
              vkey: z.string().meta({ description: 'Its verifier key, as C2SP signed notes have it.' }),
              status: z
                .enum(['active', 'retired', 'compromised'])
                .meta({ description: 'Whether it may still sign, and whether it still vouches.' }),
              registeredSeq: seq.meta({ description: 'The entry that registered it.' }),
              retiredSeq: seq.exactOptional().meta({ description: 'The entry that retired it.' }),
              compromisedSeq: seq
                .exactOptional()
                .meta({ description: 'The entry that declared it compromised.' }),
              compromisedFromSeq: seq
                .exactOptional()
                .meta({ description: 'The first entry for which it no longer vouches.' }),
            }),
          )
          .meta({ description: 'All keys, in the order of registration.' }),
      }),
      example: {
        log: 'ledger.example/acme',
        root,
        seq: '1024',
        items: [{ keyId: '415783f0', role: 'writer', vkey, status: 'active', registeredSeq: '1' }],
      },
    },
  ],
  problems: ['RequestMalformed', 'LedgerNotFound', 'LedgerBusy', 'NotReady'],
} as const satisfies Operation;

export const registerKey = submitting(RegisterKey, {
  id: 'registerKey',
  method: 'POST',
  path: `${underLedger}/keys`,
  tag,
  summary: 'Register a key: it may sign from the next append on',
  description: changes,
  example: { keyId: '415783f0', role: 'writer', rootSignature, vkey },
  answers: plainAnswers,
  problems: [...keyProblems, 'KeyNameWrong', 'KeyAlreadyRegistered'],
});

export const retireKey = submitting(RetireKey, {
  id: 'retireKey',
  method: 'POST',
  path: `${underLedger}/keys/:keyId/retire`,
  tag,
  summary: 'Retire a key: it signs nothing from the next append on',
  description: changes,
  example: { rootSignature },
  answers: plainAnswers,
  problems: [...keyProblems, 'KeyInUse', 'KeyNotRegistered', 'KeyIsRetired', 'KeyIsCompromised', 'KeyIsLast'],
});

export const compromiseKey = submitting(DeclareKeyCompromised, {
  id: 'compromiseKey',
  method: 'POST',
  path: `${underLedger}/keys/:keyId/compromise`,
  tag,
  summary: 'Declare a key compromised: it vouches for nothing from an entry on',
  description: changes,
  example: { fromSeq: '1024', rootSignature },
  answers: plainAnswers,
  problems: [...keyProblems, 'KeyInUse', 'KeyNotRegistered', 'KeyIsCompromised', 'KeyIsLast'],
});
