import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { accessJournalId } from '@access/access-book';
import { entryIdPattern, periodNamePattern } from '@commands/input/fields';
import { ledgerIdPattern } from '@ledger/ledger-id';
import type { Target } from '@commands/declaration';
import { keyIdPattern } from '@commands/keys/key-fields';
import { idempotencyKeyPattern } from '@commands/input/idempotency-key';
import { accept, Malformed, pointerTo, type LocatedFlaw } from '@commands/input/malformed';
import type { BulkEnvelope, Envelope } from '@commands/envelope';
import { principalIdPattern } from '@ledger/actor';
import { pathPattern, pathRule } from '@ledger/accounts/path';
import { Refusal } from '@ledger/refusal';
import { currencyCodePattern } from '@ledger/money/currency';
import { parameterProblem, RequestProblem } from '../problems/problem';
import { headerOf } from '../edge/request-headers';
import { actorOf, askerOf } from '../access/asker';

/** A request whose parts are still what came over the wire. */
export type ApiRequest = FastifyRequest<{
  Params: Readonly<Record<string, string>>;
  Querystring: Record<string, unknown>;
}>;

export const dryRunQuery = z.strictObject({
  dryRun: z
    .enum(['true', 'false'])
    .meta({
      description:
        '`true`: the answer that the command would get now. Nothing is written and the key is not used up.',
    })
    .exactOptional(),
});

/** Of a command that can be proposed. */
export const writeQuery = dryRunQuery.extend({
  propose: z
    .enum(['true', 'false'])
    .meta({
      description:
        '`true`: the command waits until other persons have approved it, as an approval rule asks for. Refused where no rule does.',
    })
    .exactOptional(),
});

/** Who asks, and how it is judged what he wishes. */
function askedBy(request: ApiRequest, ledger: string): Pick<BulkEnvelope, 'actor' | 'judge'> {
  return { actor: actorOf(request), judge: askerOf(request).judgeIn(ledger) };
}

/** What goes with a command: the ledger of the URL, the key of the header, dry run or not. */
export function envelopeOf(request: ApiRequest, ledger = ledgerOf(request)): Envelope {
  const { actor, judge } = askedBy(request, ledger);
  const { isDryRun, isProposed } = modeOf(request);
  return { actor, judge, ledger, key: idempotencyKeyOf(request), isDryRun, isProposed };
}

/** What goes with commands that bring their keys in the body. @throws Refusal ProposalNotPossible */
export function bulkEnvelopeOf(request: ApiRequest): BulkEnvelope {
  const { isDryRun, isProposed } = modeOf(request);
  if (isProposed) throw notPossible('Of a bulk or a settlement file');
  const ledger = ledgerOf(request);
  return { ...askedBy(request, ledger), ledger, isDryRun };
}

function modeOf(request: ApiRequest): Pick<Envelope, 'isDryRun' | 'isProposed'> {
  // Most requests have no query; then there is nothing to look at.
  if (!request.url.includes('?')) return asItIs;
  const { dryRun, propose } = queryOf(request, writeQuery);
  return { isDryRun: dryRun === 'true', isProposed: propose === 'true' };
}

const asItIs = { isDryRun: false, isProposed: false };

/** @param what that cannot be proposed: begins a sentence */
export function notPossible(what: string): Refusal {
  return new Refusal(
    'ProposalNotPossible',
    `${what} nothing can be proposed: send it without ?propose=true.`,
  );
}

/** @throws RequestProblem naming every parameter that is unknown or malformed */
export function queryOf<Schema extends z.ZodType>(
  request: ApiRequest,
  schema: Schema,
  given: Readonly<Record<string, unknown>> = request.query,
): z.output<Schema> {
  try {
    // Fastify's object has no prototype, which the schema would not take for an object.
    return accept(schema, { ...given });
  } catch (error) {
    throw error instanceof Malformed ? queryProblem(error.flaws, given) : error;
  }
}

/** Flaws of query parameters, in their own words: the schemas speak of fields, and of a list if one is given twice. */
function queryProblem(
  flaws: readonly LocatedFlaw[],
  given: Readonly<Record<string, unknown>>,
): RequestProblem {
  const repeated = new Set(pointersOfLists(given));
  const reworded = flaws.map((flaw): LocatedFlaw => {
    if (flaw.code === 'UnknownField')
      return { ...flaw, detail: flaw.detail.replace('Unknown field', 'Unknown query parameter') };
    if (repeated.has(flaw.pointer))
      return { ...flaw, code: 'Repeated', detail: 'This query parameter is given twice; give it once.' };
    return flaw;
  });
  return parameterProblem('query', reworded);
}

