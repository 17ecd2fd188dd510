import type { AccessRefusal } from '@access/access-refusal';
import { AtomicRefusal } from '@journal/journals';
import { Malformed, type LocatedFlaw } from '@commands/input/malformed';
import { StoreUnavailable } from '@streams/stream';
import { Refusal, type RefusalFacts } from '@ledger/refusal';
import { KnownAtOutOfRange } from '@read-models/queries/as-of';
import { InvalidCursor } from '@read-models/queries/page';
import { ReadModelBehind } from '@read-models/queries/applied-seqs';
import { SubjectKeysUnavailable } from '@personal/subject-keys-unavailable';
import { problemCatalogue, type ProblemCode, type RequestProblemCode } from './problem-catalogue';

/** A problem document of RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly [fact: string]: unknown;
}

/** A request that is declined before any rule of the ledger is asked. */
export class RequestProblem extends Error {
  constructor(
    readonly code: RequestProblemCode,
    detail: string,
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = 'RequestProblem';
  }
}

/** Where a flaw lies that is not in the body. */
export type ParameterPlace = 'query' | 'path' | 'header';

/** Flaws of query parameters, of parts of the path or of headers: their pointers are `/name`. */
export function parameterProblem(place: ParameterPlace, flaws: readonly LocatedFlaw[]): RequestProblem {
  const errors = flaws.map(({ pointer, code, detail }) => ({
    in: place,
    parameter: pointer.slice(1).replaceAll('/', '.'),
    code,
    detail,
  }));
  return new RequestProblem(
    'RequestMalformed',
    sentenceFor(errors.length, errors[0]?.parameter, errors[0]?.detail),
    { errors },
  );
}

/** The problem that reports an error, or undefined where the error is a fault of ours. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Refusal) return document(codeOf(error), error.message, error.facts);
  if (error instanceof AtomicRefusal) {
    const { code, message, facts } = error.refusal;
    return document(code, `Item ${error.index}: ${message}`, { item: error.index, ...facts });
  }
  if (error instanceof Malformed) {
    const [first] = error.flaws;
    return document('RequestMalformed', sentenceFor(error.flaws.length, first?.pointer, first?.detail), {
      errors: error.flaws,
    });
  }
  if (error instanceof ReadModelBehind) {
    const { after, reached, message } = error;
    return document('ReadModelBehind', message, {
      after: String(after),
      seq: reached === undefined ? null : String(reached),
    });
  }
  if (error instanceof InvalidCursor) {
    return problemOf(
      parameterProblem('query', [{ pointer: '/cursor', code: 'BadFormat', detail: error.message }]),
    );
  }
  if (error instanceof KnownAtOutOfRange) {
    return problemOf(
      parameterProblem('query', [{ pointer: '/knownAt', code: 'OutOfRange', detail: error.message }]),
    );
  }
  if (error instanceof StoreUnavailable) {
    return document('NotReady', 'The event store cannot be reached; this request did nothing.', {
      checks: { eventStore: false },
    });
  }
  if (error instanceof SubjectKeysUnavailable)
    return document('NotReady', `${error.message} This request did nothing.`, {
      checks: { subjectKeys: false },
    });
  if (isLostConnection(error)) {
    return document('NotReady', 'The tables cannot be reached; this request did nothing.', {
      checks: { tables: false },
    });
  }
  return error instanceof RequestProblem ? document(error.code, error.message, error.facts) : undefined;
}

/** Of a ledger or of access. */
function codeOf({ code }: Refusal | AccessRefusal): ProblemCode {
  return code;
}

/** What is shown of a fault: nothing of its cause, which goes to the log alone. */
export const internalError = document(
  'InternalError',
  'The request could not be answered. The log has the cause under the id in X-Request-Id.',
  {},
);

/** Codes of the system, and classes of SQLSTATE, that say that Postgres is away or about to go. */
const lostConnection = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08...|57P0[123])$/;

function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (
    (typeof code === 'string' && lostConnection.test(code)) ||
    error.message.startsWith('Connection terminated')
  );
}

function sentenceFor(count: number, where: string | undefined, detail: string | undefined): string {
  const first = where ? `${where}: ${detail}` : String(detail);
  return count > 1 ? `${first} (and ${count - 1} more in errors)` : first;
}

function document(
  code: ProblemCode,
  detail: string,
  facts: RefusalFacts | Readonly<Record<string, unknown>>,
): Problem {
  const { title, status } = problemCatalogue[code];
  return { type: `/docs/errors#${code}`, title, status, code, detail, ...withoutReserved(facts) };
}

const reserved = new Set(['type', 'title', 'status', 'code', 'detail', 'instance']);

/** A fact never replaces a field that RFC 9457 defines. */
function withoutReserved(facts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => !reserved.has(name)));
}
