import type { CredentialBody } from '@access/commands';
import { AccessJournal, type AccessWish } from '@access/edge/access-journal';
import type { SignedAdmin } from '@access/edge/signed-admin';
import { AccessView } from '@access/edge/access-view';
import { credentialOf, newApiKey, type ApiKey } from '@access/edge/api-key';
import { pepperFile, Peppers } from '@access/edge/peppers';
import { knownRoot, pinRoot } from '@access/edge/pinned-root';
import type { AccessState, Credential, Grant } from '@access/state';
import { silentObserver } from '@journal/observer';
import { systemWorld } from '@journal/system-world';
import { Refusal } from '@ledger/refusal';
import type { JournalKeys } from '@proof/key-ring';
import { makeSecretRing, secretRing } from '@signers/secret-ring';
import { connectEventStore } from '@streams/eventstore-stream';
import { StoreUnavailable, type Stream } from '@streams/stream';
import { Failure } from '../failure';

/** What an installation keeps for its access journal. */
export interface AccessPlaces {
  /** Connection string. */
  readonly eventStoreUrl: string;
  /** Has `access.key`, which the digests of API keys are made with; made where it is missing. */
  readonly keysDir: string;
  /** With the root key: it says who the administrators are. */
  readonly keys: JournalKeys;
}

/** A change that is wanted, under its idempotency key. */
export interface KeyedWish {
  readonly key: string;
  readonly wish: AccessWish;
}

/** Entries of access are small. */
const appendBytesMax = 65_536;

/** How long an append is tried again, in milliseconds. */
const patienceMs = 30_000;

interface Parts {
  readonly stream: Stream;
  readonly journal: AccessJournal;
  readonly view: AccessView;
  readonly peppers: Peppers;
  readonly keysDir: string;
  /** Verifier key of the root. */
  readonly root: string;
}

/**
 * The access journal as the operator of an installation writes it, with its keys and beside the API: before there is an
 * administrator whom the API knows, and where none can log in any more.
 */
export class OwnAccess {
  private constructor(private readonly parts: Parts) {}

  /** Gives the journal to `use`, and closes it. @throws Failure */
  static async with<T>(places: AccessPlaces, use: (access: OwnAccess) => Promise<T>): Promise<T> {
    const { keys, keysDir } = places;
    const root = knownRoot(keysDir, keys);
    if (root === undefined) throw new Failure('The root key is not on this machine: name it in ROOT_KEY.');
    const file = pepperFile(keysDir);
    makeSecretRing(file);
    const peppers = new Peppers(secretRing(file));
    const stream = connectEventStore(places.eventStoreUrl);
    const world = { ...systemWorld, stream };
    const limits = { appendBytesMax, queueMax: 1_000, patienceMs, retryMs: { first: 20, longest: 500 } };
    const options = { ...world, keys, limits, observer: silentObserver, snapshots: undefined };
    const view = new AccessView({ ...world, root });
    const access = new OwnAccess({
      stream,
      keysDir,
      root,
      peppers,
      view,
      journal: new AccessJournal(options),
    });
    try {
      return await use(access);
    } catch (error) {
      throw inOneSentence(error);
    } finally {
      await access.close();
    }
  }

  /** Opens the journal under the keys of this installation, if it is not opened yet. @throws Refusal */
  async open(): Promise<void> {
    await this.parts.journal.open();
    pinRoot(this.parts.keysDir, this.parts.root);
  }

  /** What the journal comes to now. @throws Refusal JournalNotTrusted; StoreUnavailable */
  async state(): Promise<AccessState> {
    await this.parts.view.refresh();
    return this.parts.view.state();
  }

  /** An API key, as the journal keeps it. */
  credentialOf(key: ApiKey): CredentialBody {
    return credentialOf(key, this.parts.peppers.newest);
  }

  /** Whether a credential is this API key, made with a pepper that is here still. */
  isOf(credential: Credential, key: ApiKey): boolean {
    if (credential.id !== key.id || credential.kind !== 'key') return false;
    const pepper = this.parts.peppers.get(credential.pepper);
    return pepper !== undefined && credentialOf(key, pepper).digest === credential.digest;
  }

  /** Makes a person an administrator of all by the root key. @throws Refusal */
  async nameAdmin(
    principal: string,
    key: ApiKey,
    options?: Parameters<AccessJournal['nameAdmin']>[2],
  ): Promise<void> {
    await this.parts.journal.nameAdmin(principal, this.credentialOf(key), options);
  }

  /** The same, as the root key has signed it elsewhere. @throws Refusal */
  async nameSignedAdmin(signed: SignedAdmin): Promise<void> {
    await this.parts.journal.nameSignedAdmin(signed);
  }

  /**
   * Submits changes at once, in order, by the grant of an administrator; what was submitted before under its key changes
   * nothing.
   * @returns the refusals
   */
  async change(grant: Grant, changes: readonly KeyedWish[]): Promise<Refusal[]> {
    const by = { at: String(this.parts.view.seq), grant: String(grant.seq), sub: grant.principal };
    const answers = await Promise.all(
      changes.map(({ key, wish }) =>
        this.parts.journal.submit(by, key, wish).catch((error: unknown) => {
          if (error instanceof Refusal) return error;
          throw error;
        }),
      ),
    );
    return answers.filter((answer) => answer instanceof Refusal);
  }

  private async close(): Promise<void> {
    await this.parts.view.close();
    await this.parts.journal.close();
    await this.parts.stream.close();
  }
}

/** @returns an API key that nobody can foresee */
export function freshApiKey(): ApiKey {
  return newApiKey(systemWorld.random);
}

function inOneSentence(error: unknown): unknown {
  if (error instanceof Refusal) return new Failure(`${error.code}: ${error.message}`);
  return error instanceof StoreUnavailable
    ? new Failure(`The event store does not answer: ${error.message}`)
    : error;
}
