import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cosign } from '@proof/cosignature';
import { accountLines } from '../support/account-exported';
import { temporaryExportFolder, writeFiles } from '../support/exported';
import { runAlone } from '../support/ledger-command';
import { checkpointOf, exportOf, journalOf, notary, root, witness } from '../support/tampering';
import { describing, edit, newSigner, log } from '../support/written-journal';

/** No service runs: a command that needed one would fail. */
const alone = {
  LEDGER_API_URL: 'http://127.0.0.1:1',
  EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false',
  DATABASE_URL: 'postgres://127.0.0.1:1/none',
  KEYS_DIR: '/nowhere',
};

const folder = temporaryExportFolder();
const at = (name: string) => join(folder.path, name);
const verify = (...words: string[]) => runAlone(alone, 'verify', ...words);

beforeAll(async () => {
  const events = journalOf();
  const edited = journalOf();
  edit(describing)(edited[8]!);
  const { size, note } = checkpointOf(events, 14);
  const cosigned = note + (await cosign(note, witness, Date.UTC(2026, 10, 22) / 1_000));
  const exports = {
    good: await exportOf(events, [{ size, note: cosigned }]),
    edited: await exportOf(edited),
    older: await exportOf(events.slice(0, 12), [checkpointOf(events, 9)]),
  };
  for (const [name, files] of Object.entries(exports)) {
    mkdirSync(at(name));
    writeFiles(at(name), files);
  }
  writeFileSync(at('root.vkey'), `${root.vkey}\n`);
  writeFileSync(at('kept'), note);
  writeFileSync(at('kept-9'), checkpointOf(events, 9).note);
  writeFileSync(at('kept-damaged'), note.replace('\n14\n', '\n13\n'));
  writeFileSync(at('kept-of-other'), note.replaceAll(log, 'ledger.test/other'));
  writeFileSync(at('policy'), `log ${notary.vkey}\nwitness w1 ${witness.vkey}\nquorum w1\n`);
  writeFileSync(at('account.ndjson'), `${(await accountLines()).join('\n')}\n`);
});
afterAll(() => folder.remove());

