import type { RefusalCode } from '@ledger/refusal';
import type { ProblemKind } from './problem-kind';

/** Refusals of what ledgers and accounts are to be. */
export const accountRefusals = {
  LedgerNotFound: {
    status: 404,
    when: 'No ledger has the id in the URL.',
    remedy: 'Check the id, or open the ledger first with POST /v1/ledgers.',
  },
  LedgerAlreadyExists: {
    status: 409,
    when: 'A ledger with this id was opened with a different idempotency key.',
    remedy: 'Use the existing ledger, or choose another id.',
  },
  IdempotencyKeyReused: {
    status: 422,
    when: 'The key was used in this ledger for a command with different content, of which `seq` is the entry; or by another principal, and then `seq` is absent.',
    remedy: 'Use a new key for a new command; when you repeat a command, send exactly the same content.',
  },
  IdempotencyKeyReserved: {
    status: 422,
    when: 'The key begins with `connector/`, `reconcile/` or `file/`, and no grant of the caller in this ledger has the permission `work`.',
    remedy: 'Choose a key that begins in another way.',
  },
  CurrencyAlreadyRegistered: {
    status: 409,
    when: 'The code belongs to ISO 4217 or is already registered in this ledger.',
    remedy: 'Use the existing currency, or register another code.',
  },
  CurrencyIsFixed: {
    status: 409,
    when: 'The currency is in ISO 4217, or an entry already has an amount in it.',
    remedy: 'Register the currency under another code.',
  },
  CurrencyNotRegistered: {
    status: 422,
    when: 'The code is neither in ISO 4217 nor registered in this ledger.',
    remedy: 'Check the code, or register the currency first.',
  },
  ChartPatternsContradict: {
    status: 422,
    when: 'The chart contains the same pattern twice.',
    remedy: 'Declare each pattern once.',
  },
  AccountNotFound: {
    status: 404,
    when: 'The URL names an account that is not open; or the condition at index `condition` names an account that is not open and that no pattern of the chart opens.',
    remedy: 'Check the path, or open the account first.',
  },
  AccountAlreadyOpen: {
    status: 409,
    when: 'The account was opened by the chart, or with a different idempotency key.',
    remedy: 'Use the existing account; PATCH it to change its terms.',
  },
  AccountTypeMissing: {
    status: 422,
    when: 'The command gives no type, and no account above this one is open.',
    remedy: 'Give the account a type.',
  },
  AccountTypeContradictsTree: {
    status: 422,
    when: 'Accounts above or below have a different type.',
    remedy: 'Use the type of the surrounding accounts, or another path.',
  },
  AccountNotOpen: {
    status: 422,
    when: 'A posting names an account that is not open, and no pattern of the chart opens it.',
    remedy: 'Open the account first, or declare a pattern that matches its path.',
  },
  AccountIsClosed: {
    status: 409,
    when: 'The account was closed, which is permanent.',
    remedy: 'Use another account.',
  },
  AccountIsFrozen: {
    status: 409,
    when: 'The account accepts no postings on this side; or the command freezes a side that is already frozen in the same way.',
    remedy: 'Unfreeze the account first, if appropriate.',
  },
  AccountIsNotFrozen: {
    status: 409,
    when: 'The command unfreezes a side that is not frozen.',
    remedy: 'No action is needed.',
  },
  AccountHasBalance: {
    status: 409,
    when: 'The account cannot be closed while it has a balance other than zero.',
    remedy: 'Move the balance to another account first.',
  },
  AccountHasHolds: {
    status: 409,
    when: 'The account cannot be closed while it has open holds.',
    remedy: 'Capture or void the holds first.',
  },
  CurrencyNotAccepted: {
    status: 422,
    when: 'The account has a list of accepted currencies that does not include this one.',
    remedy: "Post in an accepted currency, or PATCH the account's list.",
  },
  CurrencyInUse: {
    status: 409,
    when: 'The command removes a currency in which the account still has a balance.',
    remedy: 'Keep the currency in the list, or move the balance to another account first.',
  },
  LimitsContradict: {
    status: 422,
    when: 'A limit has a minimum balance above its maximum.',
    remedy: 'Swap or correct the two values.',
  },
  VelocityLimitsContradict: {
    status: 422,
    when: 'The list contains two velocity limits with the same name.',
    remedy: 'Give each limit of the node a unique name.',
  },
  TimeZoneUnknown: {
    status: 422,
    when: 'The time zone in the window of a velocity limit is not in the IANA database.',
    remedy: 'Use a name such as Europe/Berlin or UTC.',
  },
} as const satisfies Partial<Record<RefusalCode, ProblemKind>>;
