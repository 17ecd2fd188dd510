import { jwtVerify } from 'jose';
import { AccessRefusal } from '../access-refusal';
import type { KeySet } from './key-set';

/** Signatures that a token may have. No `none`, and nothing by a shared secret: the key of the issuer is public. */
export const tokenAlgorithms = [
  'EdDSA',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
] as const;
export type TokenAlgorithm = (typeof tokenAlgorithms)[number];

/** Which tokens of an OpenID Connect provider say who calls. */
export interface TokenRules {
  readonly issuer: string;
  /** Whom they must be made for. */
  readonly audience: string;
  readonly algorithms: readonly TokenAlgorithm[];
  /** By how much the clock of the issuer may differ, in seconds. */
  readonly clockToleranceSeconds: number;
}

/** Whom a token names. */
export interface TokenIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** RFC 3339, UTC, milliseconds: the token is invalid from then on. */
  readonly expiresAt: string;
}

/** Longest token that is looked at: providers that list groups in it need a few thousand characters. */
const lengthMax = 8_192;
const form = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** Beside the issuer and the audience, which are compared. */
const requiredClaims = ['sub', 'exp', 'iat'];

/** Verifies tokens (JWT, RFC 7519, as RFC 8725 advises). What else a token says, such as groups, has no effect. */
export class Tokens {
  constructor(
    private readonly rules: TokenRules,
    private readonly keys: Pick<KeySet, 'keyOf'>,
    /** RFC 3339, UTC, milliseconds. */
    private readonly now: () => string,
  ) {}

  /** Whether a text has the form of a token: nothing else has to be verified. */
  static resembles(text: string): boolean {
    return text.length <= lengthMax && form.test(text);
  }

  /** @returns undefined whatever is wrong with it @throws AccessRefusal AccessNotKnown where the keys cannot be read */
  async identityIn(token: string): Promise<TokenIdentity | undefined> {
    const { issuer, audience, algorithms, clockToleranceSeconds } = this.rules;
    try {
      const { payload } = await jwtVerify(token, (header) => this.keys.keyOf(header), {
        issuer,
        audience,
        algorithms: [...algorithms],
        clockTolerance: clockToleranceSeconds,
        requiredClaims,
        currentDate: new Date(this.now()),
      });
      const { sub, exp } = payload;
      if (typeof sub !== 'string' || sub === '') return undefined;
      return { issuer, subject: sub, expiresAt: instantOf(exp! + clockToleranceSeconds) };
    } catch (error) {
      if (error instanceof AccessRefusal) throw error;
      // All else is a token that cannot be verified, or a key of the provider that verifies nothing.
      return undefined;
    }
  }
}

/** @param seconds since 1970; beyond the year 9999 there is no RFC 3339 */
function instantOf(seconds: number): string {
  const endOfTime = Date.UTC(9999, 11, 31);
  return new Date(Math.min(seconds * 1_000, endOfTime)).toISOString();
}
