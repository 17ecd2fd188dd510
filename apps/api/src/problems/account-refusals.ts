import type { RefusalCode } from '@ledger/refusal';
import type { ProblemKind } from './problem-kind';

/** Refusals of what ledgers and accounts are to be. */
export const accountRefusals = {
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
    when: 'The address names an account that is not open; or condition `condition` names one that is not, and that no pattern of the chart opens.',
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
    when: 'The minimum balance of a limit is above its maximum.',
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
} as const satisfies Partial<Record<RefusalCode, ProblemKind>>;
