import { choices, file } from './kinds';
import { connections } from './plain-text';
import type { Variable } from './variable';

/** How connections are encrypted. */
export const transportVariables = {
  TLS_CERT: {
    setting: 'tlsCert',
    kind: file(),
    meaning:
      'File of the certificate of the API, in PEM, followed by those between it and its authority. With it the API speaks HTTPS; a changed file is used for new connections within seconds.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  TLS_KEY: {
    setting: 'tlsKey',
    kind: file(),
    meaning: 'File of the private key of TLS_CERT, in PEM, without a passphrase.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  TLS_CLIENT_CA: {
    setting: 'tlsClientCa',
    kind: file(),
    meaning:
      'File of the authorities, in PEM, whose certificates clients may send. If unset, no client is asked for a certificate.',
    programs: ['start', 'api'],
    requiredBy: [],
  },
  PLAIN_TEXT: {
    setting: 'plainText',
    kind: choices(...connections),
    meaning:
      'What may be unencrypted beyond this machine, separated by commas: api, metrics, eventstore, postgres. Otherwise a program with such an address does not start.',
    programs: ['start', 'api', 'projector', 'notary', 'cli'],
    requiredBy: [],
  },
} as const satisfies Record<string, Variable>;
