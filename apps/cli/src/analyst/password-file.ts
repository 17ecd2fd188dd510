/** Where a client finds a database. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: string;
  readonly database: string;
}

export function addressOf(databaseUrl: string): DatabaseAddress {
  const { hostname, port, pathname, username } = new URL(databaseUrl);
  return {
    // An IPv6 address stands in brackets in a URL alone.
    host: hostname.replace(/^\[|\]$/g, '') || 'localhost',
    port: port || '5432',
    database: decodeURIComponent(pathname.slice(1)) || decodeURIComponent(username),
  };
}

/**
 * A line of a password file of libpq, `host:port:database:user:password`, which clients read by PGPASSFILE: so the
 * password is neither an argument of a command nor in the environment.
 */
export function passwordLine(databaseUrl: string, user: string, password: string): string {
  const { host, port, database } = addressOf(databaseUrl);
  return `${[host, port, database, user, password].map(escaped).join(':')}\n`;
}

function escaped(field: string): string {
  return field.replace(/[:\\]/g, '\\$&');
}
