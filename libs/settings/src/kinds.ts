import { isIP } from 'node:net';
import { resolve } from 'node:path';

/** How the text of one variable becomes a value. `rule` completes the sentence "NAME must be …". */
export interface Kind<T> {
  readonly label: string;
  readonly rule: string;
  /** Secret values (addresses may carry passwords) are never repeated in a message. */
  readonly secret: boolean;
  /** Undefined when the text breaks the rule. */
  parse(text: string): T | undefined;
}

/** Decimal digits from `minimum` to `maximum`, both included. */
export function wholeNumber(minimum: number, maximum: number): Kind<number> {
  return {
    label: 'number',
    rule: `a whole number from ${minimum} to ${maximum}`,
    secret: false,
    parse: (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
      return value >= minimum && value <= maximum ? value : undefined;
    },
  };
}

/** A TCP port; 0 lets the system pick a free one. */
export function port(): Kind<number> {
  return { ...wholeNumber(0, 65535), label: 'port', rule: 'a port from 0 to 65535 (0 picks a free one)' };
}

/** A folder, made absolute against the working folder; it need not exist yet. */
export function folder(): Kind<string> {
  return {
    label: 'folder',
    rule: 'the path of a folder',
    secret: false,
    parse: (text) => (text.includes('\0') ? undefined : resolve(text)),
  };
}

/** A file, its path made absolute against the working folder. */
export function file(): Kind<string> {
  return { ...folder(), label: 'file', rule: 'the path of a file' };
}

/** Words of a closed list, separated by commas; none twice. */
export function choices<const Word extends string>(...words: readonly Word[]): Kind<readonly Word[]> {
  return {
    label: 'words',
    rule: `one or more of ${words.join(', ')}, separated by commas`,
    secret: false,
    parse: (value) => {
      const chosen = value.split(',').map((part) => part.trim());
      const known = words.filter((word) => chosen.includes(word));
      return known.length === chosen.length ? known : undefined;
    },
  };
}

/** Networks in CIDR notation and single IP addresses, separated by commas. */
export function networks(): Kind<readonly string[]> {
  return {
    label: 'networks',
    rule: 'IP addresses or networks such as 10.0.0.0/8, separated by commas',
    secret: false,
    parse: (value) => {
      const parts = value.split(',').map((part) => part.trim());
      return parts.every(isNetwork) ? parts : undefined;
    },
  };
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (bits === -1 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
}

/** An address whose scheme is one of `schemes`, with a host. */
export function address(schemes: readonly string[]): Kind<string> {
  return {
    label: 'address',
    rule: `an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    secret: true,
    parse: (text) =>
      schemes.some((scheme) => new RegExp(`^${escape(scheme)}://[^\\s/]+`).test(text)) ? text : undefined,
  };
}

/** Where public keys are read: over TLS, from a file, or from this machine. */
export function keySet(): Kind<string> {
  const pattern =
    /^(?:file:\/.+|https:\/\/[^\s/]+.*|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?\/.*)$/;
  return text('address', pattern, 'an address that begins with https:// or file:/');
}

/** Addresses of signing keys, separated by blanks; they may hold a PIN. */
export function keyAddresses(most: number): Kind<string> {
  return addressesOf(most, ['file', 'pkcs11', 'awskms', 'gcpkms']);
}

/** Addresses of wrapping keys, separated by blanks. */
export function wrappingKeyAddresses(most: number): Kind<string> {
  return addressesOf(most, ['file', 'awskms', 'gcpkms']);
}

function addressesOf(most: number, schemes: readonly string[]): Kind<string> {
  const address = `(?:${schemes.join('|')}):\\S+`;
  const beginnings = schemes.map((scheme) => `${scheme}:`);
  return {
    label: most === 1 ? 'key' : 'keys',
    rule:
      (most === 1 ? 'the address of a key' : `1 to ${most} addresses of keys, separated by blanks`) +
      `, each beginning with ${beginnings.slice(0, -1).join(', ')} or ${beginnings.at(-1)}`,
    secret: true,
    parse: (text) =>
      new RegExp(`^${address}(?: +${address}){0,${most - 1}}$`).test(text) ? text : undefined,
  };
}

/** Text that matches `pattern`; `rule` says the pattern in words. */
export function text(label: string, pattern: RegExp, rule: string): Kind<string> {
  return { label, rule, secret: false, parse: (value) => (pattern.test(value) ? value : undefined) };
}

/** One word of a closed list. */
export function choice<const Word extends string>(...words: readonly Word[]): Kind<Word> {
  return {
    label: 'word',
    rule: `one of ${words.join(', ')}`,
    secret: false,
    parse: (value) => words.find((word) => word === value),
  };
}

/** `1` or `0`. */
export function flag(): Kind<boolean> {
  return {
    label: '0 or 1',
    rule: '0 or 1',
    secret: false,
    parse: (value) => (value === '1' ? true : value === '0' ? false : undefined),
  };
}

function escape(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
