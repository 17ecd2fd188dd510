import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessJournalId } from '@access/access-book';
import { AccessView } from '@access/edge/access-view';
import { Authenticator } from '@access/edge/authenticator';
import { Peppers } from '@access/edge/peppers';
import { permit } from '@access/grants/permit';
import type { Permission } from '@access/grants/role';
import { systemWorld } from '@journal/system-world';
import { fileKeys } from '@signers/open-keys';
import { secretRing } from '@signers/secret-ring';
import { connectEventStore } from '@streams/eventstore-stream';
import type { HeaderFile } from '../../apps/cli/src/access/header-file-for';
import { headerIn } from '../../apps/cli/src/access/header-file';
import { OwnAccess } from '../../apps/cli/src/access/own-access';
import { makeCallers } from '../../apps/cli/src/start/sandbox-callers';
import { memoryEventStore, type TestEventStore } from '../support/event-store';
import { temporaryFolder } from '../support/journals';

const files = ['auth', 'admin-auth', 'approver-auth', 'accountant-auth', 'publisher-auth'] as const;

/** A sandbox without its services: the event store, the keys, and the folder of the header files. */
class Sandbox {
  private readonly folder = temporaryFolder();
  private readonly keysDir = join(this.folder.path, 'keys');
  private readonly keys = fileKeys(this.keysDir, 'test.local');
  private readonly remembered = new Map<HeaderFile, string>();

  private constructor(private store: TestEventStore) {}

  static async open(): Promise<Sandbox> {
    return new Sandbox(await memoryEventStore());
  }

  async close(): Promise<void> {
    await this.store.stop();
    this.folder.remove();
  }

  /** From now on the event store is one that has nothing. */
  async emptied(): Promise<void> {
    await this.store.stop();
    this.store = await memoryEventStore();
  }

  /** As a start does. @returns what could not be done */
  start(): Promise<string[]> {
    return this.with((access) =>
      makeCallers(access, {
        path: this.folder.path,
        credential: (file) => this.remembered.get(file),
        rememberCredential: (file, id) => void this.remembered.set(file, id),
      }),
    );
  }

  with<T>(use: (access: OwnAccess) => Promise<T>): Promise<T> {
    const { keysDir, keys } = this;
    return OwnAccess.with({ eventStoreUrl: this.store.url, keysDir, keys }, use);
  }

  path(file: string): string {
    return join(this.folder.path, file);
  }

  /** Whom an API takes the sender of a header for, and what of these he is permitted on a ledger. */
  async callerOf(header: string, permissions: readonly Permission[] = []) {
    const stream = connectEventStore(this.store.url);
    const root = this.keys.root(accessJournalId).vkey;
    const view = new AccessView({ ...systemWorld, stream, root });
    try {
      await view.refresh();
      const peppers = new Peppers(secretRing(join(this.keysDir, 'access.key')));
      const now = new Date().toISOString();
      const authenticator = new Authenticator(view, peppers, () => now);
      const caller = await authenticator.authenticate({ authorization: header, address: '127.0.0.1' });
      if (typeof caller !== 'object') return caller;
      const isPermitted = (permission: Permission) =>
        'grant' in permit(view.state(), caller.principal, { permission, ledger: 'acme' }, now);
      return [caller.principal, ...permissions.filter(isPermitted)];
    } finally {
      await view.close();
      await stream.close();
    }
  }

  /** The lines of the access journal. */
  async types(): Promise<string[]> {
    const stream = connectEventStore(this.store.url);
    const found: string[] = [];
    for await (const { type } of stream.read(`journal-${accessJournalId}`, 0)) found.push(type);
    await stream.close();
    return found;
  }
}

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await Sandbox.open();
});
afterEach(() => sandbox.close());

const headers = () => files.map((file) => headerIn(sandbox.path(file)).value);

