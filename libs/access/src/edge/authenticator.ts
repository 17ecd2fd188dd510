import { hash, timingSafeEqual } from 'node:crypto';
import type { AccessState, Credential } from '../state';
import { digestOf, parseApiKey, type ApiKey } from './api-key';
import { claimOf } from '../principals/credential';
import { isWithin } from './networks';
import type { Peppers } from './peppers';
import { Tokens } from './tokens';

/** Who calls, as a credential has proved it. */
export interface Caller {
  readonly credential: string;
  readonly principal: string;
}

/** A request as far as it says who sends it. */
export interface Signs {
  /** The header `Authorization`. */
  readonly authorization: string | undefined;
  /** Of the sender: IPv4 or IPv6. */
  readonly address: string;
  /** That of the client, where the connection is over TLS and it sent one. */
  readonly certificate?: SentCertificate | undefined;
}

/** A certificate as far as it says who sends it. */
export interface SentCertificate {
  /** SHA-256 of its DER form, in hex. */
  readonly fingerprint: string;
  /** Whether an authority of ours has issued it, and it is valid now. */
  readonly isValid: boolean;
}

/** What else finds out who calls. */
export interface Otherwise {
  /** Undefined where no provider is configured: every token is invalid then. */
  readonly tokens?: Pick<Tokens, 'identityIn'> | undefined;
  /** Limits how often an address may send an invalid credential. */
  readonly failures?: Failures | undefined;
}

/** Counts invalid credentials by address. */
export interface Failures {
  areTooMany(address: string): boolean;
  count(address: string): void;
}

/**
 * Who calls; `invalid` whatever is wrong with the credential: its form, id, secret, signature, network or time, that it
 * was revoked or its principal is suspended; `tooManyInvalid` where it was not looked at, because too many others of
 * the same address were invalid; undefined where there is none.
 */
export type Outcome = Caller | 'invalid' | 'tooManyInvalid' | undefined;

/** A digest that no secret has: what is compared where there is none to compare with. */
const noDigest = Buffer.alloc(32);

/** Most headers that are remembered. */
const rememberedMax = 10_000;

const bearer = /^Bearer +([^\s]+)$/i;

/** A credential that was proved, and until when what it was proved by does so. */
interface Proved {
  readonly credential: Credential;
  readonly until: string | undefined;
}

/** Finds out who calls. It says nothing of what the caller may do. */
export class Authenticator {
  /** SHA-256 of a header that was proved -> its credential: an API key costs its HMAC, a token its signature, once. */
  private readonly remembered = new Map<string, Proved>();

  constructor(
    /** @throws Refusal AccessNotKnown */
    private readonly access: { state(): AccessState },
    private readonly peppers: Peppers,
    /** RFC 3339, UTC, milliseconds. */
    private readonly now: () => string,
    private readonly otherwise: Otherwise = {},
  ) {}

  /**
   * A header says who calls; without one, the certificate of the client does.
   * @returns a promise for a token that was not verified before, and for nothing else
   * @throws Refusal AccessNotKnown
   */
  authenticate(signs: Signs): Outcome | Promise<Outcome> {
    const { authorization, address, certificate } = signs;
    if (authorization === undefined && certificate === undefined) return undefined;
    const state = this.access.state();
    if (authorization === undefined) return this.judged(ofCertificate(state, certificate!), address);
    const print = hash('sha256', authorization, 'base64');
    const known = this.recall(state, print);
    if (known) return this.judged(known, address);
    if (this.otherwise.failures?.areTooMany(address)) return 'tooManyInvalid';
    const text = bearer.exec(authorization)?.[1] ?? '';
    const { tokens } = this.otherwise;
    if (tokens && Tokens.resembles(text)) return this.byToken(tokens, text, print, address);
    const key = parseApiKey(text);
    const credential = key && this.proved(state.credentials.get(key.id), key);
    if (credential) this.remember(print, { credential, until: undefined });
    return this.judged(credential, address);
  }

  private async byToken(
    tokens: Pick<Tokens, 'identityIn'>,
    text: string,
    print: string,
    address: string,
  ): Promise<Outcome> {
    const identity = await tokens.identityIn(text);
    // The access journal may have grown meanwhile.
    const credential = identity && ofClaim(this.access.state(), claimOf({ kind: 'token', ...identity }));
    if (credential) this.remember(print, { credential, until: identity.expiresAt });
    return this.judged(credential, address);
  }

  /** That is in force still is seen by its object: what is revoked is no longer there. */
  private recall({ credentials }: AccessState, print: string): Credential | undefined {
    const known = this.remembered.get(print);
    if (!known) return undefined;
    const { credential, until } = known;
    const isOver = until !== undefined && until <= this.now();
    if (!isOver && credentials.get(credential.id) === credential) return credential;
    this.remembered.delete(print);
    return undefined;
  }

  /** An unknown id costs what a known one does, and is compared as it is. */
  private proved(credential: Credential | undefined, { secret }: ApiKey): Credential | undefined {
    const isKey = credential?.kind === 'key';
    const pepper = isKey ? this.peppers.get(credential.pepper) : undefined;
    const digest = digestOf(secret, (pepper ?? this.peppers.newest).secret);
    const expected = isKey && pepper ? Buffer.from(credential.digest, 'base64url') : noDigest;
    return timingSafeEqual(digest, expected) ? credential : undefined;
  }

  private judged(credential: Credential | undefined, address: string): Caller | 'invalid' {
    if (credential && this.isUsable(credential, address))
      return { credential: credential.id, principal: credential.principal };
    this.otherwise.failures?.count(address);
    return 'invalid';
  }

  private isUsable({ expiresAt, networks, principal }: Credential, address: string): boolean {
    if (expiresAt !== undefined && expiresAt <= this.now()) return false;
    if (networks && !isWithin(networks, address)) return false;
    return this.access.state().principals.get(principal)?.isSuspended === false;
  }

  private remember(print: string, proved: Proved): void {
    if (this.remembered.size >= rememberedMax) this.remembered.clear();
    this.remembered.set(print, proved);
  }
}

/** The credential of a certificate that one of our authorities issued. */
function ofCertificate(
  state: AccessState,
  { fingerprint, isValid }: SentCertificate,
): Credential | undefined {
  return isValid ? ofClaim(state, claimOf({ kind: 'certificate', fingerprint })) : undefined;
}

function ofClaim({ claims, credentials }: AccessState, claim: string | undefined): Credential | undefined {
  const id = claim === undefined ? undefined : claims.get(claim);
  return id === undefined ? undefined : credentials.get(id);
}
