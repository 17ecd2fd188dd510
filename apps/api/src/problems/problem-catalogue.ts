import { accessRefusalTitles, type AccessRefusalCode } from '@access/access-refusal';
import { refusalTitles, type RefusalCode } from '@ledger/refusal';
import { accessRefusals, credentialProblems } from './access-refusals';
import { accountRefusals } from './account-refusals';
import { exchangeRefusals } from './exchange-refusals';
import { approvalRefusals } from './approval-refusals';
import { keyRefusals } from './key-refusals';
import { movementRefusals } from './movement-refusals';
import type { ProblemKind } from './problem-kind';

const retryLater = 'This request did nothing. Send it again with the same key after Retry-After seconds.';

type AnyRefusalCode = RefusalCode | AccessRefusalCode;

/** A code that ledgers and access share means the same in both. */
const titles: Record<AnyRefusalCode, string> = { ...accessRefusalTitles, ...refusalTitles };

const refusalKinds: Record<AnyRefusalCode, ProblemKind> = {
  ...accountRefusals,
  ...movementRefusals,
  ...exchangeRefusals,
  ...keyRefusals,
  PersonalTextNotKept: {
    status: 422,
    when: 'The request has `personal`, or asks for personal text, and the installation has no database for the keys of subjects.',
    remedy: 'Leave `personal` out, or have the operator set PERSONAL_DATABASE_URL.',
  },
  SubjectKeyUnreadable: {
    status: 503,
    when: 'The row of the key of a person in `personal` is damaged, so nothing can be encrypted under that key: `key` is its id. Text that was encrypted under it is shown as `unreadable`.',
    remedy:
      'This request did nothing: call the operator, who restores the row from a backup of the key database. If there is none, erase the subject: its next text gets a new key.',
  },
  ...approvalRefusals,
  EntryTooLarge: {
    status: 422,
    when: 'The entry, with its postings, metadata and texts, would exceed 65,535 bytes; or the entry that later expires the hold could exceed it once balances have grown.',
    remedy: 'Shorten texts and metadata, or split the transaction.',
  },
  BulkTooLarge: {
    status: 413,
    when: 'An atomic bulk is stored as one append, and the event store limits the size of an append.',
    remedy: 'Send fewer items, or send them with `"atomic": false`.',
  },
  JournalNotTrusted: {
    status: 503,
    when: 'The journal continues with an entry that no valid seal covers, that is not in its place, or that does not have the shape of its type: only writers may append to it. No write is accepted until the journal is restored.',
    remedy:
      'This request did nothing: call the operator, who compares the journal with a backup (`npx ledger verify`).',
  },
  JournalFromLaterRelease: {
    status: 503,
    when: 'The journal continues with an entry of a type or version, or with a field, that this process does not know.',
    remedy:
      'This request did nothing: call the operator, who upgrades every process to the release that wrote it.',
  },
  StoreDeniesWrites: {
    status: 503,
    when: 'The event store rejects the append, because the user in `EVENTSTORE_URL` has no write access (`$w`) to the journal of this ledger, or its password is wrong.',
    remedy:
      'This request did nothing: call the operator, who gives the user write access in the event store.',
  },
  LedgerBusy: {
    status: 503,
    when: 'The queue of commands for this ledger is full; or the event store has not responded, or the ledger is still being loaded, within the time that a command waits.',
    remedy: retryLater,
  },
  OutcomeUnknown: {
    status: 504,
    when: 'The event store did not confirm in time that it stored the entry; or the outcome of an earlier request with the same key is not known yet.',
    remedy: 'Send the same request with the same key again: you will receive the outcome.',
  },
  ...accessRefusals,
};

