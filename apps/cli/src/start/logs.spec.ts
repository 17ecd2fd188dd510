import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logs } from './logs';

describe('the logs of services', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledger-logs-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are files of lines', () => {
    const log = new Logs(folder).of('api');
    log('one');
    log('two');
    expect(readFileSync(join(folder, 'api.log'), 'utf8')).toBe('one\ntwo\n');
  });

  it('say in one sentence that a line cannot be written, and stop nobody', async () => {
    const logs = new Logs(join(folder, 'missing'));
    const log = logs.of('api');
    log('one');
    log('two');
    expect(await logs.failure).toMatch(/^The log .*missing\/api\.log cannot be written: ENOENT: .*\.$/);
  });
});
