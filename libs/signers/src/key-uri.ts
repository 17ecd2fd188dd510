import { resolve } from 'node:path';
import { KeyUnusable } from './key-unusable';

/** Where a private key is kept: the adapters, by the scheme of their addresses. */
export const keySchemes = ['file', 'pkcs11', 'awskms', 'gcpkms'] as const;
export type KeyScheme = (typeof keySchemes)[number];

/** An address taken apart: `scheme:path?name=value&…`. */
export interface KeyUri {
  readonly scheme: KeyScheme;
  /** Still with its percent-encoding. */
  readonly path: string;
  /** Decoded. */
  readonly query: ReadonlyMap<string, string>;
}

/** @throws KeyUnusable; the address is not repeated, since it may hold a PIN */
export function parseKeyUri(text: string): KeyUri {
  const [, name, path = '', query = ''] = /^([a-z0-9]+):([^?#\s]+)(?:\?([^#\s]*))?$/.exec(text) ?? [];
  const scheme = keySchemes.find((each) => each === name);
  if (!scheme) {
    throw new KeyUnusable(
      `The address of a key begins with ${keySchemes.map((each) => `${each}:`).join(', ')}.`,
    );
  }
  return { scheme, path, query: new Map(attributes(query, '&')) };
}

/** The `name=value` parts of a piece of an address, their values decoded. @throws KeyUnusable */
export function attributes(text: string, separator: ';' | '&'): [name: string, value: string][] {
  if (text === '') return [];
  return text.split(separator).map((part) => {
    const [, name, value] = /^([a-z0-9-]+)=(.*)$/.exec(part) ?? [];
    if (name === undefined || value === undefined)
      throw new KeyUnusable('The attributes of a key address have the form name=value.');
    return [name, decoded(value)];
  });
}

/** The file that a `file:` address names, with or without `//` before it. @throws KeyUnusable */
export function fileOf({ path }: KeyUri): string {
  return resolve(decoded(path.replace(/^\/\/(?=\/)/, '')));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new KeyUnusable('The address of a key has a percent sign that begins no character.');
  }
}
