import { readFileSync } from 'node:fs';
import { cliSettings } from '@settings/settings';
import type { Command } from 'commander';
import { apiOf } from '../addresses';
import { Failure, usageError } from '../failure';
import { accepted } from '../keys/listed-keys';
import { askFor, changing, report, type ChangeOptions } from './change-access';
import { everyPage } from './every-page';
import { grantInWords, type ListedGrant } from './listed-grant';

interface PersonalText {
  readonly key: string;
  readonly erased?: true;
  readonly unreadable?: true;
  readonly subject?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

interface ListedPrincipal {
  readonly principal: string;
  readonly kind: string;
  readonly owner?: string;
  readonly isSuspended: boolean;
  readonly personal?: readonly PersonalText[];
  readonly credentials: readonly { credential: string; kind: string; expiresAt?: string }[];
  readonly grants: readonly ListedGrant[];
}

type Why = ChangeOptions & { readonly reason: string };

/** `ledger access principal`: the persons and services that may call. */
export function define(command: Command): void {
  changing(command, 'add', 'add a person or a service, without any permission yet')
    .argument('<id>', '2 to 63 characters of a-z, 0-9 and -; permanent, so never the name of a person')
    .option('--owner <person>', 'add a service, owned by this person')
    .option('--personal <file>', 'file with its personal text, the JSON of the field `personal`')
    .action(add);
  changing(command, 'suspend', 'suspend a principal: its credentials and grants stop working')
    .argument('<id>', 'the principal')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, options: Why) => setSuspended(id, 'suspend', options));
  changing(command, 'restore', 'restore a suspended principal')
    .argument('<id>', 'the principal')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, options: Why) => setSuspended(id, 'restore', options));
  command
    .command('show')
    .description('show a principal, with its credentials and grants')
    .argument('<id>', 'the principal')
    .option('--personal', 'show its personal text, which the access journal records; needs --reason')
    .option('--reason <text>', 'why the personal text is read')
    .option('--json', 'print one line of JSON')
    .action(show);
  command
    .command('list')
    .description('list the principals, with their credentials and grants')
    .option('--json', 'print one line of JSON')
    .action(list);
}

type New = ChangeOptions & { readonly owner?: string; readonly personal?: string };

async function add(id: string, { owner, personal, ...options }: New): Promise<void> {
  const kind = owner === undefined ? { kind: 'person' } : { kind: 'service', owner };
  const text = personal === undefined ? {} : { personal: jsonIn(personal) };
  const answer = await askFor('/principals', { id, ...kind, ...text }, options);
  const what = owner === undefined ? `the person ${id}` : `the service ${id}, for which ${owner} answers`;
  report(answer, `Added ${what}.`, options);
}

async function setSuspended(
  id: string,
  step: 'suspend' | 'restore',
  { reason, ...options }: Why,
): Promise<void> {
  const answer = await askFor(`/principals/${encodeURIComponent(id)}/${step}`, { reason }, options);
  report(answer, step === 'suspend' ? `Suspended ${id}.` : `Restored ${id}.`, options);
}

/** @throws Failure */
function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    // What a parser says quotes the text, which must not reach a terminal or a log.
    const why = error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message;
    throw new Failure(`${file} cannot be read: ${why}.`, usageError);
  }
}

interface Shown {
  readonly json?: true;
  readonly personal?: true;
  readonly reason?: string;
}

async function show(id: string, { json, personal, reason }: Shown): Promise<void> {
  const query = personal ? `?${new URLSearchParams({ personal: 'true', ...(reason && { reason }) })}` : '';
  const path = `/v1/access/principals/${encodeURIComponent(id)}${query}`;
  const principal = accepted(await apiOf(cliSettings()).get(path)) as unknown as ListedPrincipal;
  console.log(json ? JSON.stringify(principal) : inWords(principal));
}

async function list({ json }: { json?: true }): Promise<void> {
  const principals = await everyPage<ListedPrincipal>(apiOf(cliSettings()), '/v1/access/principals');
  if (json) return console.log(JSON.stringify(principals));
  for (const principal of principals) console.log(inWords(principal));
}

function inWords({ principal, kind, owner, isSuspended, personal = [], ...of }: ListedPrincipal): string {
  const whose = owner === undefined ? '' : `, for which ${owner} answers`;
  return [
    `${principal}: ${kind}${whose}${isSuspended ? ', suspended' : ''}`,
    ...personal.map(textInWords),
    ...of.credentials.map((each) => {
      const until = each.expiresAt === undefined ? '' : ` until ${each.expiresAt}`;
      return `  ${each.kind} ${each.credential}${until}`;
    }),
    ...of.grants.map((grant) => `  ${grantInWords(grant)}`),
  ].join('\n');
}

function textInWords({ key, subject, fields, ...state }: PersonalText): string {
  if (fields)
    return `  ${Object.entries({ subject, ...fields })
      .map(([name, text]) => `${name}: ${text}`)
      .join(', ')}`;
  const [what = 'encrypted'] = Object.keys(state);
  return `  personal text under the key ${key}, ${what}`;
}