describe('the persons whom start makes', () => {
  it('are four and a service, each with a header file of mode 0600 that proves who it is', async () => {
    expect(await sandbox.start()).toEqual([]);
    const asked = ['post', 'configure', 'approve', 'closePeriods', 'readJournal', 'publishRates'] as const;

    expect(files.map((file) => statSync(sandbox.path(file)).mode & 0o777)).toEqual(files.map(() => 0o600));
    expect(await Promise.all(headers().map((header) => sandbox.callerOf(header, asked)))).toEqual([
      ['poster', 'post', 'readJournal'],
      ['admin', 'configure', 'closePeriods'],
      ['approver', 'approve'],
      ['accountant', 'closePeriods'],
      ['publisher', 'publishRates'],
    ]);
  });

  it('post into a soft-closed period, too, where they post', async () => {
    await sandbox.start();
    const { principals } = await sandbox.with((access) => access.state());
    const lateOnes = [...principals.values()].filter(({ grants }) => grants.some(({ scope }) => scope.late));
    expect(lateOnes.map(({ id }) => id)).toEqual(['poster']);
  });

  it('stay as they are at the next start, and nothing is appended', async () => {
    await sandbox.start();
    const before = [headers(), await sandbox.types()];
    expect(await sandbox.start()).toEqual([]);
    expect([headers(), await sandbox.types()]).toEqual(before);
  });

  it.each(files)('get another API key where %s is lost, and the lost one becomes invalid', async (file) => {
    await sandbox.start();
    const lost = headerIn(sandbox.path(file)).value;
    const others = headers().filter((header) => header !== lost);
    rmSync(sandbox.path(file));

    expect(await sandbox.start()).toEqual([]);
    const made = headerIn(sandbox.path(file)).value;
    expect(await sandbox.callerOf(made)).toEqual([file === 'auth' ? 'poster' : file.replace('-auth', '')]);
    expect(await sandbox.callerOf(lost)).toBe('invalid');
    expect(headers().filter((header) => header !== made)).toEqual(others);
  });

  it('get other API keys where the pepper was lost', async () => {
    await sandbox.start();
    const before = headers();
    rmSync(sandbox.path('keys/access.key'));

    expect(await sandbox.start()).toEqual([]);
    expect(await Promise.all(headers().map((header) => sandbox.callerOf(header)))).toEqual([
      ['poster'],
      ['admin'],
      ['approver'],
      ['accountant'],
      ['publisher'],
    ]);
    expect(headers().some((header) => before.includes(header))).toBe(false);
  });

  it('are the same ones after an event store that lost everything', async () => {
    await sandbox.start();
    const before = headers();
    await sandbox.emptied();

    expect(await sandbox.start()).toEqual([]);
    expect(headers()).toEqual(before);
    expect(await sandbox.callerOf(before[0]!, ['post'])).toEqual(['poster', 'post']);
  });

  it('do not get back what was revoked', async () => {
    await sandbox.start();
    await sandbox.with(async (access) => {
      const state = await access.state();
      const grants = [...state.grants.values()];
      const admin = grants.find(({ role }) => role === 'admin')!;
      const grant = String(grants.find(({ role }) => role === 'poster')!.seq);
      const wish = { type: 'RevokeGrant', grant, reason: 'Only reads.' } as const;
      expect(await access.change(admin, [{ key: 'revoke', wish }])).toEqual([]);
    });

    expect(await sandbox.start()).toEqual([]);
    expect(await sandbox.callerOf(headers()[0]!, ['post', 'readJournal'])).toEqual(['poster', 'readJournal']);
  });

  it('are refused where others may read a header file, which is left as it is', async () => {
    await sandbox.start();
    const text = readFileSync(sandbox.path('auth'), 'utf8');
    rmSync(sandbox.path('auth'));
    writeFileSync(sandbox.path('auth'), text, { mode: 0o644 });

    await expect(sandbox.start()).rejects.toThrow(/auth has mode 644; take it from others with chmod 600/);
    expect(existsSync(sandbox.path('auth'))).toBe(true);
  });
});
