import { chmodSync } from 'node:fs';
import { AccessDesk } from '../support/access-desk';
import { ImportDesk, untilKnown } from '../support/import-desk';
import { runAlone, runCommand } from '../support/ledger-command';

let desk: ImportDesk;

beforeAll(async () => {
  desk = await ImportDesk.open({ withPersonal: true });
  await desk.services.startNotary();
});

afterAll(() => desk?.close());

const header = 'who,amount,id,name,iban';
const words = ['--subject', 'customer-{id}', '--personal', 'name={name}', '--personal', 'iban={iban}'];

describe('importing personal text', () => {
  it('keeps it encrypted, knows its rows again, and lets it be erased while exports verify', async () => {
    const { services } = desk;
    const ledger = await desk.newLedger();
    const rows = [
      'ann,10.00,1,Ann Kanarienvogel,DE89370400440532013000',
      'bob,20.00,2,Bob Kanarienvogel,',
      'cy,5.00,,,',
    ];
    const file = desk.file('payouts.csv', header, ...rows);
    const first = await desk.import(ledger, file, ...words);
    expect([first.code, first.report.accepted]).toEqual([0, 3]);

    const posted = await desk.transactions(ledger);
    const cipher = expect.stringMatching(/^A[\w-]{84,}$/) as string;
    const key = expect.stringMatching(/^[0-9a-f]{16}$/) as string;
    expect(posted.map(({ personal }) => personal)).toEqual([[{ cipher, key }], [{ cipher, key }], undefined]);
    expect(JSON.stringify(posted)).not.toMatch(/Kanarienvogel|DE8937|customer-/);

    // Text that was corrected is no other row; with keys of its own it is a conflict, as any other change is.
    const corrected = desk.file('corrected.csv', header, rows[0]!.replace('Ann', 'Anna'), ...rows.slice(1));
    const again = await desk.import(ledger, corrected, ...words, '--name', first.report.name, '--continue');
    expect(again.report).toMatchObject({ accepted: 0, alreadyPosted: 3 });
    const keyed = [...words, '--key', '{who}'];
    expect((await desk.import(ledger, file, ...keyed)).report).toMatchObject({ accepted: 3 });
    const conflict = await desk.import(ledger, corrected, ...keyed);
    expect(conflict.report).toMatchObject({ alreadyPosted: 2, refused: { IdempotencyKeyReused: 1 } });

    const path = `/v1/ledgers/${ledger}`;
    const lastSeq = String(first.report.lastSeq);
    await untilKnown(services, `${path}/entries/${lastSeq}/proof`);
    const out = desk.path('export');
    expect((await runCommand(services, 'export', '--ledger', ledger, '--out', out)).code).toBe(0);
    const { body } = await services.api.get<{ root: string }>(`${path}/keys`);

    const access = await AccessDesk.opened(services);
    const officer = await access.caller('officer', { grants: [{ role: 'admin' }] });
    const authFile = desk.file('admin-auth', `Authorization: ${officer.authorization}\n`);
    chmodSync(authFile, 0o600);
    const env = { LEDGER_AUTH: authFile, LEDGER_API_URL: services.apiUrl };
    const listed = await runAlone(env, 'personal', 'entries', 'customer-1');
    expect([listed.code, listed.stdout.split('\n')[0]]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^${ledger} \\d+: transaction [0-9a-f-]{36}$`)),
    ]);
    const done = await runAlone(env, 'personal', 'erase', 'customer-1', '--reason', 'Request');
    expect([done.code, done.stdout]).toEqual([
      0,
      expect.stringMatching(/^Erased the personal text about customer-1\. Entry \d+ of the access journal/),
    ]);
    await access.close();
    const erased = await desk.import(ledger, corrected, ...keyed);
    expect(erased.report).toMatchObject({ accepted: 0, alreadyPosted: 3, refused: {} });
    const verified = await runAlone({}, 'verify', '--export', out, '--root-key', body.root, '--json');
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringMatching(/"verdict":"ok"/)]);
  });

  it('needs a subject for the text, and text for the subject', async () => {
    const file = desk.file('half.csv', header);
    for (const half of [words.slice(0, 2), words.slice(2)]) {
      const { code, stderr } = await desk.import('any', file, ...half);
      expect([code, stderr]).toEqual([
        3,
        expect.stringContaining('--personal and --subject are given together'),
      ]);
    }
  });
});
