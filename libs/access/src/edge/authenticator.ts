import { hash, timingSafeEqual } from 'node:crypto';
import type { AccessState, Credential } from '../state';
import { digestOf, parseApiKey, type ApiKey } from './api-key';
import { isWithin } from './networks';
import type { Peppers } from './peppers';

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
}

/** A digest that no secret has: what is compared where there is none to compare with. */
const noDigest = Buffer.alloc(32);

/** Most API keys that are remembered. */
const rememberedMax = 10_000;

const bearer = /^Bearer +([^\s]+)$/i;

/** Finds out who calls. It says nothing of what the caller may do. */
export class Authenticator {
  /** SHA-256 of a header that was proved -> its credential: an API key costs its HMAC once. */
  private readonly remembered = new Map<string, Credential>();

  constructor(
    /** @throws Refusal AccessNotKnown */
    private readonly access: { state(): AccessState },
    private readonly peppers: Peppers,
    /** RFC 3339, UTC, milliseconds. */
    private readonly now: () => string,
  ) {}

  /**
   * @returns undefined where no credential is there; `invalid` whatever is wrong with one: its form, id, secret, network or
   *   time, that it was revoked or its principal is suspended
   * @throws Refusal AccessNotKnown
   */
  authenticate({ authorization, address }: Signs): Caller | 'invalid' | undefined {
    if (authorization === undefined) return undefined;
    const state = this.access.state();
    const credential = this.credentialOf(state, authorization);
    if (!credential || !this.isUsable(state, credential, address)) return 'invalid';
    return { credential: credential.id, principal: credential.principal };
  }

  /** That is in force still is seen by its object: what is revoked is no longer there. */
  private credentialOf({ credentials }: AccessState, header: string): Credential | undefined {
    const print = hash('sha256', header, 'base64');
    const known = this.remembered.get(print);
    if (known && credentials.get(known.id) === known) return known;
    if (known) this.remembered.delete(print);
    const key = parseApiKey(bearer.exec(header)?.[1] ?? '');
    const credential = key && this.proved(credentials.get(key.id), key);
    if (credential) this.remember(print, credential);
    return credential;
  }

  /** An unknown id costs what a known one does, and is compared as it is. */
  private proved(credential: Credential | undefined, { secret }: ApiKey): Credential | undefined {
    const isKey = credential?.kind === 'key';
    const pepper = isKey ? this.peppers.get(credential.pepper) : undefined;
    const digest = digestOf(secret, (pepper ?? this.peppers.newest).secret);
    const expected = isKey && pepper ? Buffer.from(credential.digest, 'base64url') : noDigest;
    return timingSafeEqual(digest, expected) ? credential : undefined;
  }

  private isUsable({ principals }: AccessState, credential: Credential, address: string): boolean {
    const { expiresAt, networks, principal } = credential;
    if (expiresAt !== undefined && expiresAt <= this.now()) return false;
    if (networks && !isWithin(networks, address)) return false;
    return principals.get(principal)?.isSuspended === false;
  }

  private remember(print: string, credential: Credential): void {
    if (this.remembered.size >= rememberedMax) this.remembered.clear();
    this.remembered.set(print, credential);
  }
}
