import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { topUp } from '../support/api';
import type { Child } from '../support/child';
import { runAlone } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';
import { WitnessProcess } from '../support/witnesses';

/** The verifier key of a new ledger's notary or root, as the operator shows it. */
async function shownKey(services: Services, ledger: string, role: 'notary' | 'root'): Promise<string> {
  const env = { DATA_DIR: services.dataDir };
  const { stdout } = await runAlone(env, 'keys', 'show', '--ledger', ledger, '--json');
  const keys = JSON.parse(stdout) as { role: string; vkey: string }[];
  return keys.find((key) => key.role === role)!.vkey;
}

describe('a ledger whose checkpoints are witnessed and anchored', () => {
  let services: Services;
  let witness: WitnessProcess;
  let stranger: WitnessProcess;
  let folder: string;
  let path: string;
  let ledger: string;
  let notary: Child;
  const at = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ledger-witnessed-'));
    services = await startServices({ withProjector: false });
    path = await services.api.openLedger();
    ledger = path.slice('/v1/ledgers/'.length);
    witness = await WitnessProcess.make('auditor.example/w1');
    stranger = await WitnessProcess.make('elsewhere.example/w2');
    await witness.start(await shownKey(services, ledger, 'notary'));
    writeFileSync(at('witnesses'), `witness w1 ${witness.vkey} ${witness.url}\nquorum w1\n`);
    notary = await services.startNotary({
      WITNESSES: `file:${at('witnesses')}`,
      ANCHORS: `folder:${at('anchored')} git:${at('anchored.git')}`,
    });
    const { seq } = await services.api.accepted(`${path}/transactions`, topUp('ann', '1.00'));
    await checkpointOver(Number(seq));
    const words = ['export', '--ledger', ledger, '--out', at('export')];
    const env = { EVENTSTORE_URL: services.eventStore.url, DATABASE_URL: services.databaseUrl };
    expect((await runAlone({ ...env, DATA_DIR: services.dataDir }, ...words)).code).toBe(0);
    writeFileSync(at('root'), await shownKey(services, ledger, 'root'));
  });
  afterAll(async () => {
    await services?.stop();
    for (const each of [witness, stranger]) await each?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Resolves when a checkpoint was released that covers an entry. */
  async function checkpointOver(seq: number): Promise<void> {
    for (;;) {
      const { status, text } = await services.api.get(`${path}/checkpoint`);
      if (status === 200 && Number(text.split('\n')[1]) > seq) return;
      await nextTurn();
    }
  }

  /** Verifies the export under a policy. */
  async function verified(policy: string, ...words: string[]) {
    writeFileSync(at('policy'), policy);
    const given = ['--export', at('export'), '--root-key', at('root'), '--policy', at('policy')];
    const { code, stdout, stderr } = await runAlone({}, 'verify', ...given, ...words, '--json');
    expect(stderr).toBe('');
    return { code, report: JSON.parse(stdout) as Readonly<Record<string, unknown>> };
  }

  it('is verified under a policy that its witness meets', async () => {
    const { code, report } = await verified(`witness w1 ${witness.vkey}\nquorum w1\n`);
    expect(report).toMatchObject({ verdict: 'ok', cosignedBy: ['w1'] });
    expect(code).toBe(0);
  });

  it('is incomplete under a policy that asks for another witness, too', async () => {
    const both = `witness w1 ${witness.vkey}\nwitness w2 ${stranger.vkey}\n`;
    const { code, report } = await verified(`${both}group all-of-them all w1 w2\nquorum all-of-them\n`);
    expect(report).toMatchObject({ verdict: 'incomplete', incomplete: { class: 'QuorumNotReached' } });
    expect(code).toBe(2);
    const { report: any } = await verified(`${both}group some any w1 w2\nquorum some\n`);
    expect(any).toMatchObject({ verdict: 'ok', cosignedBy: ['w1'] });
  });

  it('is held against the checkpoints that its anchors and its witness kept', async () => {
    while (!existsSync(at(`anchored/${ledger}`))) await nextTurn();
    const [size] = readdirSync(at(`anchored/${ledger}`)).filter((name) => /^\d+$/.test(name));
    const witnessed = join(witness.memory, `${encodeURIComponent(`ledger.local/${ledger}`)}.checkpoint`);
    const kept = ['--checkpoint', at(`anchored/${ledger}/${size!}`), witnessed];
    const { report } = await verified(`witness w1 ${witness.vkey}\nquorum w1\n`, ...kept);
    expect(report).toMatchObject({ verdict: 'ok', held: 2 });
  });

  it('has its anchors complete when the notary has stopped', async () => {
    notary.kill('SIGTERM');
    expect((await notary.exit).code).toBe(0);
    const { text } = await services.api.get(`${path}/checkpoint`);
    const show = ['-C', at('anchored.git'), 'show', `checkpoints:${ledger}`];
    expect(execFileSync('git', show, { encoding: 'utf8' })).toBe(text);
  });

  it.each([
    ['WITNESSES', 'file:/nowhere/policy', /cannot be read: ENOENT/],
    ['WITNESSES', 'https://auditor.example', /WITNESSES is .* must be file: and the path of a policy/],
    ['ANCHORS', 'folder:here', /names no folder by its absolute path/],
    ['ANCHORS', 'mail:auditor@example.com', /ANCHORS is .* must be addresses separated by blanks/],
  ])('refuses to start the notary with %s=%s', async (name, value, sentence) => {
    await expect(services.startNotary({ [name]: value })).rejects.toThrow(sentence);
  });
});
