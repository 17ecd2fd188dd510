import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAlone } from '../support/ledger-command';
import { root } from '../support/pages';

describe('ledger', () => {
  it.each([
    ['no command', []],
    ['an unknown command', ['frob']],
    ['an unknown option', ['--frob']],
    ['an unknown option of a command', ['seed', '--frob']],
    ['an unknown command of a group', ['proof', 'frob']],
  ])('ends with exit code 3 after a usage error: %s', async (_, words) => {
    const { code, stdout, stderr } = await runAlone({}, ...words);

    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).not.toBe('');
  });

  it.each([['--version'], ['-V']])('prints its version: %s', async (option) => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await runAlone({}, option)).toMatchObject({ code: 0, stdout: version });
  });

  it.each([['access'], ['keys'], ['checkpoint'], ['proof'], ['consistency'], ['witness']])(
    'lists what can be done with %s, whether it is asked for help or not',
    async (noun) => {
      const help = await runAlone({}, noun, '--help');
      const nothing = await runAlone({}, noun);

      expect(help.stdout).toMatch(/^Commands:$/m);
      expect(nothing).toMatchObject({ code: 3, stderr: help.stdout });
    },
  );

  it.each([
    [['--help']],
    [['help']],
    [['seed', '--help']],
    [['verify', '--help']],
    [['proof', 'check', '--help']],
  ])('explains itself and ends with 0: %j', async (words) => {
    const { code, stdout } = await runAlone({}, ...words);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: ledger/);
  });
});
