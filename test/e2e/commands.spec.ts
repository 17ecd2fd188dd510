import { runAlone } from '../support/ledger-command';

describe('ledger', () => {
  it.each([
    ['no command', []],
    ['an unknown command', ['frob']],
    ['an unknown option', ['--frob']],
    ['an unknown option of a command', ['seed', '--frob']],
  ])('says by exit code 3 that it was used in a wrong way: %s', async (_, words) => {
    const { code, stdout, stderr } = await runAlone({}, ...words);

    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).not.toBe('');
  });

  it.each([[['--help']], [['help']], [['seed', '--help']], [['verify', '--help']]])(
    'explains itself and ends with 0: %j',
    async (words) => {
      const { code, stdout } = await runAlone({}, ...words);

      expect(code).toBe(0);
      expect(stdout).toMatch(/^Usage: ledger/);
    },
  );
});
