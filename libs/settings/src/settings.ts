import { isAbsolute, relative, resolve } from 'node:path';
import type { Program, Variable } from './variable';
import { variables } from './variables';
import type { Kind } from './kinds';
import { plainConnections, type Connecting } from './plain-text';

type Environment = Readonly<Record<string, string | undefined>>;
type Table = typeof variables;
type Value<Row> = Row extends { kind: Kind<infer T> } ? T : never;
type Always<Row, P> = Row extends { default: string }
  ? true
  : Row extends { requiredBy: readonly (infer R)[] }
    ? P extends R
      ? true
      : false
    : false;

/** The settings of one program, named and typed by the table of variables. */
export type Settings<P extends Program> = {
  readonly [
    Name in keyof Table as P extends Table[Name]['programs'][number] ? Table[Name]['setting'] : never
  ]: Value<Table[Name]> | (Always<Table[Name], P> extends true ? never : undefined);
};

export type ApiSettings = Settings<'api'>;
export type ProjectorSettings = Settings<'projector'>;
export type NotarySettings = Settings<'notary'>;
export type StartSettings = Settings<'start'>;
export type CliSettings = Settings<'cli'>;

/** The environment breaks rules of the table of variables: one sentence for each, all of them at once. */
export class SettingsRefused extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'SettingsRefused';
  }
}

/** Settings of the API process. @throws SettingsRefused */
export function apiSettings(env: Environment = process.env): ApiSettings {
  return read('api', env);
}

/** Settings of the projector process. @throws SettingsRefused */
export function projectorSettings(env: Environment = process.env): ProjectorSettings {
  return read('projector', env);
}

/** Settings of the notary process. @throws SettingsRefused */
export function notarySettings(env: Environment = process.env): NotarySettings {
  return read('notary', env);
}

/** Settings of `ledger start`. @throws SettingsRefused */
export function startSettings(env: Environment = process.env): StartSettings {
  return read('start', env);
}

/** Settings of all other commands. @throws SettingsRefused */
export function cliSettings(env: Environment = process.env): CliSettings {
  return read('cli', env);
}

/** Takes an option of a command for a variable that it stands for, whatever that was set to. */
export function setVariable(name: keyof Table, text: string): void {
  process.env[name] = text;
}

/** Settings of the bench. @throws SettingsRefused */
export function benchSettings(env: Environment = process.env): Settings<'bench'> {
  return read('bench', env);
}

/** One sentence for each variable that begins with LEDGER_ but is not ours: likely a misspelt name. */
export function unknownVariables(env: Environment = process.env): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('LEDGER_') && !(name in variables))
    .sort()
    .map((name) => `${name} is not a setting of the ledger and is ignored.`);
}

/**
 * Environment of a program we start with these settings: what we inherited, with every variable of the
 * table replaced by the setting it stands for.
 */
export function environmentFor<P extends Program>(
  program: P,
  settings: Settings<P>,
  env: Environment = process.env,
): Record<string, string> {
  const values = settings as Readonly<Record<string, unknown>>;
  const ours = Object.entries(variables as Record<string, Variable>)
    .filter(([, row]) => row.programs.includes(program) && values[row.setting] !== undefined)
    .map(([name, { setting }]) => [name, asText(values[setting])]);
  return { ...inheritedEnvironment(env), ...(Object.fromEntries(ours) as Record<string, string>) };
}

/** What we inherited, without the variables of the table. */
export function inheritedEnvironment(env: Environment = process.env): Record<string, string> {
  const inherited = Object.entries(env).filter(([name, text]) => text !== undefined && !(name in variables));
  return Object.fromEntries(inherited) as Record<string, string>;
}

function asText(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return Array.isArray(value) ? value.join(',') : String(value);
}

function read<P extends Program>(program: P, env: Environment): Settings<P> {
  const rows = Object.entries(variables as Record<string, Variable>).filter(([, row]) =>
    row.programs.includes(program),
  );
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, row] of rows) {
    const given = env[name]?.trim() ? env[name].trim() : undefined;
    const text = given ?? defaultText(row, values);
    const value = text === undefined ? undefined : row.kind.parse(text);
    if (text === undefined && row.requiredBy.includes(program)) {
      problems.push(`${name} is not set; it must be ${row.kind.rule}.`);
    }
    if (text !== undefined && value === undefined) {
      problems.push(
        `${name} ${row.kind.secret ? '' : `is ${JSON.stringify(text)}; it `}must be ${row.kind.rule}.`,
      );
    }
    values[row.setting] = value;
  }
  problems.push(...contradictions(values), ...unencrypted(rows, values));
  if (problems.length > 0) throw new SettingsRefused(problems);
  return Object.freeze(values) as Settings<P>;
}

function defaultText(row: Variable, values: Readonly<Record<string, unknown>>): string | undefined {
  return row.default?.replace('{DATA_DIR}', String(values['dataDir']));
}

/** Rules between two settings; each speaks only when both were read. */
function contradictions(values: Readonly<Record<string, unknown>>): string[] {
  const { port, metricsPort, notaryPort, keysDir, snapshotsDir } = values as Partial<Settings<'start'>>;
  const { tlsCert, tlsKey, tlsClientCa } = values as Partial<Settings<'start'>>;
  const { oidcIssuer, oidcAudience, oidcKeys } = values as Partial<Settings<'start'>>;
  const problems: string[] = [];
  const ports = { PORT: port, METRICS_PORT: metricsPort, NOTARY_PORT: notaryPort };
  const chosen = Object.entries(ports).filter(([, number]) => number !== undefined && number !== 0);
  for (const [at, [name, number]] of chosen.entries()) {
    const other = chosen.slice(at + 1).find(([, another]) => another === number);
    if (other) problems.push(`${name} and ${other[0]} are both ${number}; two services cannot share a port.`);
  }
  if (keysDir !== undefined && snapshotsDir !== undefined && contains(snapshotsDir, keysDir)) {
    problems.push(
      'KEYS_DIR lies in SNAPSHOTS_DIR; keys must not lie in a folder that may be deleted at any time.',
    );
  }
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    problems.push('TLS_CERT and TLS_KEY belong together: set both, or neither.');
  }
  if (tlsClientCa !== undefined && tlsCert === undefined) {
    problems.push('TLS_CLIENT_CA has no effect without TLS_CERT: clients send certificates over TLS alone.');
  }
  const provider = [oidcIssuer, oidcAudience, oidcKeys];
  if (provider.includes(undefined) && provider.some((value) => value !== undefined)) {
    problems.push('OIDC_ISSUER, OIDC_AUDIENCE and OIDC_KEYS belong together: set all three, or none.');
  }
  return problems;
}

/** What PLAIN_TEXT would have to allow. */
function unencrypted(
  rows: readonly [name: string, row: Variable][],
  values: Readonly<Record<string, unknown>>,
): string[] {
  const { plainText = [], tlsCert } = values as Partial<Settings<'start'>>;
  const connecting = rows.flatMap(([name, { connection, setting }]): Connecting[] => {
    const address = values[setting];
    return connection === undefined || typeof address !== 'string' ? [] : [{ name, connection, address }];
  });
  return plainConnections(connecting, plainText, tlsCert !== undefined);
}

function contains(outer: string, inner: string): boolean {
  const path = relative(resolve(outer), resolve(inner));
  return path === '' || (path !== '..' && !path.startsWith('../') && !isAbsolute(path));
}
