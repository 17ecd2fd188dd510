import { z } from 'zod';
import {
  DeclareKeyCompromised,
  NameNextRoot,
  RegisterKey,
  ReplaceRoot,
  RetireKey,
} from '@commands/keys/change-keys';
import { keyRoles } from '@ledger/known-keys';
import { commandProblems, underLedger, type Operation } from '../operations/operation';
import { seq } from '../answers/read.schemas';
import { plainAnswers } from '../answers/receipt.schemas';
import { submitting } from '../operations/submitting';

const tag = 'Keys';

/** A registration, a retirement and a compromise in a ledger `acme`, as the root key of the example signed them. */
const root = 'ledger.example/acme/root+4b0c8a1e+AZbDdDm3sJWL4kq9lI9fHOSxm0/KoKQ72kWXyzH/SrbF';
const nextVkey = 'ledger.example/acme/root+4b0c8a1e+AZbDdDm3sJWL4kq9lI9fHOSxm0/KoKQ72kWXyzH/SrbF';
const vkey = 'ledger.example/acme/writer+415783f0+AUA0RQQwFulZmpixzw0txmpcQCHL7/vnfFF0uk902/gM';
const rootSignature =
  'GppZZivXwz7w/x31FctbnAK0SUnAIm1sx7o/H4Mj7ZN7ffbg40+W9Q59yCIUBNNQc94d6QWyjc6LlqOfZCp7k5Moswk=';

const nextRoot = 'KPHTMLLkdUPLJ4YKSEdpHf8VW1LT9nwPn5_9BEJ2uLE';
const keyList = 'c0vIGlyzfHyzoqz-8h1zUDg8WlXGl8UbnZaZr4S6sSo';
const head = '64L9GTWL1B3rbjFGk_UqecjJYqtPnIS_341qXE2TTU8';

const hash = z.string();
const changes =
  'Needs the signature of the root key, made with `npx ledger keys` on the machine that has that key; the API does not need it.';
const keyProblems = [...commandProblems, 'KeySignatureInvalid', 'KeysChanged'] as const;

export const listKeys = {
  id: 'listKeys',
  permission: { to: 'readTerms', of: 'ledger' },
  method: 'GET',
  path: `${underLedger}/keys`,
  tag,
  summary: 'List every key that was ever registered, with the root key that authorised them',
  description: 'From the end of the journal, in the order of registration.',
  query: z.strictObject({}),
  answers: [
    {
      status: 200,
      description: 'The keys.',
      schema: z
        .object({
          log: z.string().meta({ description: 'Name of the ledger in seals and checkpoints.' }),
          root: z.string().meta({ description: 'Verifier key of the root.' }),
          nextRoot: z
            .object({
              hash: hash.meta({ description: 'SHA-256 of its verifier key, base64url.' }),
              namedSeq: seq.meta({ description: 'The entry that named it.' }),
            })
            .nullable()
            .meta({ description: 'The key that may replace the root key; null if none is named.' }),
          replacedRoots: z
            .array(
              z.object({
                keyId: z.string().meta({ description: 'Id of the key.' }),
                vkey: z.string().meta({ description: 'Its verifier key.' }),
                replacedSeq: seq.meta({ description: 'The entry that replaced it.' }),
                compromisedSeq: seq
                  .exactOptional()
                  .meta({ description: 'The entry that declared it compromised.' }),
              }),
            )
            .meta({ description: 'The root keys before the present one, in order.' }),
          seq: seq.meta({ description: 'The last entry of the journal that the answer includes.' }),
          head: z
            .object({ seq, hash: hash.meta({ description: 'Its leaf hash, base64url.' }) })
            .meta({ description: 'The last entry of the journal.' }),
          keyList: hash.meta({ description: 'Hash of the list of all keys, which a new root key signs.' }),
          items: z
            .array(
              z.object({
                keyId: z.string().meta({ description: 'Id of the key: eight hexadecimal digits.' }),
                role: z.enum(keyRoles).meta({
                  description:
                    'What it signs: `writer` appends, `notary` checkpoints, `witness` cosignatures.',
                }),
                vkey: z.string().meta({ description: 'Its verifier key, as C2SP signed notes have it.' }),
                status: z.enum(['active', 'retired', 'compromised']).meta({
                  description: 'Whether it may still sign, and whether its signatures are trusted.',
                }),
                registeredSeq: seq.meta({ description: 'The entry that registered it.' }),
                retiredSeq: seq.exactOptional().meta({ description: 'The entry that retired it.' }),
                compromisedSeq: seq
                  .exactOptional()
                  .meta({ description: 'The entry that declared it compromised.' }),
                compromisedFromSeq: seq
                  .exactOptional()
                  .meta({ description: 'The first entry for which its signatures are not trusted.' }),
              }),
            )
            .meta({ description: 'All keys, in the order of registration.' }),
        })
        .meta({ id: 'KeyList' }),
      example: {
        log: 'ledger.example/acme',
        root,
        nextRoot: { hash: nextRoot, namedSeq: '3' },
        replacedRoots: [],
        seq: '1024',
        head: { seq: '1024', hash: head },
        keyList,
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
  problems: [...keyProblems, 'KeyNameWrong', 'KeyPlaceWrong', 'KeyAlreadyRegistered'],
});

export const retireKey = submitting(RetireKey, {
  id: 'retireKey',
  method: 'POST',
  path: `${underLedger}/keys/:keyId/retire`,
  tag,
  summary: 'Retire a key: it may not sign from the next append on',
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
  summary: 'Declare a key compromised: its signatures are not trusted from an entry on',
  description: changes,
  example: { fromSeq: '1024', rootSignature },
  answers: plainAnswers,
  problems: [
    ...keyProblems,
    'KeyInUse',
    'KeyNotRegistered',
    'RootNotReplaced',
    'KeyIsCompromised',
    'KeyIsLast',
  ],
});

export const nameNextRoot = submitting(NameNextRoot, {
  id: 'nameNextRoot',
  method: 'POST',
  path: `${underLedger}/root/name-next`,
  tag,
  summary: 'Name the one key that may replace the root key, by a hash',
  description: `Once named, it cannot be changed until it replaces the root key, so a stolen root key cannot name another one. ${changes}`,
  example: { nextRoot, rootSignature },
  answers: plainAnswers,
  problems: [...keyProblems, 'NextRootAlreadyNamed'],
});

export const replaceRoot = submitting(ReplaceRoot, {
  id: 'replaceRoot',
  method: 'POST',
  path: `${underLedger}/root/replace`,
  tag,
  summary: 'Replace the root key by the key that it has named',
  description:
    'The new root key alone signs, with `npx ledger keys replace-root`: the old one may be stolen or lost. From this entry on, statements of the old root key are refused.',
  example: { keyList, nextRoot, rootSignature, vkey: nextVkey },
  answers: plainAnswers,
  problems: [...keyProblems, 'KeyNameWrong', 'RootNotNamed', 'KeyPlaceWrong', 'KeyAlreadyRegistered'],
});
