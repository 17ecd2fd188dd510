import type { CredentialBody, Proof } from '@access/commands';
import { isNetwork } from '@access/principals/network';
import { time } from '../events/common-shapes';
import {
  always,
  listOf,
  object,
  oneOf,
  optional,
  text,
  textLike,
  textThat,
  type DocumentedFields,
  type Fields,
  type Shape,
} from '../shape';
import { oneByField } from './one-by-field';

type Kind<K extends Proof['kind']> = Omit<Extract<Proof, { readonly kind: K }>, 'kind'>;

/** What proves, by kind of credential. */
const proofs: { readonly [K in Proof['kind']]: DocumentedFields<Kind<K>> } = {
  key: {
    digest: always(
      textLike(/^[A-Za-z0-9_-]{43}$/, 'an HMAC-SHA-256 in base64url'),
      'Of a `key`: HMAC-SHA-256 of its secret by the pepper, base64url.',
    ),
    pepper: always(
      textLike(/^[0-9a-f]{8}$/, 'the id of a pepper, eight hex digits'),
      'Of a `key`: id of the pepper, eight hex digits.',
    ),
  },
  certificate: {
    fingerprint: always(
      textLike(/^[0-9a-f]{64}$/, 'a SHA-256 hash in hex'),
      'Of a `certificate`: SHA-256 of its DER form, hex.',
    ),
  },
  token: {
    issuer: always(text, 'Of a `token`: the issuer, as tokens name it.'),
    subject: always(text, 'Of a `token`: the subject, as its issuer names it.'),
  },
};

export const credentialId = textLike(/^[0-9A-Za-z]{12}$/, '12 characters of base62');
const networks = listOf(textThat(isNetwork, 'a network in CIDR notation'), { min: 1 });

/** Fields of every kind of credential. */
const common = {
  credential: always(credentialId, 'Its id: 12 characters of base62.'),
  expiresAt: optional(time, 'From this time on it proves nothing.'),
  networks: optional(networks, 'Networks from which it may be used, in CIDR notation; any without it.'),
};

/** Every field that a credential of some kind has, for the page. */
export const credentialFields = {
  ...common,
  kind: always(oneOf('key', 'certificate', 'token'), '`key`, `certificate` or `token`.'),
  ...proofs.key,
  ...proofs.certificate,
  ...proofs.token,
};

/** A credential of whatever kind, with these fields beside its own. */
export function credentialWith<More extends object>(more: Fields<More>): Shape<CredentialBody & More> {
  const shapes = Object.entries(proofs).map(
    ([kind, fields]) => [kind, object<object>({ ...common, kind: oneOf(kind), ...more, ...fields })] as const,
  );
  return oneByField('kind', Object.fromEntries(shapes)) as Shape<CredentialBody & More>;
}
