import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseCheckpoint } from '@proof/checkpoint';
import type { Anchor, AnchoredCheckpoint } from '@notary/anchors/anchor';
import { AnchorUnusable, openAnchors } from '@notary/anchors/anchor-list';
import { Anchors } from '@notary/anchors/anchors';
import { GrownLog } from '../support/grown-log';
import { newSigner } from '../support/written-journal';

const notary = newSigner('ledger.test/books');
const log = new GrownLog(notary, 20);
const { PATH = '', HOME = '' } = process.env;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ledger-anchors-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function at(size: number, grown = log): AnchoredCheckpoint {
  const note = grown.checkpoint(size);
  return { ledger: 'books', note, head: parseCheckpoint(note).checkpoint };
}

function anchorAt(uri: string, environment: Record<string, string> = { PATH, HOME }): Anchor {
  return openAnchors(uri, environment)[0]!;
}

const read = (...names: string[]) => readFileSync(join(folder, ...names), 'utf8');

describe('a folder as an anchor', () => {
  it('keeps a file for each checkpoint, for everybody to read', async () => {
    const anchor = anchorAt(`folder:${folder}/kept`);
    for (const size of [3, 7]) await anchor.anchor(at(size));
    expect(readdirSync(join(folder, 'kept/books')).sort()).toEqual(['3', '7']);
    expect(read('kept/books/7')).toBe(log.checkpoint(7));
  });

  it('leaves a checkpoint that it has as it is, also without a cosignature that came later', async () => {
    const anchor = anchorAt(`folder:${folder}`);
    await anchor.anchor(at(3));
    await anchor.anchor({ ...at(3), note: log.checkpoint(3, notary, newSigner('ledger.test/books')) });
    expect(read('books/3')).toBe(log.checkpoint(3));
  });

  it('reports a second history', async () => {
    const anchor = anchorAt(`folder:${folder}`);
    await anchor.anchor(at(9));
    const forked = at(9, new GrownLog(notary, 9, 4));
    await expect(anchor.anchor(forked)).rejects.toThrow('holds another checkpoint of ledger.test/books');
    expect(read('books/9')).toBe(log.checkpoint(9));
  });
});

