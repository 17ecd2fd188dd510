import { z } from 'zod';
import { principalKinds } from '@access/commands';
import { databaseUserPattern } from '@access/grants/analyst-scopes';
import { roles } from '@access/grants/role';
import { isNetwork } from '@access/principals/network';
import { currencyCode } from '@commands/input/fields';
import { time } from '@commands/input/instant';
import { personal } from '@commands/input/personal';
import { formed, judged, plainText } from '@commands/input/text';
import { amountOfCurrency } from '@commands/input/tolerance';
import { principalIdPattern } from '@ledger/actor';
import { chartPathPattern } from '@ledger/accounts/path';

export const principalId = formed(
  principalIdPattern,
  '2 to 63 of a-z, 0-9 and -, beginning with a letter, but not system',
  {
    description: 'Permanent id of the principal: 2 to 63 characters. Do not use the name of a person.',
    examples: ['wallets'],
  },
);

export const addPrincipalInput = z
  .strictObject({
    id: principalId,
    kind: z.enum(principalKinds).meta({ description: 'Whether it is a `person` or a `service`.' }),
    owner: principalId.meta({ description: 'The person who answers for a service.' }).exactOptional(),
    personal: personal.exactOptional(),
  })
  .check(({ value, issues }) => {
    if ((value.kind === 'service') === (value.owner !== undefined)) return;
    const code = value.kind === 'service' ? 'Missing' : 'UnknownField';
    const message = 'A service has an owner; a person has none.';
    issues.push({ code: 'custom', input: value, path: ['owner'], message, params: { code } });
  });

const network = judged(
  (value) =>
    isNetwork(value)
      ? undefined
      : { code: 'BadFormat', detail: 'Give a network in CIDR notation, such as 10.0.0.0/8.' },
  { description: 'A network in CIDR notation.', examples: ['10.0.0.0/8'] },
);

const expiresAt = time.meta({ description: 'When it expires (RFC 3339).' }).exactOptional();

/** The fields that prove, by kind of credential. */
const proofs = { key: [], certificate: ['fingerprint'], token: ['issuer', 'subject'] } as const;
const proving = ['fingerprint', 'issuer', 'subject'] as const;

export const addCredentialInput = z
  .strictObject({
    kind: z.enum(['key', 'certificate', 'token']).meta({
      description:
        'An API key, whose secret the response shows once; a client certificate; or an identity of an OpenID Connect provider.',
    }),
    expiresAt,
    networks: z
      .array(network)
      .min(1)
      .max(64)
      .meta({ description: 'Networks from which it may be used, 1 to 64; without it, any.' })
      .exactOptional(),
    fingerprint: formed(/^[0-9a-f]{64}$/, 'a SHA-256 hash in lower-case hex', {
      description: 'Of a certificate: SHA-256 of its DER form, in hex.',
    }).exactOptional(),
    issuer: plainText(255, { description: 'Of a token: its issuer.' }).exactOptional(),
    subject: plainText(255, { description: 'Of a token: its subject.' }).exactOptional(),
  })
  .check(({ value, issues }) => {
    const wanted: readonly string[] = proofs[value.kind];
    for (const name of proving) {
      if (wanted.includes(name) === (value[name] !== undefined)) continue;
      const code = wanted.includes(name) ? 'Missing' : 'UnknownField';
      const message = `A credential of the kind ${value.kind} has ${wanted.join(' and ') || 'none of these fields'}.`;
      issues.push({ code: 'custom', input: value, path: [name], message, params: { code } });
    }
  });

const path = formed(chartPathPattern, 'an account path in which a segment may be *', {
  description: 'An account path in which `*` stands for any one segment; it covers that node and all below.',
  examples: ['customers:*:wallet'],
});
const paths = (description: string) => z.array(path).min(1).max(256).meta({ description }).exactOptional();

export const makeGrantInput = z.strictObject({
  principal: principalId,
  role: z.enum(roles).meta({ description: 'Which permissions it gives.' }),
  ledger: formed(/^(?:\*|[a-z][a-z0-9-]{1,62})$/, 'the id of a ledger, or *', {
    description: 'Id of the ledger; `*` for every ledger, including future ones.',
    examples: ['acme'],
  }),
  accounts: paths('Accounts that it covers; without it, the whole ledger.'),
  debits: paths('Narrows `accounts` for debits.'),
  credits: paths('Narrows `accounts` for credits.'),
  currencies: z
    .array(currencyCode)
    .min(1)
    .max(256)
    .meta({ description: 'Currencies that it covers; without it, every one.' })
    .exactOptional(),
  commands: z
    .array(plainText(128, { description: 'Type of a command.', examples: ['PostTransaction'] }))
    .min(1)
    .max(64)
    .meta({ description: 'Types of the commands that it covers; without it, every one.' })
    .exactOptional(),
  maximum: z
    .array(amountOfCurrency)
    .min(1)
    .max(256)
    .meta({
      description: 'Maximum sum of the debits of one command, by currency; no other currency is covered.',
    })
    .exactOptional(),
  startsAt: time.meta({ description: 'When it becomes valid (RFC 3339).' }).exactOptional(),
  expiresAt,
  late: z
    .literal(true)
    .meta({ description: 'Permits transactions with a late reason in a soft-closed period.' })
    .exactOptional(),
  personal: z
    .literal(true)
    .meta({ description: 'Permits reading personal text; it must expire within 90 days.' })
    .exactOptional(),
  databaseUser: formed(databaseUserPattern, '1 to 63 of a-z, 0-9 and _, not beginning with a digit', {
    description:
      'Of an analyst: the user in Postgres, who reads the views of docs/SQL.md within this scope. It needs accounts without * and no currencies.',
    examples: ['emma_sql'],
  }).exactOptional(),
});

export const dualControlInput = z.strictObject({
  on: z.boolean().meta({ description: 'Whether every change needs a second administrator.' }),
});

export const approveInput = z.strictObject({
  hash: formed(/^[A-Za-z0-9_-]{43}$/, 'a SHA-256 hash in base64url', {
    description: 'Hash of the proposed change, as you read it.',
  }),
});
