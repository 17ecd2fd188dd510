import { patternFor } from './chart';
import { checkLimits, requireCurrency } from '../money/currency';
import { ancestorsOf } from './path';
import type { PersonalCipher } from '../personal';
import { Refusal } from '../refusal';
import { accountTypes, noSides, sharedTerms } from '../state';
import type { Account, AccountType, LedgerState, Limit, Terms } from '../state';

/** Keys by {@link metadataKeyPattern}, in ascending order; values are texts. */
export type Metadata = Readonly<Record<string, string>>;

export const metadataKeyPattern = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

export interface OpenAccount {
  readonly type: 'OpenAccount';
  readonly path: string;
  readonly accountType?: AccountType;
  readonly currencies?: readonly string[];
  readonly limits?: readonly Limit[];
  readonly tags?: readonly string[];
  readonly metadata?: Metadata;
  /** Text about persons, each once. */
  readonly personal?: readonly PersonalCipher[];
}

export interface AccountOpened {
  readonly type: 'AccountOpened';
  readonly body: {
    readonly currencies?: readonly string[];
    readonly limits?: readonly Limit[];
    readonly metadata?: Metadata;
    readonly path: string;
    /** The line of the chart that opened the account on its first posting. */
    readonly pattern?: string;
    readonly personal?: readonly PersonalCipher[];
    readonly tags?: readonly string[];
    readonly type: AccountType;
  };
}

/**
 * Absent fields stay as they are; in metadata, null removes a key; `currencies: null` accepts any; `personal: null` leaves
 * the account without text.
 */
export interface ChangeAccount {
  readonly type: 'ChangeAccount';
  readonly path: string;
  readonly currencies?: readonly string[] | null;
  readonly limits?: readonly Limit[];
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, string | null>>;
  /** All of its text from now on; what it had before stays in its entry, and is erased with its key. */
  readonly personal?: readonly PersonalCipher[] | null;
}

export interface AccountChanged {
  readonly type: 'AccountChanged';
  readonly body: {
    readonly currencies?: readonly string[] | null;
    readonly limits?: readonly Limit[];
    readonly metadata?: Readonly<Record<string, string | null>>;
    readonly path: string;
    readonly personal?: readonly PersonalCipher[] | null;
    readonly tags?: readonly string[];
  };
}

/** @throws Refusal AccountAlreadyOpen, AccountTypeMissing, AccountTypeContradictsTree and those of limits */
export function openAccount(state: LedgerState, command: OpenAccount): AccountOpened[] {
  return [openingOf(state, command, [])];
}

/**
 * The event that opens an account.
 * @param alongside what the same command opens before it
 * @throws Refusal as {@link openAccount}
 */
export function openingOf(
  state: LedgerState,
  command: OpenAccount,
  alongside: readonly AccountOpened[],
): AccountOpened {
  const { path, currencies, limits, tags, metadata, personal } = command;
  const existing = state.accounts.get(path);
  if (existing) {
    throw new Refusal('AccountAlreadyOpen', `${path} already exists; its status is ${existing.status}.`, {
      account: path,
      accountStatus: existing.status,
    });
  }
  const type = typeInTree(state, path, command.accountType, alongside);
  currencies?.forEach((code) => requireCurrency(state, code));
  const checked = limits && checkLimits(state, limits);
  return {
    type: 'AccountOpened',
    body: {
      ...(currencies && { currencies: [...new Set(currencies)].sort() }),
      ...(checked && { limits: checked }),
      ...(metadata && { metadata }),
      path,
      ...(personal && { personal }),
      ...(tags && { tags }),
      type,
    },
  };
}

/**
 * The event that opens an unknown account by the chart, or undefined where no pattern matches.
 * @param alongside what the same transaction opens before it
 * @throws Refusal AccountTypeContradictsTree
 */
export function openByChart(
  state: LedgerState,
  path: string,
  alongside: readonly AccountOpened[],
): AccountOpened | undefined {
  const line = patternFor(state, path);
  if (!line) return undefined;
  const type = typeInTree(state, path, line.type, alongside);
  const { currencies, limits, pattern } = line;
  return {
    type: 'AccountOpened',
    body: { ...(currencies && { currencies }), ...(limits && { limits }), path, pattern, type },
  };
}

