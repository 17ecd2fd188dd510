import type { z } from 'zod';
import type { Declaration } from '@commands/declaration';
import type { ProblemCode } from '../problems/problem-catalogue';
import type { OperationPermission } from './permission';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH';

/** One answer of an operation that is not a problem. */
export interface DescribedAnswer {
  readonly status: number;
  readonly description: string;
  readonly contentType?: string;
  readonly schema?: z.ZodType;
  readonly example?: unknown;
  /** In place of one example, several by name. */
  readonly examples?: Readonly<Record<string, unknown>>;
}

/**
 * One method at one path. The table of operations is what routes, OpenAPI, "method not allowed" and tests are all
 * made from.
 */
export interface Operation {
  /** camelCase, as OpenAPI's operationId. */
  readonly id: string;
  /** What its caller has to be permitted. */
  readonly permission: OperationPermission;
  /** How many requests it counts as against the rate of its principal; 1 unless given. Pages of many rows add to it. */
  readonly cost?: number;
  readonly method: Method;
  /** Parts in the form `:name`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** The command that it submits, if it is one to an open ledger; see `submitting`. */
  readonly submits?: Declaration;
  /** Whether it takes an Idempotency-Key header; a bulk has a key in each item instead. */
  readonly isKeyed?: boolean;
  /** A strict object: parameters it does not name are refused. */
  readonly query?: z.ZodObject;
  readonly body?: { readonly schema: z.ZodType; readonly example: unknown };
  /** Other than JSON, what the body may be. */
  readonly streamBody?: {
    readonly contentType: string;
    readonly description: string;
    readonly example: string;
  };
  readonly answers: readonly DescribedAnswer[];
  /** Beside those that any request can meet. */
  readonly problems: readonly ProblemCode[];
}

/** Paths under which the resources of one ledger lie. */
export const underLedger = '/v1/ledgers/:ledger';

/** What any write can be answered. */
export const writeProblems = [
  'RequestMalformed',
  'IdempotencyKeyMissing',
  'IdempotencyKeyReused',
  'IdempotencyKeyReserved',
  'EntryTooLarge',
  'JournalNotTrusted',
  'JournalFromLaterRelease',
  'StoreDeniesWrites',
  'LedgerBusy',
  'WriterKeyNotRegistered',
  'OutcomeUnknown',
  'ClocksDisagree',
  'BodyTooLarge',
  'ContentTypeNotSupported',
] as const satisfies readonly ProblemCode[];

/** What any command to a ledger can be answered, whatever it wishes: its conditions may not hold, or be none. */
export const commandProblems = [
  ...writeProblems,
  'LedgerNotFound',
  'ConditionNotMet',
  'AccountNotFound',
  'CurrencyNotRegistered',
  'AmountHasWrongDecimals',
  'AmountTooLarge',
] as const satisfies readonly ProblemCode[];

/** What any query of a ledger can be answered. */
export const queryProblems = [
  'RequestMalformed',
  'LedgerNotFound',
  'ReadModelBehind',
] as const satisfies readonly ProblemCode[];

/** What any request can be answered that needs a permission. */
export const permittedProblems = [
  'CredentialMissing',
  'CredentialInvalid',
  'AccessNotKnown',
  'NotPermitted',
  'OutOfScope',
] as const satisfies readonly ProblemCode[];

/** What any request at all can be answered. */
export const commonProblems = [
  'RequestMalformed',
  'ExpectationFailed',
  'RateLimited',
  'ServerBusy',
  'InternalError',
] as const satisfies readonly ProblemCode[];
