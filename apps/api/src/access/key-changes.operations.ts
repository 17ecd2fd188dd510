import { z } from 'zod';
import { keyFields, withFromSeq } from '@commands/keys/key-fields';
import * as keys from '../keys/keys.operations';
import { commandProblems, underLedger, type Operation } from '../operations/operation';
import type { Submitting } from '../operations/submitting';
import { changeProblems, decisionQuery } from './changes.operations';

const tag = 'Access';
const permission = { to: 'changeKeys', of: 'every' } as const;

/** What can go wrong with any command to a ledger, and with none to the access journal. */
const ofLedgers: readonly string[] = commandProblems;

/** The same change of the keys of the access journal, which has no conditions. */
function ofAccess<Schema extends z.ZodType>(id: string, operation: Submitting, schema: Schema) {
  const { submits: _, path, description = '', problems, body, ...rest } = operation;
  return {
    ...rest,
    id,
    tag,
    permission,
    path: path.replace(underLedger, '/v1/access'),
    description: `${description} Dual control does not apply, because the root key signs it.`,
    query: decisionQuery,
    body: { schema, example: body?.example },
    problems: [
      ...changeProblems.filter((code) => code !== 'ApprovalRequired'),
      ...problems.filter((code) => !ofLedgers.includes(code)),
    ],
  } satisfies Operation;
}

export const registerAccessKey = ofAccess(
  'registerAccessKey',
  keys.registerKey,
  z.strictObject(keyFields.RegisterKey),
);
export const retireAccessKey = ofAccess(
  'retireAccessKey',
  keys.retireKey,
  z.strictObject(keyFields.RetireKey),
);
export const compromiseAccessKey = ofAccess(
  'compromiseAccessKey',
  keys.compromiseKey,
  z.strictObject(keyFields.DeclareKeyCompromised).transform(withFromSeq),
);
export const nameNextAccessRoot = ofAccess(
  'nameNextAccessRoot',
  keys.nameNextRoot,
  z.strictObject(keyFields.NameNextRoot),
);
export const replaceAccessRoot = ofAccess(
  'replaceAccessRoot',
  keys.replaceRoot,
  z.strictObject(keyFields.ReplaceRoot),
);