function typeInTree(
  state: LedgerState,
  path: string,
  given: AccountType | undefined,
  alongside: readonly AccountOpened[] = [],
): AccountType {
  const typeAt = (prefix: string) =>
    state.accounts.get(prefix)?.terms.type ?? alongside.find(({ body }) => body.path === prefix)?.body.type;
  const ancestor = ancestorsOf(path).find((prefix) => typeAt(prefix) !== undefined);
  const typeAbove = ancestor === undefined ? undefined : typeAt(ancestor);
  const type = given ?? typeAbove;
  if (!type) {
    throw new Refusal('AccountTypeMissing', `Give ${path} a type: no account above it is open.`, {
      account: path,
    });
  }
  if (typeAbove !== undefined && typeAbove !== type) {
    throw contradictsTree(path, type, `${ancestor} above it is of type ${typeAbove}`);
  }
  const typesBelow = alongside
    .filter(({ body }) => body.path.startsWith(`${path}:`))
    .reduce((types, { body }) => types | bitOf(body.type), state.typesBelow.get(path) ?? 0);
  if ((typesBelow & ~bitOf(type)) !== 0) {
    const below = accountTypes.filter((other) => typesBelow & bitOf(other));
    throw contradictsTree(path, type, `accounts below it are of type ${below.join(' and ')}`);
  }
  return type;
}

function contradictsTree(path: string, type: AccountType, why: string): Refusal {
  return new Refusal('AccountTypeContradictsTree', `${path} cannot be of type ${type}: ${why}.`, {
    account: path,
    accountType: type,
  });
}

function bitOf(type: AccountType): number {
  return 1 << accountTypes.indexOf(type);
}

export function termsOf(body: AccountOpened['body']): Terms {
  return { type: body.type, currencies: body.currencies ?? null, limits: body.limits ?? [] };
}

export function accountOpened(state: LedgerState, body: AccountOpened['body']): void {
  const { path, type } = body;
  const terms = sharedTerms(state, termsOf(body));
  state.accounts.set(path, { path, terms, status: 'open', exceptHolds: noSides, lines: 0, balances: [] });
  for (const prefix of ancestorsOf(path))
    state.typesBelow.set(prefix, (state.typesBelow.get(prefix) ?? 0) | bitOf(type));
}

/** @throws Refusal AccountNotFound, AccountIsClosed, CurrencyInUse and those of limits */
export function changeAccount(state: LedgerState, command: ChangeAccount): AccountChanged[] {
  const account = requireAccount(state, command.path);
  requireNotClosed(account);
  const { path, currencies, limits, tags, metadata, personal } = command;
  currencies?.forEach((code) => requireCurrency(state, code));
  for (const { currency, debits, credits, held } of account.balances) {
    if (currencies && (debits !== credits || held !== null) && !currencies.includes(currency.code)) {
      throw new Refusal(
        'CurrencyInUse',
        `${path} has a balance or holds in ${currency.code} and must continue to accept it.`,
        {
          account: path,
          currency: currency.code,
        },
      );
    }
  }
  const checked = limits && checkLimits(state, limits);
  return [
    {
      type: 'AccountChanged',
      body: {
        ...(currencies !== undefined && { currencies: currencies && [...new Set(currencies)].sort() }),
        ...(checked && { limits: checked }),
        ...(metadata && { metadata }),
        path,
        ...(personal !== undefined && { personal }),
        ...(tags && { tags }),
      },
    },
  ];
}

export function accountChanged(
  state: LedgerState,
  { path, currencies, limits }: AccountChanged['body'],
): void {
  const account = state.undo.keep(state.accounts.get(path)!);
  const { terms } = account;
  account.terms = sharedTerms(state, {
    type: terms.type,
    currencies: currencies === undefined ? terms.currencies : currencies,
    limits: limits ?? terms.limits,
  });
}

export function requireAccount(state: LedgerState, path: string): Account {
  const account = state.accounts.get(path);
  if (!account) throw new Refusal('AccountNotFound', `No account is open at ${path}.`, { account: path });
  return account;
}

export function requireNotClosed({ path, status }: Account): void {
  if (status === 'closed')
    throw new Refusal('AccountIsClosed', `${path} is permanently closed.`, { account: path });
}
