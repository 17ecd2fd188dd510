import { existsSync, readFileSync } from 'node:fs';
import type { CredentialBody } from '@access/commands';
import { principalIdPattern } from '@ledger/actor';
import { writeDurably } from '@proof/durable-file';
import { z } from 'zod';
import { Failure, usageError } from '../failure';

/** An administrator whom the root key is to name, on its way to the machine of that key and back. Nothing of it is secret. */
export interface AdminRequest {
  /** `<origin>/_access`: the root key signs for one installation. */
  readonly log: string;
  readonly principal: string;
  readonly credential: CredentialBody;
  /** Absent until it is signed. */
  readonly rootSignature?: string;
}

const shape = z.strictObject({
  log: z.string(),
  principal: z.string().regex(principalIdPattern),
  credential: z.strictObject({
    credential: z.string().regex(/^[0-9A-Za-z]{12}$/),
    digest: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
    kind: z.literal('key'),
    pepper: z.string().regex(/^[0-9a-f]{8}$/),
  }),
  rootSignature: z.string().exactOptional(),
});

/** @throws Failure of a usage error, where there is no such file, or it holds something else */
export function readRequest(file: string): AdminRequest {
  if (!existsSync(file)) throw new Failure(`There is no file ${file}.`, usageError);
  try {
    return shape.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new Failure(`${file} is no request of \`npx ledger access request-admin\`.`, usageError);
  }
}

/** Durable when it returns. @throws Failure of a usage error, where there is such a file already */
export function writeRequest(file: string, request: AdminRequest): void {
  if (existsSync(file)) throw new Failure(`There is a file ${file} already.`, usageError);
  writeDurably(file, `${JSON.stringify(request, null, 2)}\n`);
}
