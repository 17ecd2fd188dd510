import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { comparable, slotsOf } from '../../../../test/support/comparable';
import { recordCardDesk } from '../../../../test/support/card-desk';
import { opened, paid } from '../../../../test/support/given';
import { held } from '../../../../test/support/given-holds';
import { RecordedJournal, publishedKeys } from '../../../../test/support/recorded-journal';
import { recordSmallLedger } from '../../../../test/support/small-ledger';
import { storedVersion } from '@ledger/machinery/stored-state';
import { keptLedger, restoredLedger, snapshotLedger } from '../../../../test/support/kept-ledger';

const key = publishedKeys().writer('books');
const tenPostings = {
  count: '10',
  name: 'bursts',
  per: 'node',
  side: 'debit',
  window: { seconds: '3600' },
} as const;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-snapshots-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function written(): Promise<RecordedJournal> {
  const journal = new RecordedJournal();
  recordSmallLedger(journal);
  await snapshotLedger({ folder, ledger: 'books' }, journal.state, { head: journal.head, key });
  return journal;
}

const file = () => join(folder, 'books.snapshot');
const read = () => restoredLedger({ folder, ledger: 'books' }, [key]);

describe('a snapshot', () => {
  it('gives back the state and the head', async () => {
    const { state, head } = await written();
    const snapshot = (await read())!;
    expect(comparable(snapshot.state)).toBe(comparable(state));
    expect(snapshot.head).toEqual(head);
    expect(slotsOf(snapshot.state.idempotencyKeys)).toEqual(slotsOf(state.idempotencyKeys));
    expect(snapshot.state.transactions.size).toBe(7);
  });

  it('goes on as the state would have: the same commands give the same entries', async () => {
    const journal = await written();
    const { state } = (await read())!;
    const restored = new RecordedJournal();
    recordSmallLedger(restored);
    restored.kept = keptLedger(state);
    state.undo.restart();
    for (const each of [journal, restored]) {
      each.append(opened('customers:carol', 'liability'), paid('1.00', 'bank', 'customers:carol'));
      each.append(paid('0.00', 'bank', 'bank:till'));
      each.append(paid('1.00', 'bank', 'customers:dave:wallet', { reference: 'psp-1' }));
      each.append(each.reversalOf('psp-1', { reference: 'psp-1-back' }));
    }
    expect(comparable(state)).toBe(comparable(journal.state));
    const bodies = [journal, restored].map((each) =>
      each.entries().map(({ type, body }) => ({ type, body })),
    );
    expect(bodies[0]).toEqual(bodies[1]);
    expect(journal.events).toHaveLength(27);
  });

  it('goes on with open and ended holds, closed periods, statements and velocity limits', async () => {
    const [journal, restored] = [new RecordedJournal('cards'), new RecordedJournal('cards')];
    for (const each of [journal, restored]) {
      recordCardDesk(each);
      each.append({ type: 'SetVelocityLimits', path: 'customers', limits: [tenPostings] });
      each.append(held('1.00', 'customers:alice:wallet', 'visa', { expiresAt: '2026-11-23T12:01:00.000Z' }));
    }
    const cardsKey = publishedKeys().writer('cards');
    await snapshotLedger({ folder, ledger: 'cards' }, journal.state, { head: journal.head, key: cardsKey });
    const { state } = (await restoredLedger({ folder, ledger: 'cards' }, [cardsKey]))!;
    expect(comparable(state)).toBe(comparable(journal.state));
    restored.kept = keptLedger(state);
    state.undo.restart();
    const outcomes = [journal, restored].map((each) => {
      const hold = each.holdOf('auth-4');
      each.wait(60);
      return [
        each.append({ type: 'CaptureHold', hold, amount: '40.00' }),
        each.append({ type: 'CaptureHold', hold, final: true }),
        each.append({ type: 'VoidHold', hold: each.holdOf('auth-1'), reason: 'Too late' }),
        each.append(paid('1.00', 'bank', 'fees', { effectiveAt: '2026-10-05T00:00:00.000Z' })),
        each.append({ type: 'IssueStatement', path: 'customers:alice:wallet' }),
      ].map(([decision]) => (decision && 'refusal' in decision ? decision.refusal.message : decision));
    });
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(comparable(state)).toBe(comparable(journal.state));
    expect(journal.entries().filter(({ type }) => type === 'HoldExpired')).toHaveLength(2);
  });

  it('is one file that nobody else can read', async () => {
    await written();
    expect(readdirSync(folder)).toEqual(['books.snapshot']);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('is passed over where there is none', async () => {
    expect(await read()).toBeUndefined();
  });

  it('is passed over when a byte of it was changed, wherever', async () => {
    await written();
    const good = readFileSync(file());
    const places = [0, 63, 64, 65, Math.floor(good.length / 2), good.length - 1];
    for (const at of places) {
      const changed = Buffer.from(good);
      changed[at]! ^= 0x01;
      writeFileSync(file(), changed);
      expect(await read()).toBeUndefined();
    }
    writeFileSync(file(), good);
    expect(await read()).toBeDefined();
  });

  it.each([0, 10, 64, 100, -1])('is passed over when it ends early, at byte %i', async (end) => {
    await written();
    writeFileSync(file(), readFileSync(file()).subarray(0, end));
    expect(await read()).toBeUndefined();
  });

  it('is passed over when another key wrote it', async () => {
    const { state, head } = await written();
    const other = publishedKeys().root('books');
    await snapshotLedger({ folder, ledger: 'books' }, state, { head, key: other });
    expect(await read()).toBeUndefined();
  });

  it('is passed over when it is another ledger’s, put in its place', async () => {
    const { state, head } = await written();
    await snapshotLedger({ folder, ledger: 'loans' }, state, { head, key });
    writeFileSync(file(), readFileSync(join(folder, 'loans.snapshot')));
    expect(await read()).toBeUndefined();
  });

  it.each([undefined, storedVersion - 1, storedVersion + 1])(
    'is passed over when it is of version %s, though well signed',
    async (version) => {
      await written();
      const content = deserialize(readFileSync(file()).subarray(64)) as object;
      const body = serialize({ ...content, version });
      const signature = key.sign(createHash('sha256').update(body).digest());
      writeFileSync(file(), Buffer.concat([signature, body]));
      expect(await read()).toBeUndefined();
    },
  );
});