/** Problems of requests as such, before or beside any rule of the ledger. The list is closed. */
export const requestProblems = {
  ...credentialProblems,
  RequestMalformed: {
    title: 'The request is malformed',
    status: 400,
    when: 'The body, a query parameter, a part of the path or a header does not have the required form.',
    remedy:
      'Correct the errors listed in `errors`; each has a pointer or a parameter, a code and a sentence.',
  },
  IdempotencyKeyMissing: {
    title: 'The idempotency key is missing',
    status: 400,
    when: 'A write request has no Idempotency-Key header.',
    remedy: 'Send a key of 1 to 255 printable ASCII characters, unique for each command.',
  },
  RouteNotFound: {
    title: 'The route does not exist',
    status: 404,
    when: 'No route matches the path of the URL.',
    remedy: 'See /docs for all routes.',
  },
  SubjectNotFound: {
    title: 'Nothing is kept about the subject',
    status: 404,
    when: 'No key is kept for this subject: no entry ever had personal text about it, or the text is erased.',
    remedy: 'No action is needed.',
  },
  EntryNotFound: {
    title: 'The entry does not exist',
    status: 404,
    when: "The ledger's journal ends before this seq.",
    remedy: 'Use a seq no higher than that of the latest receipt.',
  },
  CheckpointNotFound: {
    title: 'The checkpoint does not exist',
    status: 404,
    when: 'The notary has not signed a checkpoint of this ledger, or none of this size or that includes this entry.',
    remedy: 'Retry after the notary has signed, or request another size.',
  },
  MethodNotAllowed: {
    title: 'The method is not allowed for this URL',
    status: 405,
    when: 'The path exists, but does not support this method.',
    remedy: 'Use a method listed in the Allow header.',
  },
  BodyTooLarge: {
    title: 'The body is too large',
    status: 413,
    when: 'The body, or one line of a stream, exceeds the maximum size.',
    remedy: 'Send less at once; send many transactions as a stream of lines to …/transactions/bulk.',
  },
  StreamStopped: {
    title: 'The stream was stopped before its end',
    status: 400,
    when: 'More than 1,000 lines, and more than half of those read so far, are malformed; or a line does not end. This is the last result and does not belong to a line: the lines before it have their results, the lines after it were not read.',
    remedy: 'Correct the lines. Send those again that were malformed or have no result.',
  },
  ContentTypeNotSupported: {
    title: 'The content type is not supported',
    status: 415,
    when: 'The request has a body without a Content-Type, or with one that this route does not support.',
    remedy: 'Send application/json, or application/x-ndjson to …/transactions/bulk.',
  },
  ExpectationFailed: {
    title: 'The expectation cannot be met',
    status: 417,
    when: 'The request has an Expect header other than 100-continue.',
    remedy: 'Send `Expect: 100-continue`, or omit the header.',
  },
  RateLimited: {
    title: 'Too many requests',
    status: 429,
    when: 'This client address or this principal exceeded the maximum number of requests per second, or this address sent too many invalid credentials.',
    remedy: retryLater,
  },
  InternalError: {
    title: 'Something went wrong on our side',
    status: 500,
    when: 'An internal error, logged under the id in X-Request-Id.',
    remedy: 'Send the same request with the same key again. If it keeps failing, report the request id.',
  },
  ReadModelBehind: {
    title: 'The read model is behind',
    status: 503,
    when: 'The read model has not applied the entry given in `after` within `wait`; `seq` is the last entry it has applied.',
    remedy: 'Retry after Retry-After seconds, or send a longer `wait`.',
  },
  NotYetProved: {
    title: 'The entry is not included in a checkpoint yet',
    status: 503,
    when: 'The notary has not signed a checkpoint that includes this entry yet; `newest` is the size of the newest one.',
    remedy: 'Retry after Retry-After seconds.',
  },
  ServerBusy: {
    title: 'The server is busy',
    status: 503,
    when: 'The process has reached its maximum number of concurrent requests, or is shutting down.',
    remedy: retryLater,
  },
  ClocksDisagree: {
    title: 'The clocks disagree',
    status: 503,
    when: 'The clock of the process differs from that of Postgres or the event store by more than a minute, so an entry would permanently have a wrong time. `clock` names the clock that differs most, and `aheadSeconds` is how far the process is ahead of it.',
    remedy: 'Correct the clocks, then send the same request with the same key again.',
  },
  NotReady: {
    title: 'The process is not ready',
    status: 503,
    when: 'The event store or Postgres cannot be reached, or the clocks disagree.',
    remedy: 'Retry later; `checks` lists what is unavailable.',
  },
} as const satisfies Record<string, ProblemKind & { readonly title: string }>;

export type RequestProblemCode = keyof typeof requestProblems;
export type ProblemCode = AnyRefusalCode | RequestProblemCode;

/** Every problem the API answers with. */
export const problemCatalogue = {
  ...(Object.fromEntries(
    Object.entries(refusalKinds).map(([code, kind]) => [
      code,
      { title: titles[code as AnyRefusalCode], ...kind },
    ]),
  ) as Record<AnyRefusalCode, ProblemKind & { readonly title: string }>),
  ...requestProblems,
} as const;
