/**
 * Who may do what, said a second time: the tables of roles and scopes as they were decided, and the order in which a
 * request is refused. It imports nothing of the product, so that a mistake there is not made here as well.
 */
const reading = ['readTerms', 'readFigures', 'readProofs'];

const permissionsOf = {
  admin: [
    ...['openLedgers', 'readTerms', 'readProofs', 'maintain', 'configure', 'closePeriods', 'changeKeys'],
    ...['manageAccess', 'readAccess', 'erasePersonal'],
  ],
  poster: [...reading, 'post', 'maintain'],
  approver: [...reading, 'approve'],
  auditor: [...reading, 'readJournal', 'readAccess'],
  analyst: reading,
  operator: ['operate'],
  publisher: ['publishRates'],
  worker: ['readTerms', 'readFigures', 'work'],
} as const satisfies Record<string, readonly string[]>;

export type Role = keyof typeof permissionsOf;
export const roles = Object.keys(permissionsOf) as Role[];

export interface Posting {
  readonly account: string;
  readonly side: 'debit' | 'credit';
  readonly amount: string;
  readonly currency: string;
}

export interface Scope {
  readonly ledger: string;
  readonly accounts?: readonly string[];
  readonly debits?: readonly string[];
  readonly credits?: readonly string[];
  readonly currencies?: readonly string[];
  readonly maximum?: readonly { readonly amount: string; readonly currency: string }[];
  readonly commands?: readonly string[];
  readonly late?: true;
  readonly personal?: true;
}

export interface Grant {
  readonly role: Role;
  readonly scope: Scope;
}

export interface Caller {
  readonly credential: 'valid' | 'missing' | 'invalid';
  /** Undefined where no grant is in force: none was made, or it has not begun, has expired or was revoked. */
  readonly grant?: Grant | undefined;
}

/** What a request acts on. */
type Of =
  /** No ledger, or all of them. */
  | 'every ledger'
  /** Each ledger that is listed. */
  | 'each ledger'
  /** Something of a ledger that is of no account. */
  | 'the ledger'
  | 'the whole ledger'
  | { readonly node: string }
  /** What is implied follows from what the ledger declares: a grant that names the command need not cover it. */
  | { readonly postings: readonly Posting[]; readonly implied?: readonly Posting[] }
  | Thing;

/** Something that has an id, and the answer where it is not there. */
type Thing =
  /** It has these accounts. */
  | { readonly found: readonly string[]; readonly absent: string }
  /** These postings are made of it. */
  | { readonly postings: readonly Posting[]; readonly absent: string };

/** A request, and what the tables say of it. */
export interface Asked {
  /** A permission; `anyone` needs a credential alone, and `public` not even that. */
  readonly needs: string;
  /** A permission that is looked for before the body says which other one it is that is needed. */
  readonly needsFirst?: string;
  /** A permission without which what has the id is not there. */
  readonly needsToSee?: string;
  readonly of: Of;
  /** Id of the ledger; undefined where the request is of no single one. */
  readonly ledger?: string;
  /** Whether the body names the ledger, which is then not looked for before the permission. */
  readonly isNamedInBody?: true;
  /** The type of the command, where something is written. */
  readonly command?: string;
  readonly isLate?: true;
  readonly isPersonal?: true;
  /** Status, and code of the problem if there is one, to a caller who may do it. */
  readonly answer: string;
}

/** The status, and the code of the problem, with which a request has to be answered. */
export function expectedAnswer({ credential, grant }: Caller, asked: Asked): string {
  if (asked.needs === 'public') return asked.answer;
  if (credential === 'missing') return '401 CredentialMissing';
  if (credential === 'invalid') return '401 CredentialInvalid';
  if (asked.needs === 'anyone') return asked.answer;
  return refusalTo(grant, asked) ?? asked.answer;
}

function refusalTo(grant: Grant | undefined, asked: Asked): string | undefined {
  const isReached = grant !== undefined && reaches(grant.scope, asked);
  const isHidden = asked.ledger !== undefined && !isReached;
  if (isHidden && !asked.isNamedInBody) return '404 LedgerNotFound';
  if (!grant || !isPermitted(grant, asked) || (asked.of === 'every ledger' && !isReached))
    return '403 NotPermitted';
  if (isHidden) return '404 LedgerNotFound';
  return refusalBy(grant, asked);
}

