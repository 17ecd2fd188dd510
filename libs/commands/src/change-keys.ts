import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import { requireVouchedFor } from '@journal/signing-keys';
import type { Conditional } from '@ledger/transactions/condition';
import {
  keyRoles,
  type DeclareKeyCompromised,
  type KeyCommand,
  type RegisterKey,
  type RetireKey,
} from '@ledger/key';
import { conditional } from './conditions';
import { accept } from './malformed';
import { submit, type Envelope } from './submit';
import { formed } from './text';

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

export const registerKeyInput = z.strictObject({
  keyId,
  role: z.enum(keyRoles).meta({
    description: 'What it signs: `writer` seals appends, `notary` signs checkpoints, `witness` cosigns them.',
  }),
  rootSignature,
  vkey,
  ...conditional,
});
export const retireKeyInput = z.strictObject({ rootSignature, ...conditional });
export const compromiseKeyInput = z.strictObject({
  fromSeq: fromSeq.exactOptional(),
  rootSignature,
  ...conditional,
});

/** @throws Malformed */
export function parseRegisterKey(input: unknown): Conditional & RegisterKey {
  return { type: 'RegisterKey', ...accept(registerKeyInput, input) };
}

/** @param keyId as the address of the request has it. @throws Malformed */
export function parseRetireKey(keyId: string, input: unknown): Conditional & RetireKey {
  return { type: 'RetireKey', keyId, ...accept(retireKeyInput, input) };
}

/** @param keyId as the address of the request has it. @throws Malformed */
export function parseCompromiseKey(keyId: string, input: unknown): Conditional & DeclareKeyCompromised {
  const { fromSeq: from, ...rest } = accept(compromiseKeyInput, input);
  return {
    type: 'DeclareKeyCompromised',
    keyId,
    ...rest,
    ...(from !== undefined && { fromSeq: Number(from) }),
  };
}

/** A change of a ledger's keys: each stands on the signature of the root key, which this process need not hold. */
export class ChangeKeys extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & KeyCommand,
  ) {
    super();
  }
}

@CommandHandler(ChangeKeys)
export class ChangeKeysHandler implements ICommandHandler<ChangeKeys> {
  constructor(private readonly journal: Journal) {}

  async execute({ envelope, command }: ChangeKeys): Promise<Answered> {
    const keys = await this.journal.signingKeys(envelope.ledger, envelope.key);
    if (keys.root !== '') requireVouchedFor(keys, command);
    return submit(this.journal, envelope, command);
  }
}