/** Pointers to the parameters that stand twice, within an object such as `metadata` too. */
function pointersOfLists(given: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (Array.isArray(value)) return [pointerTo([name])];
    if (typeof value !== 'object' || value === null) return [];
    return pointersOfLists(value as Record<string, unknown>).map((pointer) => pointerTo([name]) + pointer);
  });
}

/** The ledger that the address names; under /v1/access, the access journal. */
export function ledgerOf(request: ApiRequest): string {
  if (request.params['ledger'] === undefined) return accessJournalId;
  return partOf(
    request,
    'ledger',
    ledgerIdPattern,
    'Give the id of a ledger: 2 to 63 of a-z, 0-9 and -, beginning with a letter.',
  );
}

/** What the URL of a command names. @throws RequestProblem */
export function targetOf(request: ApiRequest, target: Target): string {
  return targets[target](request);
}

const targets: Readonly<Record<Target, (request: ApiRequest) => string>> = {
  code: currencyOf,
  hold: holdOf,
  keyId: keyIdOf,
  path: accountOf,
  period: periodOf,
  proposal: proposalOf,
  quote: quoteOf,
  transaction: transactionOf,
};

export function accountOf(request: ApiRequest): string {
  return partOf(request, 'path', pathPattern, `Give an account path: ${pathRule}.`);
}

export function transactionOf(request: ApiRequest): string {
  return partOf(
    request,
    'id',
    entryIdPattern,
    'Give the id of a transaction as its receipt has it, a UUID of version 7 in lower case.',
  );
}

function quoteOf(request: ApiRequest): string {
  return partOf(
    request,
    'id',
    entryIdPattern,
    'Give the id of a quote as its receipt has it, a UUID of version 7 in lower case.',
  );
}

export function holdOf(request: ApiRequest): string {
  return partOf(
    request,
    'id',
    entryIdPattern,
    'Give the id of a hold as its receipt has it, a UUID of version 7 in lower case.',
  );
}

export function proposalOf(request: ApiRequest): string {
  return partOf(
    request,
    'id',
    entryIdPattern,
    'Give the id of a proposal as its receipt has it, a UUID of version 7 in lower case.',
  );
}

function currencyOf(request: ApiRequest): string {
  return partOf(
    request,
    'code',
    currencyCodePattern,
    'Give the code of a currency: 2 to 32 of A-Z, 0-9, point, _ and -, beginning with a letter.',
  );
}

function periodOf(request: ApiRequest): string {
  return partOf(
    request,
    'period',
    periodNamePattern,
    'Give the name of a period: 1 to 63 of a-z, 0-9, point, _ and -, beginning with a letter or a digit.',
  );
}

export function keyIdOf(request: ApiRequest): string {
  return partOf(request, 'keyId', keyIdPattern, 'Give a key id: eight of 0-9 and a-f.');
}

export function seqOf(request: ApiRequest): number {
  return Number(
    partOf(request, 'seq', /^(?:0|[1-9][0-9]{0,14})$/, 'Give a seq: digits without leading zeros.'),
  );
}

/** A part of the path, as it must look. @throws RequestProblem */
export function partOf(request: ApiRequest, name: string, pattern: RegExp, detail: string): string {
  const value = request.params[name]!;
  if (!pattern.test(value))
    throw parameterProblem('path', [{ pointer: `/${name}`, code: 'BadFormat', detail }]);
  return value;
}

export function principalOf(request: ApiRequest): string {
  return partOf(
    request,
    'principal',
    principalIdPattern,
    'Give the id of a principal: 2 to 63 of a-z, 0-9 and -, beginning with a letter.',
  );
}

export function credentialIdOf(request: ApiRequest): string {
  return partOf(
    request,
    'credential',
    /^[0-9A-Za-z]{12}$/,
    'Give the id of a credential: 12 of 0-9, A-Z and a-z.',
  );
}

/** Id of an entry that a part of the path names. */
export function entryIdOf(request: ApiRequest, name: string): string {
  return partOf(
    request,
    name,
    entryIdPattern,
    'Give an id as a receipt has it, a UUID of version 7 in lower case.',
  );
}

export function idempotencyKeyOf(request: ApiRequest): string {
  const key = headerOf(request, 'Idempotency-Key');
  if (key === undefined) {
    throw new RequestProblem(
      'IdempotencyKeyMissing',
      'Send the header Idempotency-Key with a key of your own choice.',
    );
  }
  if (!idempotencyKeyPattern.test(key)) {
    const detail = 'Give a key of 1 to 255 printable ASCII characters.';
    throw parameterProblem('header', [{ pointer: '/Idempotency-Key', code: 'BadFormat', detail }]);
  }
  return key;
}
