import { refusalTitles, type RefusalCode } from '@ledger/refusal';

/** What a problem means to the caller: its HTTP status, when it happens, what to do. */
export interface ProblemKind {
  readonly status: number;
  readonly when: string;
  readonly remedy: string;
}

const retryLater =
  'Nothing was done: send the same request with the same key again after Retry-After seconds.';

const refusalKinds: Record<RefusalCode, ProblemKind> = {
  LedgerNotFound: {
    status: 404,
    when: 'No ledger was opened under the id in the address.',
    remedy: 'Check the id, or open the ledger first with POST /v1/ledgers.',
  },
  LedgerAlreadyExists: {
    status: 409,
    when: 'A ledger was opened under this id before, with another idempotency key.',
    remedy: 'Use the ledger that is there, or choose another id.',
  },
  IdempotencyKeyReused: {
    status: 422,
    when: 'The key was used in this ledger for a command with other content; `seq` is the entry it made.',
    remedy: 'Use a new key for a new command; repeat a command with exactly the same content.',
  },
  CurrencyAlreadyRegistered: {
    status: 409,
    when: 'The code belongs to ISO 4217 or was registered in this ledger before.',
    remedy: 'Use the currency as it is, or register another code.',
  },
  CurrencyNotRegistered: {
    status: 422,
    when: 'The code is neither in ISO 4217 nor registered in this ledger.',
    remedy: 'Check the code, or register the currency first.',
  },
  ChartPatternsContradict: {
    status: 422,
    when: 'A chart has the same pattern twice.',
    remedy: 'Declare each pattern once.',
  },
  AccountNotFound: {
    status: 404,
    when: 'The address names an account that is not open.',
    remedy: 'Check the path, or open the account first.',
  },
  AccountAlreadyOpen: {
    status: 409,
    when: 'The account was opened before, with another idempotency key or by the chart.',
    remedy: 'Use the account that is there; PATCH it to change its terms.',
  },
  AccountTypeMissing: {
    status: 422,
    when: 'An account is opened without a type and no account above it is open.',
    remedy: 'Give the account a type.',
  },
  AccountTypeContradictsTree: {
    status: 422,
    when: 'Accounts above or below have another type.',
    remedy: 'Give the type of the accounts around it, or another path.',
  },
  AccountNotOpen: {
    status: 422,
    when: 'A posting names an account that is not open, and no pattern of the chart opens it.',
    remedy: 'Open the account first, or declare a pattern that matches its path.',
  },
  AccountIsClosed: {
    status: 409,
    when: 'The account was closed; that is final.',
    remedy: 'Use another account.',
  },
  AccountIsFrozen: {
    status: 409,
    when: 'The account takes no postings on this side, or is to be frozen again.',
    remedy: 'Unfreeze the account first, if that is right.',
  },
  AccountIsNotFrozen: {
    status: 409,
    when: 'The account is to be unfrozen on a side that is not frozen.',
    remedy: 'Nothing needs to be done.',
  },
  AccountHasBalance: {
    status: 409,
    when: 'The account is to be closed while a balance is not zero.',
    remedy: 'Move the balance elsewhere first.',
  },
  AccountHasHolds: {
    status: 409,
    when: 'The account is to be closed while holds on it are open.',
    remedy: 'Capture or void the holds first.',
  },
  CurrencyNotAccepted: {
    status: 422,
    when: 'The account accepts a list of currencies, and this one is not in it.',
    remedy: 'Post in an accepted currency, or PATCH the list of the account.',
  },
  CurrencyInUse: {
    status: 409,
    when: 'A currency is to leave the list of an account that still has a balance in it.',
    remedy: 'Keep the currency in the list, or move the balance elsewhere first.',
  },
  LimitsContradict: {
    status: 422,
    when: 'The least balance of a limit is above its greatest.',
    remedy: 'Exchange or correct the two figures.',
  },
  VelocityLimitsContradict: {
    status: 422,
    when: 'A list of velocity limits has the same name twice.',
    remedy: 'Give each limit of the node a name of its own.',
  },
  TimeZoneUnknown: {
    status: 422,
    when: 'The window of a velocity limit is in a time zone that is not in the IANA database.',
    remedy: 'Write a name such as Europe/Berlin or UTC.',
  },
  AmountHasWrongDecimals: {
    status: 422,
    when: 'The amount has more or fewer decimals than its currency; amounts are never rounded.',
    remedy: 'Write exactly the decimals of the currency: "12.30" EUR, "1200" JPY.',
  },
  AmountTooLarge: {
    status: 422,
    when: 'The amount, or a total it leads to, would have more than 38 digits.',
    remedy: 'Post smaller amounts, or register a currency with fewer decimals.',
  },
  PostingsDoNotBalance: {
    status: 422,
    when: 'In some currency the debits and the credits of the transaction differ.',
    remedy: 'Correct the amounts; `currency`, `debits` and `credits` show the difference.',
  },
  BalanceBelowLeast: {
    status: 422,
    when: 'The transaction would take an account below its least balance.',
    remedy: 'Post less, fund the account first, or PATCH its limits.',
  },
  BalanceAboveGreatest: {
    status: 422,
    when: 'The transaction would take an account above its greatest balance.',
    remedy: 'Post less, or PATCH the limits of the account.',
  },
  VelocityLimitExceeded: {
    status: 422,
    when: 'More would be posted in the window than a velocity limit allows.',
    remedy:
      'Post `headroom` or less, come back at `freesUpAt`, or have the limit raised; null means that it never fits.',
  },
  ReferenceAlreadyUsed: {
    status: 409,
    when: 'Another transaction of the ledger has this reference; `seq` is its entry.',
    remedy:
      'It may be the same business event sent under a new key: look at that entry before you post again.',
  },
  EffectiveAtInFuture: {
    status: 422,
    when: 'The effective time lies after the time of the ledger.',
    remedy: 'Give a time that has passed, or leave the member out.',
  },
  EffectiveAtMissing: {
    status: 422,
    when: 'The ledger is moving history in, and a transaction does not say when it was effective.',
    remedy: 'Give `effectiveAt`, or end the import with POST …/import/end.',
  },
  ImportOutOfOrder: {
    status: 422,
    when: 'The ledger is moving history in, and a transaction is earlier than the one before, at `importedTo`.',
    remedy: 'Send history in the order of its effective times.',
  },
  LedgerIsImporting: {
    status: 409,
    when: 'Holds are of the present, and the ledger is still moving history in.',
    remedy: 'End the import with POST …/import/end.',
  },
  LedgerIsLive: {
    status: 409,
    when: 'An import is to be ended that was ended before, or never begun.',
    remedy: 'Nothing needs to be done.',
  },
  PeriodIsClosed: {
    status: 409,
    when: 'The transaction would be effective in a closed period.',
    remedy:
      'In a soft-closed period give `lateReason`; else choose a later `effectiveAt`, or reopen the period.',
  },
  PeriodAlreadyClosed: {
    status: 409,
    when: 'The period is closed already, as hard or harder.',
    remedy: 'Nothing needs to be done; to loosen it, reopen it first.',
  },
  PeriodNotClosed: {
    status: 404,
    when: 'The address names a period that is not closed.',
    remedy: 'Check the name with GET …/periods.',
  },
  PeriodNotOver: {
    status: 422,
    when: 'A period is to be closed that has not ended yet.',
    remedy: 'Close it after its end.',
  },
  PeriodsOverlap: {
    status: 409,
    when: 'The span meets a closed period of another name, or is not the one that the period was closed with.',
    remedy: 'Choose a span that begins where the other ends.',
  },
  ConditionNotMet: {
    status: 409,
    when: 'A condition of the command does not hold; `condition` is its place in the list.',
    remedy: 'Read the balance again and decide anew.',
  },
  AmountIsZero: {
    status: 422,
    when: 'An amount must be above zero here.',
    remedy: 'Give an amount above zero.',
  },
  AmountIsAmbiguous: {
    status: 422,
    when: 'An amount alone is given for what has several currencies.',
    remedy: 'Give `postings` instead.',
  },
  HoldNotFound: {
    status: 404,
    when: 'The request names a hold that the ledger does not have.',
    remedy: 'Use the `id` of a receipt.',
  },
  HoldAlreadyCaptured: {
    status: 409,
    when: 'Nothing of the hold is left: it was captured; `seq` is the entry that ended it.',
    remedy: 'Post a transaction, or place a new hold.',
  },
  HoldIsVoided: {
    status: 409,
    when: 'The hold was voided; `seq` is the entry that ended it.',
    remedy: 'Place a new hold.',
  },
  HoldIsExpired: {
    status: 409,
    when: 'The time of the hold was up.',
    remedy: 'Place a new hold.',
  },
  ExpiryInPast: {
    status: 422,
    when: 'A hold would have expired before it was placed.',
    remedy: 'Give an `expiresAt` that lies ahead, or leave it out.',
  },
  PostingNotOfHold: {
    status: 422,
    when: 'A posting has an account, side and currency that the hold does not have.',
    remedy: 'Use those of the hold; post the rest as a transaction of its own.',
  },
  CaptureAboveHold: {
    status: 422,
    when: 'More would be captured than was held, with the tolerance given at placement.',
    remedy: 'Capture `allowed` or less, or increment the hold first.',
  },
  StatementNotFound: {
    status: 404,
    when: 'The address names a statement that was never issued of this account.',
    remedy: 'Look for its number with GET …/accounts/{path}/statements.',
  },
  PostingNotOfTransaction: {
    status: 422,
    when: 'A posting mirrors no posting of the transaction that is to be reversed.',
    remedy: 'Give the account and currency of an original posting, with the other side.',
  },
  ReversalAboveOriginal: {
    status: 422,
    when: 'More would be reversed than is left of the original.',
    remedy: 'Reverse `left` or less.',
  },
  TransactionNotFound: {
    status: 404,
    when: 'The address names a transaction that the ledger does not have.',
    remedy: 'Use the `id` of a receipt.',
  },
  TransactionAlreadyReversed: {
    status: 409,
    when: 'Nothing is left to reverse; `seq` is the entry of the last reversal.',
    remedy: 'Nothing needs to be done.',
  },
  KeyAlreadyRegistered: {
    status: 409,
    when: 'A key with this id was registered by the entry `seq`; retired or not, its id is not used again.',
    remedy: 'Use the key as it is, or make another.',
  },
  KeyNotRegistered: {
    status: 404,
    when: 'The address names a key that was never registered in this ledger.',
    remedy: 'Check the key id with GET …/keys.',
  },
  KeyIsRetired: {
    status: 409,
    when: 'The key was retired by the entry `seq`.',
    remedy: 'Nothing needs to be done.',
  },
  KeyIsCompromised: {
    status: 409,
    when: 'The key was declared compromised by the entry `seq`.',
    remedy: 'Nothing needs to be done.',
  },
  KeyIsLast: {
    status: 409,
    when: 'No other writer key is registered and active, so nothing could be appended after it.',
    remedy: 'Register its successor first.',
  },
  KeyInUse: {
    status: 409,
    when: 'The key is to be retired or declared compromised by the process that seals with it.',
    remedy: 'Start the process with the successor in WRITER_KEY, then send the same request again.',
  },
  KeyNameWrong: {
    status: 422,
    when: 'The verifier key was made for another ledger or another role; `name` is the one it must have.',
    remedy: 'Make the verifier key anew with `npx ledger keys show`.',
  },
  KeySignatureInvalid: {
    status: 422,
    when: 'The signature was not made by the root key of the ledger over this change of its keys.',
    remedy: 'Sign with the root key that GET …/keys names, for this ledger, role and key.',
  },
  RootKeyMissing: {
    status: 409,
    when: 'A ledger is opened under the root key, and this process was started without one.',
    remedy: 'Start the process with ROOT_KEY, open the ledger, and take the root key away again.',
  },
  WriterKeyNotRegistered: {
    status: 503,
    when: 'The writer keys of the process are not registered in the ledger, or not active any more; `keys` names them.',
    remedy:
      'Nothing was done: register a key with `npx ledger keys register`, or start the process with one that is registered.',
  },
  EntryTooLarge: {
    status: 422,
    when: 'With its postings, metadata and texts the entry would pass 65,535 bytes.',
    remedy: 'Shorten texts and metadata, or split the transaction.',
  },
  BulkTooLarge: {
    status: 413,
    when: 'An atomic bulk is one append, and the event store bounds the size of an append.',
    remedy: 'Send fewer items at once, or send them with `"atomic": false`.',
  },
  LedgerBusy: { status: 503, when: 'More commands wait for this ledger than are kept.', remedy: retryLater },
  OutcomeUnknown: {
    status: 504,
    when: 'The event store did not say in time whether it stored the entry.',
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
  ContentTypeNotSupported: {
    title: 'The content type is not supported',
    status: 415,
    when: 'A body came without a Content-Type, or with one this route does not read.',
    remedy: 'Send application/json, or application/x-ndjson to …/transactions/bulk.',
  },
  TreeTooLarge: {
    title: 'This part of the tree is too large for one answer',
    status: 422,
    when: 'The nodes asked for have more balances than one answer may have; `rowsMax` is how many.',
    remedy: 'Give a smaller `depth`, or a `root` further down.',
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
  ServerBusy: {
    title: 'The server is busy',
    status: 503,
    when: 'More requests are under way than the process takes at once, or it is about to end.',
    remedy: retryLater,
  },
  NotReady: {
    title: 'The process is not ready',
    status: 503,
    when: 'The event store or the tables cannot be reached.',
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