describe('ledger verify --export, without any service', () => {
  it('proves an export by the root key, checkpoints that were kept and a policy', async () => {
    const given = [
      '--root-key',
      at('root.vkey'),
      '--checkpoint',
      at('kept'),
      at('kept-9'),
      '--policy',
      at('policy'),
    ];
    const { code, stdout } = await verify('--export', at('good'), ...given, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'ok',
      ledger: 'acme',
      entries: 14,
      trusted: 14,
      checkpointed: 14,
      seals: 9,
      checkpoints: 1,
      held: 2,
      cosignedBy: ['w1'],
      transactions: 7,
      totals: [{ currency: 'EUR', debits: '25.00', credits: '25.00' }],
      fault: null,
      incomplete: null,
    });
  });

  it('says in words what is shown, and what is not', async () => {
    const { code, stdout } = await verify('--export', at('good'), '--root-key', root.vkey);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^OK: acme verified, no tampering found: 14 entries in /);
    expect(stdout).toContain('No kept checkpoint was given, so truncation at the end cannot be ruled out.');
    expect(stdout).toContain('EUR: debits 25.00, credits 25.00.');
  });

  it('ends with 1 and names class and entry where it was tampered with', async () => {
    const { code, stdout } = await verify('--export', at('edited'), '--root-key', root.vkey);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^TAMPERED: acme, at entry 8: SealWrongHead\n/);
    const asJson = await verify('--export', at('edited'), '--root-key', root.vkey, '--json');
    expect(asJson.code).toBe(1);
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      verdict: 'tampered',
      trusted: 8,
      fault: { class: 'SealWrongHead', seq: '8' },
    });
  });

  it('says what was expected where the export is not of the ledger of the root key', async () => {
    const other = newSigner('ledger.test/other/root').vkey;
    const { code, stdout } = await verify('--export', at('good'), '--root-key', other);
    expect(code).toBe(1);
    expect(stdout).toContain('The entry belongs to ledger acme, not other.');
    expect(stdout).toContain('The given root key belongs to ledger other');
  });

  it('ends with 2 where it is older than a checkpoint that was kept', async () => {
    const { code, stdout } = await verify(
      '--export',
      at('older'),
      '--root-key',
      root.vkey,
      '--checkpoint',
      at('kept'),
    );
    expect(code).toBe(2);
    expect(stdout).toMatch(/^INCOMPLETE: acme: EndsBeforeKeptCheckpoint\n/);
  });

  it.each<[string, string[], string]>([
    ['neither ledger nor export', [], 'Give one of --ledger, --export and --account-export.'],
    ['ledger and export', ['--ledger', 'acme', '--export', at('good')], 'Give one of --ledger'],
    ['no root key', ['--export', at('good')], 'Give the root key with --root-key'],
    [
      'a root key that is none',
      ['--export', at('good'), '--root-key', 'a+b+c'],
      '--root-key: give a verifier key, <name>+<key id>+<base64>, or a file that holds it: malformed note',
    ],
    [
      'a root key that is neither a key nor a file',
      ['--export', at('good'), '--root-key', 'nonsense'],
      '--root-key: give a verifier key, <name>+<key id>+<base64>, or a file that holds it: nonsense cannot be read: ENOENT.',
    ],
    [
      'a file that holds no key',
      ['--export', at('good'), '--root-key', at('kept')],
      'kept holds no verifier key, <name>+<key id>+<base64>.',
    ],
    [
      'for a ledger, a root key that is none',
      ['--ledger', 'acme', '--root-key', 'nonsense'],
      '--root-key: give a verifier key, <name>+<key id>+<base64>, or a file that holds it: nonsense cannot',
    ],
    [
      'for a ledger, the root key of another',
      ['--ledger', 'other', '--root-key', at('root.vkey')],
      'is not a root key of other, which begins with <origin>/other/root+.',
    ],
    [
      'a key that is not a root key',
      ['--export', at('good'), '--root-key', newSigner(log).vkey],
      'is not a root key',
    ],
    [
      'a file that is not there',
      ['--export', at('good'), '--root-key', at('nowhere')],
      'cannot be read: ENOENT',
    ],
    [
      'a folder that is not there',
      ['--export', at('nowhere'), '--root-key', root.vkey],
      'cannot be read: ENOENT',
    ],
    [
      'a checkpoint that is none',
      ['--export', at('good'), '--root-key', root.vkey, '--checkpoint', at('policy')],
      'is not a checkpoint',
    ],
    [
      'a checkpoint of another ledger',
      ['--export', at('good'), '--root-key', root.vkey, '--checkpoint', at('kept-of-other')],
      'kept-of-other is a checkpoint of ledger.test/other, not of ledger.test/acme.',
    ],
    [
      'a checkpoint that is damaged',
      ['--export', at('good'), '--root-key', root.vkey, '--checkpoint', at('kept-9'), at('kept-damaged')],
      'kept-damaged is damaged: its signature by the notary',
    ],
    [
      'a checkpoint of another ledger for an account',
      [
        ...['--account-export', at('account.ndjson'), '--root-key', root.vkey],
        ...['--checkpoint', at('kept-of-other')],
      ],
      'kept-of-other is a checkpoint of ledger.test/other, not of ledger.test/acme.',
    ],
    [
      'a policy that is none',
      ['--export', at('good'), '--root-key', root.vkey, '--policy', at('kept')],
      'policy',
    ],
    ['an option that there is not', ['--export', at('good'), '--trust-me'], 'unknown option'],
  ])('ends with 3 where it is given %s', async (_, words, sentence) => {
    const { code, stdout, stderr } = await verify(...words);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(sentence);
  });
});

describe('ledger verify --account-export, without any service', () => {
  it('proves the export of an account', async () => {
    const { code, stdout } = await verify('--account-export', at('account.ndjson'), '--root-key', root.vkey);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^OK: customers:alice of acme: 8 entries are proved by the notary's checkpoint over 14 entries/,
    );
    expect(stdout).toContain('EUR: 25.00 after 7 postings.');
  });

  it('ends with 2 where the file cannot be read: that is no finding', async () => {
    // A file that is there, and of which no byte at its beginning can be read (proc(5)).
    const { code, stdout, stderr } = await verify(
      '--account-export',
      '/proc/self/mem',
      '--root-key',
      root.vkey,
    );
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(stdout).toContain('INCOMPLETE: /proc/self/mem: FileUnreadable');
  });

  it('ends with 3 where there is no such file', async () => {
    expect((await verify('--account-export', at('nowhere'), '--root-key', root.vkey)).code).toBe(3);
  });
});