/** By a grant that reaches the ledger and has the permission. */
function refusalBy(grant: Grant, asked: Asked): string | undefined {
  const { command, of, needs, needsToSee = needs } = asked;
  const { commands } = grant.scope;
  if (command !== undefined && commands && !commands.includes(command)) return '403 OutOfScope';
  if (isOfThing(of) && !has(grant, needsToSee)) return of.absent;
  return typeof of === 'string' ? refusalOfLedger(grant.scope, of) : refusalByScope(grant.scope, asked, of);
}

function reaches({ ledger }: Scope, asked: Asked): boolean {
  return ledger === '*' || ledger === asked.ledger || asked.of === 'each ledger';
}

function has({ role }: Pick<Grant, 'role'>, permission: string): boolean {
  return (permissionsOf[role] as readonly string[]).includes(permission);
}

/** A poster maintains what its grant names, and opens accounts where it names nothing. */
function isPermitted({ role, scope: { commands = ['OpenAccount'] } }: Grant, asked: Asked): boolean {
  const { needs, needsFirst = needs } = asked;
  if (!has({ role }, needs) || !has({ role }, needsFirst)) return false;
  return role !== 'poster' || needs !== 'maintain' || commands.includes(asked.command!);
}

function refusalOfLedger(scope: Scope, of: Extract<Of, string>): string | undefined {
  const isOfAll = of === 'every ledger' || of === 'the whole ledger';
  return isOfAll && isNarrowed(scope) ? '403 OutOfScope' : undefined;
}

function refusalByScope(
  scope: Scope,
  { isLate, isPersonal }: Asked,
  of: Exclude<Of, string>,
): string | undefined {
  if (isOfThing(of) && !accountsOf(of).some((account) => coversNode(scope, account))) return of.absent;
  if ((isLate && !scope.late) || (isPersonal && !scope.personal)) return '403 OutOfScope';
  if ('found' in of) return undefined;
  const isCovered =
    'node' in of
      ? coversNode(scope, of.node)
      : coversPostings(scope, of.postings) && ('absent' in of || coversImplied(scope, of.implied ?? []));
  return isCovered ? undefined : '403 OutOfScope';
}

function coversImplied({ commands, maximum: _, ...scope }: Scope, implied: readonly Posting[]): boolean {
  return commands !== undefined || coversPostings(scope, implied);
}

/** Whether it is something with an id. */
function isOfThing(of: Of): of is Thing {
  return typeof of === 'object' && 'absent' in of;
}

function accountsOf(of: Thing): readonly string[] {
  return 'found' in of ? of.found : of.postings.map(({ account }) => account);
}

function isNarrowed({ accounts, debits, credits, currencies }: Scope): boolean {
  return [accounts, debits, credits, currencies].some((each) => each !== undefined);
}

function coversNode({ accounts }: Scope, node: string): boolean {
  return isCoveredBy(accounts, node);
}

function isCoveredBy(patterns: readonly string[] | undefined, node: string): boolean {
  return patterns === undefined || patterns.some((pattern) => isAtOrBelow(node, pattern));
}

/** `*` is any one segment; a path covers itself and all below it. */
function isAtOrBelow(node: string, pattern: string): boolean {
  const segments = node.split(':');
  const wanted = pattern.split(':');
  return wanted.every((each, at) => segments[at] !== undefined && (each === '*' || each === segments[at]));
}

function coversPostings(scope: Scope, postings: readonly Posting[]): boolean {
  const { currencies, maximum } = scope;
  const isCovered = ({ account, side, currency }: Posting) =>
    coversNode(scope, account) &&
    isCoveredBy(side === 'debit' ? scope.debits : scope.credits, account) &&
    (currencies === undefined || currencies.includes(currency)) &&
    (maximum === undefined || maximum.some((each) => each.currency === currency));
  const debited = (currency: string) =>
    postings
      .filter((each) => each.side === 'debit' && each.currency === currency)
      .reduce((sum, { amount }) => sum + Number(amount), 0);
  const isWithin = (maximum ?? []).every(({ amount, currency }) => debited(currency) <= Number(amount));
  return postings.every(isCovered) && isWithin;
}
