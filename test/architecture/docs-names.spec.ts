import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { variables } from '@settings/variables';
import { blocksIn, linksIn, spansIn } from '../support/markdown';
import { allPages, root } from '../support/pages';

/** Made by commands, so not in every checkout. */
const generated = new Set(['dist', 'node_modules', 'coverage', '.data', '.git']);
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !generated.has(entry.name))
  .map(({ name }) => name);
const files = [
  ...readdirSync(root),
  ...folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  ),
];

/** A file or folder of the project: it begins with one of its folders, or ends like its files. */
function isPath(span: string): boolean {
  if (!/^[\w.*-]+(?:\/[\w.*-]+)*\/?$/.test(span) || generated.has(span.split('/')[0]!)) return false;
  return (
    (span.includes('/') && folders.includes(span.split('/')[0]!)) || /\.(?:ts|mjs|cjs|md|yml)$/.test(span)
  );
}

/** Paths may leave out what comes before a file's name, and hold `*`. */
function isThere(path: string): boolean {
  const pattern = path.replace(/\/$/, '').replace(/[.]/g, '\\.').replace(/\*/g, '[^/]*');
  const whole = new RegExp(path.includes('/') ? `^${pattern}$` : `(?:^|/)${pattern}$`);
  return files.some((file) => whole.test(file));
}

/** Helps that were asked for, by the words of the command: every page names the same ones. */
const helps = new Map<string, string>();

function helpOf(words: string): string {
  const known = helps.get(words);
  if (known !== undefined) return known;
  const program = [join(root, 'bin/ledger.js'), ...words.split(' ').filter(Boolean), '--help'];
  const help = execFileSync(process.execPath, program, { encoding: 'utf8' });
  helps.set(words, help);
  return help;
}

/** The commands that a help lists, under whatever headings. */
function commandsIn(help: string): (string | undefined)[] {
  return help
    .split(/^(?=\S)/m)
    .filter((section) => /^[^\n]*:\n/.test(section) && !/^(?:Arguments|Options):/.test(section))
    .flatMap((section) => [...section.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name));
}

/** Commands with their options, each as [words, option]; option '' stands for the command. A second and a third word may name one of its own. */
function ledgerWords(code: string): [words: string, option: string][] {
  return [...code.matchAll(/\bnpx ledger ([a-z][a-z-]*(?: [a-z][a-z-]*){0,2})([^\n|&;#]*)/g)].flatMap(
    ([, words, rest]) => [
      [words!, ''],
      ...[...rest!.matchAll(/(?<=\s)--[a-z-]+/g)].map(([option]) => [words!, option] as [string, string]),
    ],
  );
}

describe.each(allPages())('$path', ({ path, text }) => {
  const code = [...spansIn(text), ...blocksIn(text).map((block) => block.text)].join('\n');

  it('names no file that does not exist', () => {
    expect(spansIn(text).filter((span) => isPath(span) && !isThere(span))).toEqual([]);
  });

  it('links to no file that does not exist', () => {
    const targets = linksIn(text).filter((target) => !/^(?:https?:|#)/.test(target));
    const missing = targets.filter(
      (target) => !existsSync(join(root, dirname(path), target.replace(/#.*/, ''))),
    );
    expect(missing).toEqual([]);
  });

  it('names no npm script that does not exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const named = [...code.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
      ([, run, short]) => run ?? short,
    );
    expect(named.filter((script) => !(script! in scripts))).toEqual([]);
  });

  it('names no command or option that does not exist', () => {
    const commands = commandsIn(helpOf(''));
    /** The command that words begin with, as far down as there are commands; undefined where one of them is not there. */
    const commandOf = (words: string) => {
      const [first = '', ...rest] = words.split(' ');
      let found = first;
      if (!commands.includes(first)) return undefined;
      for (const word of rest) {
        const own = commandsIn(helpOf(found));
        if (own.length === 0) return found;
        if (!own.includes(word)) return undefined;
        found = `${found} ${word}`;
      }
      return found;
    };
    const missing = ledgerWords(code).filter(([words, option]) => {
      const command = commandOf(words);
      return command === undefined || !new RegExp(`${option}\\b`).test(helpOf(command));
    });
    expect(missing).toEqual([]);
  });

  it('names no setting that does not exist', () => {
    const named = spansIn(text).filter((span) => /^[A-Z]+(?:_[A-Z]+)+$/.test(span));
    expect(named.filter((name) => !(name in variables))).toEqual([]);
  });

  it('names no metric that does not exist', () => {
    const code = files
      .filter((file) => /^(?:apps|libs)\/.*\.ts$/.test(file))
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n');
    const named = spansIn(text).filter((span) => /^ledger_[a-z_]+$/.test(span));
    expect(named.filter((name) => !code.includes(`'${name}'`))).toEqual([]);
  });
});
