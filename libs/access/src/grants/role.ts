/** One kind of act that a principal may be permitted. */
export const permissions = [
  'openLedgers',
  'readTerms',
  'readFigures',
  'readProofs',
  'readJournal',
  'post',
  'maintain',
  'configure',
  'closePeriods',
  'changeKeys',
  'publishRates',
  'work',
  'approve',
  'operate',
  'manageAccess',
  'readAccess',
  'erasePersonal',
] as const;
export type Permission = (typeof permissions)[number];

export const roles = [
  'admin',
  'poster',
  'approver',
  'accountant',
  'auditor',
  'analyst',
  'operator',
  'publisher',
  'worker',
] as const;
/** A fixed set of permissions. */
export type Role = (typeof roles)[number];

const reading = ['readTerms', 'readFigures', 'readProofs'] as const;

/** What each role permits within the scope of its grant. */
const permissionsOf: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  admin: new Set([
    'openLedgers',
    'readTerms',
    'readProofs',
    'maintain',
    'configure',
    'closePeriods',
    'changeKeys',
    'manageAccess',
    'readAccess',
    'erasePersonal',
  ]),
  poster: new Set([...reading, 'post', 'maintain']),
  approver: new Set([...reading, 'approve']),
  accountant: new Set([...reading, 'closePeriods']),
  auditor: new Set([...reading, 'readJournal', 'readAccess']),
  analyst: new Set(reading),
  operator: new Set(['operate']),
  publisher: new Set(['publishRates']),
  worker: new Set(['readTerms', 'readFigures', 'work']),
};

/** What a poster may maintain where its grant names no commands. */
const maintainedByPosters = 'OpenAccount';

/**
 * Whether a role permits an act.
 * @param commands those that the grant names; undefined where it names none
 * @param command the type of the command; undefined where nothing is written
 */
export function rolePermits(
  role: Role,
  permission: Permission,
  commands: readonly string[] | undefined,
  command: string | undefined,
): boolean {
  if (!permissionsOf[role].has(permission)) return false;
  if (role !== 'poster' || permission !== 'maintain' || command === undefined) return true;
  return commands ? commands.includes(command) : command === maintainedByPosters;
}

/** Whether an act concerns no single ledger: only a grant of every ledger permits it. */
export function isOfNoLedger(permission: Permission): boolean {
  switch (permission) {
    case 'manageAccess':
    case 'readAccess':
    case 'erasePersonal':
    case 'operate':
      return true;
    default:
      return false;
  }
}
