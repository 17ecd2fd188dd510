import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { SentCertificate } from '@access/edge/authenticator';

interface Sent {
  readonly fingerprint: string;
  readonly isIssued: boolean;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Of connections that a request came on before: a connection keeps its certificate. */
const known = new WeakMap<TLSSocket, Sent | null>();

/** The certificate of the client at the other end; undefined where it sent none. @param now milliseconds since 1970 */
export function clientCertificate(socket: Socket, now = Date.now()): SentCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  let sent = known.get(socket);
  if (sent === undefined) known.set(socket, (sent = sentOn(socket)));
  return sent ? { fingerprint: sent.fingerprint, isValid: sent.isIssued && now < sent.expiresAt } : undefined;
}

function sentOn(socket: TLSSocket): Sent | null {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return null;
  return {
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    isIssued: socket.authorized,
    expiresAt: Date.parse(certificate.validTo),
  };
}
