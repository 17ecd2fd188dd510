import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { exportJWK, SignJWT, type JSONWebKeySet } from 'jose';

/** What a token is to say beside its usual claims; undefined leaves one out. */
export interface Claims {
  readonly [claim: string]: unknown;
}

/** An OpenID Connect provider as far as its tokens go. */
export class Provider {
  readonly issuer = 'https://login.example';
  readonly audience = 'https://ledger.example';
  private constructor(
    readonly keyId: string,
    readonly publicKey: KeyObject,
    private readonly privateKey: KeyObject,
  ) {}

  static make(keyId = 'first'): Provider {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return new Provider(keyId, publicKey, privateKey);
  }

  /** Its public key, as it publishes it. */
  async keys(): Promise<JSONWebKeySet> {
    return { keys: [{ ...(await exportJWK(this.publicKey)), kid: this.keyId, alg: 'ES256', use: 'sig' }] };
  }

  /** A token for an hour from this time, in milliseconds since 1970. */
  token(subject: string, now: number, changed: Claims = {}): Promise<string> {
    const seconds = Math.floor(now / 1_000);
    const usual = { iss: this.issuer, aud: this.audience, sub: subject, iat: seconds, exp: seconds + 3_600 };
    const claims = Object.entries({ ...usual, ...changed }).filter(([, value]) => value !== undefined);
    return new SignJWT(Object.fromEntries(claims))
      .setProtectedHeader({ alg: 'ES256', kid: this.keyId })
      .sign(this.privateKey);
  }
}

/** A token taken apart and put together with another header, signed by whatever is given. */
export function withHeader(token: string, header: object, sign: (input: string) => Buffer): string {
  const [, payload = ''] = token.split('.');
  const input = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}`;
  return `${input}.${sign(input).toString('base64url')}`;
}
