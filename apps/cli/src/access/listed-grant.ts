/** A grant as the API lists it. */
export interface ListedGrant {
  /** Seq of the entry that made it. */
  readonly grant: string;
  readonly principal: string;
  readonly role: string;
  readonly ledger: string;
  readonly accounts?: readonly string[];
  readonly debits?: readonly string[];
  readonly credits?: readonly string[];
  readonly currencies?: readonly string[];
  readonly commands?: readonly string[];
  readonly maximum?: readonly { readonly amount: string; readonly currency: string }[];
  readonly startsAt?: string;
  readonly expiresAt?: string;
  readonly late?: true;
  readonly personal?: true;
  readonly databaseUser?: string;
}

/** Such as `grant 21: poster of acme, accounts bank customers:*:wallet, maximum 100.00 EUR`. */
export function grantInWords({ grant, role, ledger, ...scope }: ListedGrant): string {
  const { startsAt, expiresAt, late, personal, databaseUser } = scope;
  const maximum = scope.maximum?.map(({ amount, currency }) => `${amount} ${currency}`);
  const { accounts, debits, credits, currencies, commands } = scope;
  const lists = { accounts, debits, credits, currencies, commands, maximum };
  const narrowed = Object.entries(lists).flatMap(([name, list]) =>
    list ? [`${name} ${list.join(' ')}`] : [],
  );
  return [
    `grant ${grant}: ${role} of ${ledger === '*' ? 'every ledger' : ledger}`,
    ...narrowed,
    ...(late ? ['late'] : []),
    ...(personal ? ['personal'] : []),
    ...(databaseUser === undefined ? [] : [`database user ${databaseUser}`]),
    ...(startsAt === undefined ? [] : [`from ${startsAt}`]),
    ...(expiresAt === undefined ? [] : [`until ${expiresAt}`]),
  ].join(', ');
}
