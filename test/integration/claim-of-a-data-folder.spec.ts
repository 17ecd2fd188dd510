import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf, isAlive, type ProcessIdentity } from '@local/process-identity';
import { Claim, runningAddresses } from '../../apps/cli/src/start/claim';

const addresses = { api: 'http://a', eventStore: 'esdb://b', postgres: 'postgres://c' };

describe('the claim on a data folder', () => {
  let folder: string;
  let bystander: ChildProcess;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ledger-claim-'));
    bystander = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: 'pipe' });
    await once(bystander, 'spawn');
  });

  afterEach(async () => {
    const ended = bystander.exitCode ?? bystander.signalCode ?? once(bystander, 'exit');
    bystander.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  const identity = (): ProcessIdentity => identityOf(bystander.pid!)!;
  const write = (running: object): void =>
    writeFileSync(join(folder, 'running.json'), JSON.stringify(running));

  it('is given to one start at a time', async () => {
    await Claim.take(folder);

    await expect(Claim.take(folder)).rejects.toThrow(
      `The data folder ${folder} is in use by another running start (process ${process.pid})`,
    );
  });

  it('is given to one of two that ask at once', async () => {
    const outcomes = await Promise.allSettled([Claim.take(folder), Claim.take(folder)]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is free again once released', async () => {
    (await Claim.take(folder)).release();

    await expect(Claim.take(folder)).resolves.toBeInstanceOf(Claim);
  });

  it('passes on when its holder was killed, and ends what that one left running', async () => {
    const dead = { pid: process.pid, began: 'before the last boot' };
    const orphan = identity();
    write({ start: dead, isStopping: false, children: { api: orphan } });

    await Claim.take(folder);

    expect(isAlive(orphan)).toBe(false);
    expect(JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8'))).toMatchObject({ children: {} });
  });

  it('spares a process that only has the pid of one left running', async () => {
    const dead = { pid: process.pid, began: 'before the last boot' };
    write({ start: dead, isStopping: false, children: { api: { ...identity(), began: 'earlier' } } });

    await Claim.take(folder);

    expect(isAlive(identity())).toBe(true);
  });

  it('waits for a holder that is stopping', async () => {
    write({ start: identity(), isStopping: true, children: {} });
    const taken = Claim.take(folder);
    bystander.kill('SIGKILL');

    await expect(taken).resolves.toBeInstanceOf(Claim);
  });

  it('survives a file cut off in the middle', async () => {
    writeFileSync(join(folder, 'running.json'), '{"start":{"pi');

    await expect(Claim.take(folder)).resolves.toBeInstanceOf(Claim);
  });

  it('gives other commands the addresses, as long as its holder lives', async () => {
    const claim = await Claim.take(folder);
    expect(runningAddresses(folder)).toBeUndefined();

    claim.ready(addresses);
    expect(runningAddresses(folder)).toEqual(addresses);

    claim.release();
    expect(runningAddresses(folder)).toBeUndefined();
  });
});
