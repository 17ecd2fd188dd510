import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { CredentialBody, GrantBody } from '@access/commands';
import { AccessJournal, type AccessWish } from '@access/edge/access-journal';
import { apiKeyText, credentialOf, newApiKey } from '@access/edge/api-key';
import { pepperFile, Peppers } from '@access/edge/peppers';
import { silentObserver } from '@journal/observer';
import { journalOptions } from '@journal/journal-options';
import { fileKeys } from '@signers/open-keys';
import { secretRing } from '@signers/secret-ring';
import { ApiClient } from './api';
import type { Services } from './services';

/** A client that sends a header as its credential; none where there is none. */
export class CredentialClient extends ApiClient {
  constructor(
    url: string,
    readonly authorization: string | undefined,
  ) {
    super(url, () => authorization);
  }
}

type Grant = Partial<Omit<GrantBody, 'principal'>> & Pick<GrantBody, 'role'>;

/** Administers access beside the API under test, by its own administrator, in the journal itself. */
export class AccessDesk {
  private readonly admin = `desk-${randomUUID().slice(0, 8)}`;
  private readonly journal: AccessJournal;
  private readonly peppers: Peppers;
  private adminGrant = '';

  private constructor(private readonly services: Services) {
    const keysDir = join(services.dataDir, 'keys');
    this.peppers = new Peppers(secretRing(pepperFile(keysDir)));
    this.journal = new AccessJournal(
      journalOptions({
        eventStoreUrl: services.eventStore.url,
        keys: fileKeys(keysDir, 'ledger.local'),
        appendTimeoutMs: 5_000,
        appendBytesMax: 1_048_576,
        callersAheadMs: 0,
        snapshots: undefined,
        observer: silentObserver,
        now: Date.now,
      }),
    );
  }

  /** Opens access, if nobody has, and resolves when the API asks callers who they are. */
  static async opened(services: Services): Promise<AccessDesk> {
    const desk = new AccessDesk(services);
    await desk.journal.open();
    const named = await desk.journal.nameAdmin(desk.admin, desk.newCredential().body);
    desk.adminGrant = named.entry.seq;
    await desk.untilAsked();
    return desk;
  }

  /** A person, or a service of one, with grants of its own; a client that sends its API key. */
  async caller(
    principal: string,
    { grants = [], owner }: { readonly grants?: readonly Grant[]; readonly owner?: string } = {},
  ): Promise<CredentialClient> {
    const kind = owner === undefined ? 'person' : 'service';
    await this.submit({ type: 'AddPrincipal', kind, principal, ...(owner !== undefined && { owner }) });
    for (const grant of grants) await this.grant(principal, grant);
    return this.credential(principal);
  }

  /** @returns the seq of the grant */
  grant(principal: string, grant: Grant): Promise<string> {
    return this.submit({ type: 'MakeGrant', ledger: '*', ...grant, principal });
  }

  /** One more credential of a principal, known to the API when this resolves. */
  async credential(principal: string, more: Partial<CredentialBody> = {}): Promise<CredentialClient> {
    const { body, text } = this.newCredential();
    await this.submit({ type: 'AddCredential', ...body, ...more, principal } as AccessWish);
    const client = new CredentialClient(this.services.apiUrl, `Bearer ${text}`);
    if (Object.keys(more).length === 0) await untilStatus(client, '/v1/ledgers', (status) => status !== 401);
    return client;
  }

  /** @returns the seq of the entry that answers it */
  async submit(wish: AccessWish): Promise<string> {
    const by = { at: this.adminGrant, grant: this.adminGrant, sub: this.admin };
    return (await this.journal.submit(by, randomUUID(), wish)).entry.seq;
  }

  close(): Promise<void> {
    return this.journal.close();
  }

  private newCredential(): { readonly body: CredentialBody; readonly text: string } {
    const key = newApiKey(randomBytes);
    return { body: credentialOf(key, this.peppers.newest), text: apiKeyText(key) };
  }

  private untilAsked(): Promise<void> {
    const anybody = new CredentialClient(this.services.apiUrl, undefined);
    return untilStatus(anybody, '/v1/ledgers', (status) => status === 401);
  }
}

/** A busy machine is slow; what takes longer than this has another reason. */
const patienceMs = 60_000;

/** Asks until the status is as expected. @throws Error with the last answer, where it is not in time */
export async function untilStatus(
  client: ApiClient,
  path: string,
  isExpected: (status: number) => boolean,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const { status, text } = await client.get(path);
    if (isExpected(status)) return;
    if (Date.now() > deadline) throw new Error(`${path} still answers ${status}: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
