import type { Kind } from './kinds';

/** Options of a connection string, in small letters without `_` and `-`, as the client of EventStoreDB compares them. */
const options: Readonly<Record<string, RegExp>> = {
  connectionname: /./,
  defaultdeadline: /^\d{1,9}$/,
  discoveryinterval: /^\d{1,9}$/,
  gossiptimeout: /^\d{1,9}$/,
  keepaliveinterval: /^\d{1,9}$/,
  keepalivetimeout: /^\d{1,9}$/,
  maxdiscoverattempts: /^\d{1,9}$/,
  nodepreference: /^(?:leader|follower|random|read[-_]?only[-_]?replica)$/i,
  throwonappendfailure: /^(?:true|false)$/,
  tls: /^(?:true|false)$/,
  tlscafile: /./,
  tlsverifycert: /^true$/,
  usercertfile: /./,
  userkeyfile: /./,
};

const user = String.raw`(?:[^\s:@/?#]+:[^\s:@/?#]+@)?`;
const node = String.raw`(?:[\w.-]+(?::\d{1,5})?)`;
const form = new RegExp(
  String.raw`^esdb(?:\+discover)?://${user}${node}(?:,${node})*/*(?:\?(?<query>[^?#\s]+))?$`,
);

/**
 * A connection string of EventStoreDB. It is as strict as the client that reads it: where that one complains, its
 * complaint repeats the password.
 */
export function eventStoreUrl(): Kind<string> {
  return {
    label: 'address',
    rule: 'an address that begins with esdb:// or esdb+discover://, with user:password@ in percent-encoding where there is one, hosts with their ports, and only options that its client knows',
    secret: true,
    parse: (text) => (isWellFormed(text) ? text : undefined),
  };
}

function isWellFormed(text: string): boolean {
  const match = form.exec(text);
  if (!match || !isDecodable(text)) return false;
  const query = match.groups?.['query'];
  return query === undefined || query.split('&').every(isOption);
}

function isOption(text: string): boolean {
  const [name = '', value, ...more] = text.split('=');
  if (value === undefined || more.length > 0) return false;
  return options[name.replace(/[-_]/g, '').toLowerCase()]?.test(value) === true;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
