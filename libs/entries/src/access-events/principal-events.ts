import { principalKinds } from '@access/commands';
import { principalIdPattern } from '@ledger/actor';
import { personal } from '../events/common-shapes';
import { also, always, object, oneOf, optional, text, textLike } from '../shape';
import { credentialFields, credentialId, credentialWith } from './credential-shape';
import { declared, type AccessBodyOf, type DeclaredAccessEvents } from './declared-access-event';

export const principal = textLike(principalIdPattern, 'the id of a principal');
const reason = always(text, 'The reason.');

export const principalFields = {
  kind: always(oneOf(...principalKinds), '`person` or `service`.'),
  owner: optional(principal, 'Of a service, and of nothing else: the person who answers for it.'),
  personal: optional(
    personal,
    'Personal text about at most 8 subjects, encrypted, see [Personal text](#personal-text).',
  ),
  principal: always(principal, 'Its id, for ever; never the name of a person.'),
};

type PrincipalBody = AccessBodyOf<'PrincipalAdded'>;
export const isOwned = ({ kind, owner }: PrincipalBody) => (kind === 'service') === (owner !== undefined);
export const ownedRule = 'have an owner if it is a service, and none if it is a person';

export const suspensionFields = { principal: always(principal, 'The principal.'), reason };
export const revocationFields = { credential: always(credentialId, 'The credential.'), reason };

const credentialMeaning = always(
  credentialWith<object>({}),
  'The credential, with the fields of [CredentialAdded](#credentialadded) but `principal`.',
);

/** Of principals, and of what proves who they are. */
export const principalEvents = {
  AccessOpened: declared('AccessOpened', {
    meaning: 'The first entry of the access journal; it occurs nowhere else. The append registers its keys.',
    fields: {
      root: always(text, 'Verifier key of the root key, under which every key of the journal stands.'),
    },
    example: { root: 'vectors.example/_access/root+b27098e6+AZbDdDm3sJWL4kq9lI9fHOSxm0/KoKQ72kWXyzH/SrbF' },
  }),
  AdminNamed: declared('AdminNamed', {
    meaning:
      'The root key has named an administrator: the first one, or one more where none can log in. A person who is not known is added, one who is suspended is restored; the credential is new. The seq of the entry is that of the grant, the role `admin` for every ledger. The actor is `system`. If a [KeyRegistered](#keyregistered) of the actor `system` precedes it in the append, that key seals the append: no other one was left.',
    fields: {
      credential: credentialMeaning,
      principal: always(principal, 'The administrator.'),
      rootSignature: always(
        text,
        'Base64 of key id and signature by the root key over `access-admin/v1`, the log, the principal and the SHA-256 of the credential in canonical form (base64url), each on a line of its own.',
      ),
    },
    example: {
      credential: {
        credential: 'a1B2c3D4e5F6',
        digest: 'fMSZ0OlBD784ur99t06v9XXPToEZyMUcAQhlW4mrRCw',
        kind: 'key',
        pepper: '3f9a01cc',
      },
      principal: 'admin',
      rootSignature:
        'snCY5muphtJa5IDU67BmIyD77HGY0d+zLCBUcSmmST/fbMhCKjmKkZvPkmph+loy1Dl5+iTrjlZfvD/20frIyAH5aw0=',
    },
  }),
  PrincipalAdded: {
    meaning: 'There is a person or service that may call. Nothing is permitted to it yet.',
    fields: principalFields,
    shape: also(object<PrincipalBody>(principalFields), ownedRule, isOwned),
    example: { kind: 'service', owner: 'emma', principal: 'wallets' },
  },
  PrincipalSuspended: declared('PrincipalSuspended', {
    meaning: 'Credentials and grants of the principal count for nothing until it is restored.',
    fields: suspensionFields,
    example: { principal: 'wallets', reason: 'Key on a lost laptop' },
  }),
  PrincipalRestored: declared('PrincipalRestored', {
    meaning: 'The principal has the credentials and grants again that were not revoked meanwhile.',
    fields: suspensionFields,
    example: { principal: 'wallets', reason: 'Laptop found' },
  }),
  CredentialAdded: {
    meaning: 'The credential proves the principal. No secret and no token is in it.',
    fields: { ...credentialFields, principal: always(principal, 'Whom it proves.') },
    shape: credentialWith<{ readonly principal: string }>({ principal }),
    example: {
      credential: 'b1B2c3D4e5F6',
      digest: 'Uj8y3ZrBfFoL-JoJuKLZz9W0UE7VB3oFHhaKVOpUnOc',
      expiresAt: '2027-11-30T12:00:00.000Z',
      kind: 'key',
      networks: ['10.0.0.0/8', '2001:db8::/32'],
      pepper: '3f9a01cc',
      principal: 'wallets',
    },
  },
  CredentialRevoked: declared('CredentialRevoked', {
    meaning: 'The credential proves nothing any more. Its id is never used again.',
    fields: revocationFields,
    example: { credential: 'c1B2c3D4e5F6', reason: 'Renewed' },
  }),
} satisfies Partial<DeclaredAccessEvents>;
