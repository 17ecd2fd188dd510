import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Anchor, AnchoredCheckpoint } from './anchor';

export interface GitAnchorOptions {
  /** A repository, made as a bare one where there is nothing. */
  readonly path: string;
  /** A remote of it to push to after every commit. */
  readonly push: string | undefined;
  /** For git: where programs are found, and what ssh needs. */
  readonly environment: Readonly<Record<string, string>>;
}

const branch = 'refs/heads/checkpoints';
const withinMs = 30_000;

/** No hook, filter, editor, pager or key of the local user takes part. */
const plain = {
  'core.hooksPath': '/dev/null',
  'core.fsync': 'all',
  'core.fsyncMethod': 'fsync',
  'gc.auto': '0',
  'push.gpgSign': 'false',
};
const withoutSurprises = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};
const passedOn = ['PATH', 'HOME', 'SSH_AUTH_SOCK'];

/**
 * A git repository with a commit for each checkpoint on the branch `checkpoints`, in the file `<ledger>`: a clone that
 * fetches it regularly notices when its past is rewritten. No work tree and no index is touched.
 */
export function gitAnchor(options: GitAnchorOptions): Anchor {
  const { path, push } = options;
  return {
    name: `git:${path}`,
    anchor: async (checkpoint) => {
      if (!existsSync(join(gitFolder(path), 'HEAD'))) await makeRepository(options);
      const parent = await git(options, ['rev-parse', '--verify', '--quiet', `${branch}^0`]).catch(() => '');
      await git(
        options,
        ['fast-import', '--quiet', '--done', '--date-format=now'],
        commit(checkpoint, parent.trim()),
      );
      if (push !== undefined) await git(options, ['push', '--quiet', push, `${branch}:${branch}`]);
    },
  };
}

async function makeRepository(options: GitAnchorOptions): Promise<void> {
  mkdirSync(options.path, { recursive: true });
  await git(options, ['init', '--quiet', '--bare', '--template=']);
}

/** Named to git, which would else look for a repository in the folders around it. */
function gitFolder(path: string): string {
  const inWorkTree = join(path, '.git');
  return existsSync(inWorkTree) ? inWorkTree : path;
}

/** A commit in the language of git fast-import. */
function commit({ ledger, head, note }: AnchoredCheckpoint, parent: string): string {
  return [
    `commit ${branch}\ncommitter notary <notary@${head.log.split('/', 1)[0]!}> now\n`,
    data(`${head.log} ${head.size}\n`),
    parent === '' ? '' : `from ${parent}\n`,
    `M 100644 inline ${ledger}\n`,
    data(note),
    'done\n',
  ].join('');
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

async function git(
  { path, environment }: GitAnchorOptions,
  words: readonly string[],
  input = '',
): Promise<string> {
  const settings = Object.entries(plain).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const known = passedOn.flatMap((name) =>
    environment[name] === undefined ? [] : [[name, environment[name]]],
  );
  const env = { ...(Object.fromEntries(known) as Record<string, string>), ...withoutSurprises };
  const running = promisify(execFile)('git', [`--git-dir=${gitFolder(path)}`, ...settings, ...words], {
    cwd: path,
    env,
    timeout: withinMs,
  });
  running.child.stdin?.on('error', () => undefined).end(input);
  return (await running).stdout;
}
