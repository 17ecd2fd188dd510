import { z } from 'zod';
import type { Journal } from '@journal/journal';
import type { AskedKeyChange } from '@journal/keys/signing-keys';
import { vouchedFor } from '@journal/keys/vouched-for';
import type { KeyCommand } from '@ledger/key-events';
import type { CommandOf } from '@ledger/ledger';
import type { Conditional } from '@ledger/transactions/condition';
import type { Envelope } from '../envelope';
import { declare, type Wanted } from '../declaration';
import { ofWhole } from '../reach';
import { conditional } from '../input/conditions';
import { plainReceipt } from '../receipt';
import { keyFields, withFromSeq } from './key-fields';

/** A change of a ledger's keys stands on the signature of a root key, which this process need not hold. */
async function verified<Type extends KeyCommand['type']>(
  journal: Journal,
  { ledger, key }: Envelope,
  change: Wanted<Type>,
): Promise<Conditional & CommandOf<Type>> {
  // A change as it is asked for, whatever its type: the compiler cannot see that of a type it does not know.
  const asked = change as unknown as AskedKeyChange;
  return vouchedFor(await journal.signingKeys(ledger, key), asked) as Conditional & CommandOf<Type>;
}

export const RegisterKey = declare({
  type: 'RegisterKey',
  permission: 'changeKeys',
  reach: ofWhole,
  input: z.strictObject({ ...keyFields.RegisterKey, ...conditional }),
  complete: verified,
  answer: 'KeyRegistered',
  receipt: plainReceipt,
});

export const RetireKey = declare({
  type: 'RetireKey',
  permission: 'changeKeys',
  reach: ofWhole,
  target: 'keyId',
  input: z.strictObject({ ...keyFields.RetireKey, ...conditional }),
  complete: verified,
  answer: 'KeyRetired',
  receipt: plainReceipt,
});

export const DeclareKeyCompromised = declare({
  type: 'DeclareKeyCompromised',
  permission: 'changeKeys',
  reach: ofWhole,
  target: 'keyId',
  input: z.strictObject({ ...keyFields.DeclareKeyCompromised, ...conditional }).transform(withFromSeq),
  complete: verified,
  answer: 'KeyCompromised',
  receipt: plainReceipt,
});

export const NameNextRoot = declare({
  type: 'NameNextRoot',
  permission: 'changeKeys',
  reach: ofWhole,
  input: z.strictObject({ ...keyFields.NameNextRoot, ...conditional }),
  complete: verified,
  answer: 'NextRootNamed',
  receipt: plainReceipt,
});

export const ReplaceRoot = declare({
  type: 'ReplaceRoot',
  permission: 'changeKeys',
  reach: ofWhole,
  input: z.strictObject({ ...keyFields.ReplaceRoot, ...conditional }),
  complete: verified,
  answer: 'RootReplaced',
  receipt: plainReceipt,
});
