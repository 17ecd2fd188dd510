import { isAbsolute, resolve } from 'node:path';
import type { Anchor } from './anchor';
import { folderAnchor } from './folder-anchor';
import { gitAnchor } from './git-anchor';
import { timeStampAnchor } from './time-stamp-anchor';

/** An anchor is named in a way that nothing can be made of; the message is one sentence for people. */
export class AnchorUnusable extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'AnchorUnusable';
  }
}

/**
 * The anchors of a notary, separated by blanks: `folder:/path`, `git:/path` or `git:/path?push=<remote>`,
 * `rfc3161:https://authority?folder=/path`.
 * @param environment what git is started with
 * @throws AnchorUnusable
 */
export function openAnchors(
  text: string | undefined,
  environment: Readonly<Record<string, string>>,
): Anchor[] {
  return (text ?? '')
    .split(/\s+/)
    .filter(Boolean)
    .map((uri) => {
      const [, scheme, rest] = /^([a-z0-9]+):(.+)$/.exec(uri) ?? [];
      if (scheme === 'folder') return folderAnchor(pathIn(uri, rest!));
      if (scheme === 'git') return gitIn(uri, rest!, environment);
      if (scheme === 'rfc3161') return timeStampIn(uri, rest!);
      throw new AnchorUnusable(`An anchor begins with folder:, git: or rfc3161:, and ${uri} does not.`);
    });
}

function gitIn(uri: string, rest: string, environment: Readonly<Record<string, string>>): Anchor {
  const [, path = '', push] = /^([^?]+)(?:\?push=([A-Za-z0-9][\w.-]*))?$/.exec(rest) ?? [];
  return gitAnchor({ path: pathIn(uri, path), push, environment });
}

function timeStampIn(uri: string, rest: string): Anchor {
  const url = URL.canParse(rest) ? new URL(rest) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new AnchorUnusable(
      'After rfc3161: comes the address of a time-stamping authority, without user and password.',
    );
  const folder = pathIn(uri, url.searchParams.get('folder') ?? '');
  url.searchParams.delete('folder');
  return timeStampAnchor(url, folder);
}

/** Absolute: what is anchored should not depend on where a process was started. */
function pathIn(uri: string, path: string): string {
  if (isAbsolute(path)) return resolve(path);
  throw new AnchorUnusable(`${uri} names no folder by its absolute path.`);
}
