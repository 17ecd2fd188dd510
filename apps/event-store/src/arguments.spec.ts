import { parseArguments } from './arguments';

describe('the command line', () => {
  it('takes a directory, a port and a host', () => {
    expect(parseArguments(['--dir', 'd', '--port', '0', '--host', '::1'])).toEqual({
      options: { dir: 'd', port: 0, host: '::1', slowConsumers: 'catch-up' },
      encryptionKeys: [],
      takesFaults: false,
      exitsWithParent: false,
    });
  });

  it('takes the addresses of wrapping keys, the preferred one first', () => {
    const { encryptionKeys } = parseArguments([
      '--memory',
      '--encryption-key',
      'file:/new.key file:/old.key',
    ]);
    expect(encryptionKeys).toEqual(['file:/new.key', 'file:/old.key']);
  });

  it('takes memory instead of a directory', () => {
    const { options } = parseArguments(['--memory', '--drop-slow-consumers']);
    expect(options).toEqual({ port: 2113, host: '127.0.0.1', slowConsumers: 'drop' });
  });

  it.each([
    [[], 'Say either --dir or --memory'],
    [['--memory', '--dir', 'd'], 'Say either --dir or --memory'],
    [['--memory', '--port', 'high'], '--port high is not a port'],
    [['--memory', '--port', '70000'], '--port 70000 is not a port'],
    [['--memory', '--fast'], "Unknown option '--fast'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
  });
});
