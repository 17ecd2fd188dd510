import { refusalTitles, type RefusalCode } from '@ledger/refusal';
import { accountRefusals } from './problems/account-refusals';
import { keyRefusals } from './problems/key-refusals';
import { movementRefusals } from './problems/movement-refusals';
import type { ProblemKind } from './problems/problem-kind';

const retryLater = 'This request did nothing: send it again with the same key after Retry-After seconds.';

const refusalKinds: Record<RefusalCode, ProblemKind> = {
  ...accountRefusals,
  ...movementRefusals,
  ...keyRefusals,
  EntryTooLarge: {
    status: 422,
    when: 'With its postings, metadata and texts the entry would pass 65,535 bytes; or the entry with which the hold expires could, once balances have grown.',
    remedy: 'Shorten texts and metadata, or split the transaction.',
  },
  BulkTooLarge: {
    status: 413,
    when: 'An atomic bulk is one append, and the event store bounds the size of an append.',
    remedy: 'Send fewer items at once, or send them with `"atomic": false`.',
  },
  LedgerBusy: {
    status: 503,
    when: 'More commands wait for this ledger than are kept; or the event store has not answered, or the ledger is being read from it, for longer than a command waits.',
    remedy: retryLater,
  },
  OutcomeUnknown: {
    status: 504,
    when: 'The event store did not say in time whether it stored the entry; or it is not known yet what an earlier request with the same key did.',
    remedy: 'Send the same request with the same key again: the answer will be found.',
  },
};

/** Problems of requests as such, before or beside any rule of the ledger. The list is closed. */
export const requestProblems = {
  RequestMalformed: {
    title: 'The request is malformed',
    status: 400,
    when: 'The body, a query parameter or a part of the address does not have the form it must have.',
    remedy: 'Correct what `errors` lists; each has a pointer or a parameter, a code and a sentence.',
  },
  IdempotencyKeyMissing: {
    title: 'The idempotency key is missing',
    status: 400,
    when: 'A write came without the header Idempotency-Key.',
    remedy: 'Choose a key of 1 to 255 printable ASCII characters, one for each command, and send it along.',
  },
  RouteNotFound: {
    title: 'There is nothing at this address',
    status: 404,
    when: 'No route has this path.',
    remedy: 'See /docs for all routes.',
  },
  EntryNotFound: {
    title: 'The entry does not exist',
    status: 404,
    when: 'The journal of the ledger ends before this seq.',
    remedy: 'Use a seq up to that of the latest receipt.',
  },
  CheckpointNotFound: {
    title: 'There is no such checkpoint',
    status: 404,
    when: 'No notary has signed a checkpoint of this ledger, or none of this size or over this entry.',
    remedy: 'Ask again once the notary has signed, or for another size.',
  },
  MethodNotAllowed: {
    title: 'The method is not allowed at this address',
    status: 405,
    when: 'The path exists, but not with this method.',
    remedy: 'Use one of the methods in the header Allow.',
  },
  BodyTooLarge: {
    title: 'The body is too large',
    status: 413,
    when: 'The body, or one line of a stream, has more bytes than are read.',
    remedy: 'Send less at once; many transactions go best as a stream of lines to …/transactions/bulk.',
  },
  StreamStopped: {
    title: 'The stream was stopped before its end',
    status: 400,
    when: 'More than 1,000 lines, and more than half of those so far, are malformed; or a line does not end. It is the last result and stands for no line; the lines before it have their results, those after it were not read.',
    remedy: 'Correct the lines, and send those that have no result, or were malformed, again.',
  },
  ContentTypeNotSupported: {
    title: 'The content type is not supported',
    status: 415,
    when: 'A body came without a Content-Type, or with one this route does not read.',
    remedy: 'Send application/json, or application/x-ndjson to …/transactions/bulk.',
  },
  ExpectationFailed: {
    title: 'The expectation cannot be met',
    status: 417,
    when: 'The request has an Expect header other than 100-continue.',
    remedy: 'Send `Expect: 100-continue`, or leave the header out.',
  },
  RateLimited: {
    title: 'Too many requests',
    status: 429,
    when: 'This client address has made more requests than one may make in a second.',
    remedy: retryLater,
  },
  InternalError: {
    title: 'Something went wrong on our side',
    status: 500,
    when: 'A fault of the product; the log has it under the id in X-Request-Id.',
    remedy: 'Send the same request with the same key again; report the request id if it keeps failing.',
  },
  ReadModelBehind: {
    title: 'The read model is behind',
    status: 503,
    when: 'The read model has not applied the entry named by `after` within `wait`; `seq` is how far it is.',
    remedy: 'Ask again after Retry-After seconds, or wait longer with `wait`.',
  },
  NotYetProved: {
    title: 'The entry is not under a checkpoint yet',
    status: 503,
    when: 'The notary has not signed so many entries yet; `newest` is how many the newest checkpoint is about.',
    remedy: 'Ask again after Retry-After seconds.',
  },
  ServerBusy: {
    title: 'The server is busy',
    status: 503,
    when: 'More requests are under way than the process takes at once, or it is about to end.',
    remedy: retryLater,
  },
  ClocksDisagree: {
    title: 'The clocks disagree',
    status: 503,
    when: 'The clock of the process differs from that of Postgres or the event store by more than a minute: an entry would get a wrong time for ever. `clock` is the one that differs most, `aheadSeconds` by how much that of the process is ahead of it.',
    remedy: 'Set the clocks right; then send the same request with the same key again.',
  },
  NotReady: {
    title: 'The process is not ready',
    status: 503,
    when: 'The event store or the tables cannot be reached, or the clocks disagree.',
    remedy: 'Wait; `checks` names what is missing.',
  },
} as const satisfies Record<string, ProblemKind & { readonly title: string }>;

export type RequestProblemCode = keyof typeof requestProblems;
export type ProblemCode = RefusalCode | RequestProblemCode;

/** Every problem the API answers with. */
export const problemCatalogue = {
  ...(Object.fromEntries(
    Object.entries(refusalKinds).map(([code, kind]) => [
      code,
      { title: refusalTitles[code as RefusalCode], ...kind },
    ]),
  ) as Record<RefusalCode, ProblemKind & { readonly title: string }>),
  ...requestProblems,
} as const;
