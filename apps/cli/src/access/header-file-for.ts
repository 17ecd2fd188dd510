/** Files of DATA_DIR, each with the header of another caller. */
export type HeaderFile = 'auth' | 'admin-auth' | 'approver-auth' | 'accountant-auth' | 'publisher-auth';

/** Requests of a poster, beside everything that only reads: what moves or holds money, opens an account. */
const posting =
  /^\/v1\/ledgers\/[^/]+\/(?:(?:transactions|holds|conversions|quotes)(?:\/|$)|accounts$|proposals\/[^/]+\/retract$)/;

/** Requests of an approver. */
const approving = /^\/v1\/ledgers\/[^/]+\/proposals\/[^/]+\/(?:approve|reject)$/;

/** Requests of a service that publishes rates. */
const publishing = /^\/v1\/ledgers\/[^/]+\/rates$/;

/** Requests of an accountant: periods are closed and reopened. */
const accounting = /^\/v1\/ledgers\/[^/]+\/periods(?:\/|$)/;

/** Requests about who may do what. */
const administering = /^\/v1\/(?:access|subjects)(?:\/|$)/;

/** Whose header a request needs: who administers does not post, and the other way round. @param path with or without a query */
export function headerFileFor(method: string, path: string): HeaderFile {
  const [route = ''] = path.split('?');
  if (administering.test(route)) return 'admin-auth';
  if (method === 'GET' || method === 'HEAD' || posting.test(route)) return 'auth';
  if (publishing.test(route)) return 'publisher-auth';
  if (accounting.test(route)) return 'accountant-auth';
  return approving.test(route) ? 'approver-auth' : 'admin-auth';
}
