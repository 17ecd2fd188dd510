import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { runStart, tidiedStarts } from '../support/started';

describe('ledger start with one clear sentence', () => {
  const { newFolder, start, children } = tidiedStarts();
  const refusal = async (folder: string, env: Record<string, string> = {}): Promise<unknown> => {
    const child = runStart(folder, env);
    children.push(child);
    return child.exit;
  };
  const oneSentence = (sentence: RegExp): unknown => ({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(sentence),
  });

  it('refuses a taken port, and leaves no data folder behind that was not there', async () => {
    const stranger = await listen(0);
    const { port } = stranger.address() as { port: number };
    const folder = join(newFolder(), 'data');

    expect(await refusal(folder, { PORT: String(port) })).toEqual(
      oneSentence(new RegExp(`^Port ${port} is taken by another program; choose another with PORT=… \\.$`)),
    );
    expect(existsSync(folder)).toBe(false);
    stranger.close();
  });

  it('refuses a folder of somebody else', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'thesis.tex'), 'x');

    expect(await refusal(folder)).toEqual(
      oneSentence(/^The folder .* is not a data folder of the ledger .*\.$/),
    );
  });

  it('refuses a broken data folder', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'ledger-data.json'), '{');

    expect(await refusal(folder)).toEqual(oneSentence(/^The data folder is broken: .*\.$/));
  });

  it('refuses a Postgres folder that is none', async () => {
    const folder = newFolder();
    const first = await start(folder);
    first.child.kill('SIGINT');
    await first.child.exit;
    writeFileSync(join(folder, 'postgres/PG_VERSION'), '12\n');

    expect(await refusal(folder)).toEqual(
      oneSentence(/^.*postgres was made by Postgres 12, the embedded one is 18; .*\.$/),
    );
  });

  it('refuses a folder another start runs on, naming its process', async () => {
    const folder = newFolder();
    const { child } = await start(folder);

    expect(await refusal(folder)).toEqual(
      oneSentence(
        new RegExp(
          `^The data folder .* is in use by another running start \\(process ${child.pid}\\); .*\\.$`,
        ),
      ),
    );
  });

  it('ends in order when a log line cannot be written', async () => {
    const folder = newFolder();
    const first = await start(folder);
    first.child.kill('SIGINT');
    await first.child.exit;
    const log = join(folder, 'logs/postgres.log');
    rmSync(log);
    // As on a full disk: nothing can be added to what is no file.
    mkdirSync(log);
    const child = runStart(folder);
    children.push(child);
    const { code, stderr } = await child.exit;

    expect(code).toBe(1);
    expect(stderr.split('\n').at(-1)).toMatch(
      /^The log .*postgres\.log cannot be written: EISDIR: .*\. Everything was stopped; make room, then start again\.$/,
    );
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(join(folder, 'running.json'))).toBe(false);
  });

  it('refuses bad settings, all at once', async () => {
    expect(await refusal(newFolder(), { METRICS_PORT: 'x', LOG_LEVEL: 'loud' })).toEqual(
      oneSentence(/^METRICS_PORT is "x"; it must be .*\.\nLOG_LEVEL is "loud"; it must be .*\.$/),
    );
  });
});

function listen(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server));
  });
}