describe('a git repository as an anchor', () => {
  /** Looks into a repository as its clones see it. */
  const git = (path: string, ...words: string[]) =>
    execFileSync('git', ['-C', path, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

  it('gets a commit for each checkpoint', async () => {
    const path = join(folder, 'anchor.git');
    const anchor = anchorAt(`git:${path}`);
    for (const size of [3, 7]) await anchor.anchor(at(size));
    await anchor.anchor({ ...at(7), ledger: 'others' });
    expect(git(path, 'log', '--format=%s %an <%ae>', 'checkpoints').trim().split('\n')).toEqual([
      'ledger.test/books 7 notary <notary@ledger.test>',
      'ledger.test/books 7 notary <notary@ledger.test>',
      'ledger.test/books 3 notary <notary@ledger.test>',
    ]);
    expect(git(path, 'show', 'checkpoints~1:books')).toBe(log.checkpoint(7));
    expect(git(path, 'show', 'checkpoints~2:books')).toBe(log.checkpoint(3));
    expect(git(path, 'fsck', '--strict')).toBe('');
  });

  it('goes on in a repository with a work tree, without touching that', async () => {
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
    writeFileSync(join(folder, 'notes'), 'mine');
    await anchorAt(`git:${folder}`).anchor(at(3));
    expect(git(folder, 'show', 'checkpoints:books')).toBe(log.checkpoint(3));
    expect(git(folder, 'status', '--porcelain')).toBe('?? notes\n');
  });

  it('is never the repository around it', async () => {
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
    mkdirSync(join(folder, 'anchor'));
    await anchorAt(`git:${folder}/anchor`).anchor(at(3));
    expect(git(folder, 'branch', '--list')).toBe('');
    expect(git(join(folder, 'anchor'), 'show', 'checkpoints:books')).toBe(log.checkpoint(3));
  });

  it('runs no hook, filter or signing program, whatever the machine is set up for', async () => {
    const path = join(folder, 'anchor');
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', path]);
    const script = `#!/bin/sh\ntouch ${folder}/ran\nexit 1\n`;
    for (const name of ['pre-commit', 'post-commit', 'reference-transaction', 'post-index-change']) {
      writeFileSync(join(path, '.git/hooks', name), script);
      chmodSync(join(path, '.git/hooks', name), 0o755);
    }
    writeFileSync(join(path, '.git/info/attributes'), '* filter=mine\n');
    writeFileSync(
      join(folder, '.gitconfig'),
      `[commit]\ngpgSign = true\n[core]\nautocrlf = true\nhooksPath = ${path}/.git/hooks\n[filter "mine"]\nclean = touch ${folder}/ran\n[user]\nname = Somebody\n`,
    );
    const environment = { PATH, HOME: folder, GIT_DIR: '/nowhere', GIT_AUTHOR_NAME: 'Somebody' };
    await anchorAt(`git:${path}`, environment).anchor(at(3));
    expect(git(path, 'show', 'checkpoints:books')).toBe(log.checkpoint(3));
    expect(git(path, 'log', '--format=%an %cn', 'checkpoints')).toBe('notary notary\n');
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  it('is pushed where it should be', async () => {
    const [path, remote] = [join(folder, 'anchor.git'), join(folder, 'remote.git')];
    for (const each of [path, remote]) execFileSync('git', ['init', '--quiet', '--bare', each]);
    git(path, 'remote', 'add', 'auditor', remote);
    const anchor = anchorAt(`git:${path}?push=auditor`);
    for (const size of [3, 7]) await anchor.anchor(at(size));
    expect(git(remote, 'show', 'checkpoints:books')).toBe(log.checkpoint(7));
  });

  it('that cannot be written says why', async () => {
    const path = join(folder, 'anchor');
    mkdirSync(path);
    writeFileSync(join(path, 'HEAD'), 'nonsense');
    await expect(anchorAt(`git:${path}`).anchor(at(3))).rejects.toThrow(/not a git repository/i);
  });
});

describe('anchors beside the notary', () => {
  /** An anchor that takes its time, and what it got. */
  class SlowAnchor implements Anchor {
    readonly name = 'slow';
    readonly got: string[] = [];
    private readonly waiting: { done: () => void; fail: (error: Error) => void }[] = [];
    anchor({ ledger, head }: AnchoredCheckpoint): Promise<void> {
      this.got.push(`${ledger} ${head.size}`);
      return new Promise((done, fail) => this.waiting.push({ done, fail }));
    }
    end(error?: Error): void {
      const { done, fail } = this.waiting.shift()!;
      if (error) fail(error);
      else done();
    }
  }
  const reported: string[] = [];
  const observer = {
    anchored: (anchor: string, of: string, size: number) => reported.push(`${anchor} has ${of} ${size}`),
    anchorFailed: (anchor: string, sentence: string) => reported.push(`${anchor}: ${sentence}`),
  };
  beforeEach(() => reported.splice(0));
  const other = new GrownLog(newSigner('ledger.test/other'), 20);

  it('get every checkpoint, each for itself, and never fail the notary', async () => {
    writeFileSync(join(folder, 'file'), '');
    const uris = `folder:${folder}/file folder:${folder}/kept`;
    const anchors = new Anchors(openAnchors(uris, { PATH }), observer);
    await anchors.publish('books', log.checkpoint(3));
    await anchors.settled();
    expect(read('kept/books/3')).toBe(log.checkpoint(3));
    expect(reported).toEqual([
      expect.stringMatching(/^folder:.*\/file: ledger\.test\/books: ENOTDIR/),
      `folder:${folder}/kept has ledger.test/books 3`,
    ]);
  });

  it('that are slow hold nothing up, and get the newest of each ledger', async () => {
    const slow = new SlowAnchor();
    const anchors = new Anchors([slow], observer);
    for (const size of [3, 4, 5]) await anchors.publish('books', log.checkpoint(size));
    for (const size of [8, 9]) await anchors.publish('other', other.checkpoint(size));
    const settled = anchors.settled();
    expect(slow.got).toEqual(['books 3']);
    slow.end();
    while (slow.got.length < 2) await nextTurn();
    slow.end();
    while (slow.got.length < 3) await nextTurn();
    slow.end();
    await settled;
    expect(slow.got).toEqual(['books 3', 'books 5', 'other 9']);
  });

  it('that fail are tried again with the next checkpoint, whichever ledger’s it is', async () => {
    const slow = new SlowAnchor();
    const anchors = new Anchors([slow], observer);
    await anchors.publish('books', log.checkpoint(3));
    slow.end(new Error('the disk is full'));
    await anchors.settled();
    expect(reported).toEqual(['slow: ledger.test/books: the disk is full']);
    await anchors.publish('other', other.checkpoint(8));
    slow.end();
    while (slow.got.length < 3) await nextTurn();
    slow.end();
    await anchors.settled();
    expect(slow.got).toEqual(['books 3', 'books 3', 'other 8']);
    expect(reported.slice(1)).toEqual(['slow has ledger.test/books 3', 'slow has ledger.test/other 8']);
  });

  it('that fail get the newest, not what they missed', async () => {
    const slow = new SlowAnchor();
    const anchors = new Anchors([slow], observer);
    await anchors.publish('books', log.checkpoint(3));
    await anchors.publish('books', log.checkpoint(4));
    slow.end(new Error('no'));
    await anchors.settled();
    await anchors.publish('books', log.checkpoint(5));
    slow.end();
    await anchors.settled();
    expect(slow.got).toEqual(['books 3', 'books 5']);
  });
});

describe('the list of anchors', () => {
  it('names them without what they are asked with', () => {
    const uris = 'folder:/a git:/b?push=auditor rfc3161:https://tsa.example/x?key=1&folder=/c';
    expect(openAnchors(uris, {}).map(({ name }) => name)).toEqual([
      'folder:/a',
      'git:/b',
      'rfc3161:tsa.example',
    ]);
  });

  it.each([
    'ftp:/a',
    '/a',
    'folder:a',
    'git:a/b',
    'git:/a?pull=b',
    'git:/a?push=--force',
    'rfc3161:https://tsa.example/x',
    'rfc3161:https://tsa.example/x?folder=c',
    'rfc3161:tsa.example?folder=/c',
    'rfc3161:https://me:secret@tsa.example?folder=/c',
    'rfc3161:file:///etc/passwd?folder=/c',
  ])('refuses %s', (uri) => {
    expect(() => openAnchors(uri, {})).toThrow(AnchorUnusable);
  });
});
