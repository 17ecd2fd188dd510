import { choices, file, keySet, networks, text, wholeNumber } from './kinds';
import { connections } from './plain-text';
import type { Variable } from './variable';

/** As in RFC 7518 and 8037. Nothing with a shared secret: the key that tokens are verified with is public. */
const algorithms = [
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

/** How connections are encrypted. */
export const transportVariables = {
  TLS_CERT: {
    setting: 'tlsCert',
    kind: file(),
    meaning:
      'PEM file with the certificate of this process, followed by the intermediate certificates. If set, the API, and the health and metrics of the projector and the notary, are served over HTTPS only. A changed file is used for new connections within seconds.',
    programs: ['start', 'api', 'projector', 'notary'],
    requiredBy: [],
  },
  TLS_KEY: {
    setting: 'tlsKey',
    kind: file(),
    meaning: 'PEM file with the private key of TLS_CERT, without a passphrase.',
    programs: ['start', 'api', 'projector', 'notary'],
    requiredBy: [],
  },
  TLS_CLIENT_CA: {
    setting: 'tlsClientCa',
    kind: file(),
    meaning:
      'PEM file with the authorities that issue client certificates. Clients may send such a certificate to the API, and must send one to read the health and metrics of the projector and the notary. If unset, no client is asked for a certificate.',
    programs: ['start', 'api', 'projector', 'notary'],
    requiredBy: [],
  },
  PLAIN_TEXT: {
    setting: 'plainText',
    kind: choices(...connections),
    meaning:
      'Connections that may leave this machine unencrypted, separated by commas: api, metrics, eventstore, postgres. Without it, a program with such a connection does not start.',
    programs: ['start', 'api', 'projector', 'notary', 'cli'],
    requiredBy: [],
  },
  TRUSTED_PROXIES: {
    setting: 'trustedProxies',
    kind: networks(),
    meaning:
      'Addresses and networks of proxies, separated by commas. X-Forwarded-For is read, from the right, only on requests from these; on all others, the address of the caller is that of the connection.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
} as const satisfies Record<string, Variable>;

/** How callers show who they are by tokens of an OpenID Connect provider. */
export const tokenVariables = {
  OIDC_ISSUER: {
    setting: 'oidcIssuer',
    kind: text('issuer', /^https?:\/\/[^\s?#]+$/, 'the issuer of tokens, a URL'),
    meaning:
      'Issuer (`iss`) of the tokens that callers may send instead of an API key, exactly as the tokens contain it. If unset, no token is accepted.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  OIDC_AUDIENCE: {
    setting: 'oidcAudience',
    kind: text('audience', /^\S{1,255}$/, 'a name without blanks, at most 255 characters'),
    meaning: 'Audience (`aud`) that tokens must contain.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  OIDC_KEYS: {
    setting: 'oidcKeys',
    kind: keySet(),
    meaning:
      'Location of the public keys of the issuer (its `jwks_uri`): https://… or file:/path. They are read every 10 minutes, and when a token names an unknown key, at most every 30 seconds.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  OIDC_ALGORITHMS: {
    setting: 'oidcAlgorithms',
    kind: choices(...algorithms),
    default: 'EdDSA,ES256,PS256,RS256',
    meaning: `Signature algorithms that tokens may use, separated by commas. Possible values: ${algorithms.join(', ')}.`,
    programs: ['start', 'api'],
    requiredBy: [],
  },
  OIDC_CLOCK_TOLERANCE_S: {
    setting: 'oidcClockToleranceS',
    kind: wholeNumber(0, 120),
    default: '5',
    meaning: 'Seconds by which the clock of the issuer may differ.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
} as const satisfies Record<string, Variable>;

/** How much callers may ask for. */
export const limitVariables = {
  RATE_LIMIT_PER_SECOND: {
    setting: 'rateLimitPerSecond',
    kind: wholeNumber(0, 1_000_000),
    default: '20000',
    meaning:
      'Maximum requests per second from one client address; 0 sets no limit. Each line of a stream counts as one request; a stream over the limit is slowed down, not refused.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  RATE_LIMIT_PER_PRINCIPAL: {
    setting: 'rateLimitPerPrincipal',
    kind: wholeNumber(0, 1_000_000),
    default: '20000',
    meaning:
      'Maximum requests per second of one principal; 0 sets no limit. Each item of a bulk counts as one, each 100 rows of a page as one more, a tree as 20, the export of an account as 100, and the export of a ledger as 1,000.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
} as const satisfies Record<string, Variable>;
