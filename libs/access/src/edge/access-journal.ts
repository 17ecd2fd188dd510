import { sha256Fingerprint } from '@entries/fingerprints';
import { requireKnownAccess } from '@entries/known-entry';
import type { Accepted } from '@journal/answer';
import { Journals, type JournalOptions } from '@journal/journals';
import type { AskedKeyChange, SigningKeys } from '@journal/keys/signing-keys';
import { vouchedFor } from '@journal/keys/vouched-for';
import { openingKeys, rootKeyMissing } from '@journal/keys/opening-keys';
import { system, type Actor } from '@ledger/actor';
import { Refusal } from '@ledger/refusal';
import { signAdmin } from '@proof/admin-statement';
import { signStatement } from '@proof/key-statements';
import type { Signer } from '@proof/note';
import { accessBook, accessJournalId } from '../access-book';
import type { AccessCommand, CredentialBody, NameAdmin } from '../commands';
import type { AccessEvent } from '../events';
import type { AccessState } from '../state';
import { adminStatement, isSignedBy, type SignedAdmin } from './signed-admin';

/** A writer key that is registered with an administrator. */
type WriterKey = NonNullable<NameAdmin['writer']>;

/** Other changes of keys that may come in between, one after the other. */
const attemptsMax = 5;

/** A command without who asks for it. */
export type AccessWish = AccessCommand extends infer Command
  ? Command extends AccessCommand
    ? Omit<Command, 'by'>
    : never
  : never;

/** The one access journal of an installation, as this process writes it. */
export class AccessJournal {
  private readonly journals: Journals<AccessState, AccessCommand, AccessEvent>;

  constructor(private readonly options: JournalOptions) {
    this.journals = new Journals(accessBook(sha256Fingerprint), options, requireKnownAccess);
  }

  /** From now on writes that proposals have expired. */
  writeDue(): void {
    this.journals.writeDue();
  }

  /** Opens it under the keys of this process, if it is not opened yet. @throws Refusal RootKeyMissing */
  async open(): Promise<void> {
    if (await this.journals.isOpened(accessJournalId)) return;
    const keys = await openingKeys(this.options.keys, accessJournalId);
    if (!keys) throw rootKeyMissing(accessJournalId);
    await this.submit(system, 'open', { type: 'OpenAccess', ...keys });
  }

  /**
   * Makes a person an administrator by the root key, which this process has to hold.
   * @param options.registersWriter whether the writer key of this process is registered in the same append, which it seals
   * @throws Refusal RootKeyMissing, KeySignatureInvalid where it is not the root key of the journal, and those of the rules
   */
  async nameAdmin(
    principal: string,
    credential: CredentialBody,
    { registersWriter = false }: { readonly registersWriter?: boolean } = {},
  ): Promise<Accepted<AccessEvent>> {
    const root = this.options.keys.root(accessJournalId);
    if (!root) throw rootKeyMissing(accessJournalId);
    const keys = await this.signingKeys();
    const rootSignature = await signAdmin(keys.log, adminStatement({ credential, principal }), root);
    const writer = registersWriter ? await this.rescue(keys, root) : undefined;
    return this.submitAdmin(keys, { principal, credential, rootSignature, ...(writer && { writer }) });
  }

  /**
   * Makes a person an administrator as the root key has signed it, wherever that key is.
   * @throws Refusal KeySignatureInvalid, and those of the rules
   */
  async nameSignedAdmin(signed: SignedAdmin): Promise<Accepted<AccessEvent>> {
    return this.submitAdmin(await this.signingKeys(), signed);
  }

  private async submitAdmin(
    keys: SigningKeys,
    { writer, ...signed }: SignedAdmin & { readonly writer?: WriterKey },
  ): Promise<Accepted<AccessEvent>> {
    requireSigned(keys, signed);
    const wish = { type: 'NameAdmin', ...signed, vouched: { keysAt: keys.changedAt } } as const;
    const registered = writer && vouchedFor(keys, { type: 'RegisterKey', ...writer });
    return this.submit(
      system,
      `admin/${signed.credential.credential}`,
      registered ? { ...wish, writer: writer, vouched: registered.vouched } : wish,
    );
  }

  /** The first writer key of this process, registered for what follows the last entry. */
  private async rescue({ head, log }: SigningKeys, root: Signer): Promise<WriterKey> {
    const { keyId, vkey } = this.options.keys.writers(accessJournalId)[0]!;
    const said = { after: head.hash, role: 'writer', vkey } as const;
    const rootSignature = await signStatement(log, { type: 'KeyRegistered', ...said }, root);
    return { ...said, keyId, rootSignature };
  }

  /**
   * @param by who asks, and the grant that permits it
   * @param key idempotency key
   * @throws Refusal
   */
  submit(by: Actor, key: string, wish: AccessWish): Promise<Accepted<AccessEvent>> {
    const command = { ...wish, by } as AccessCommand;
    return this.journals.submit(accessJournalId, { actor: by, key, command });
  }

  /** What {@link submit} would answer now; appends nothing. @throws Refusal */
  preview(by: Actor, key: string, wish: AccessWish): Promise<Accepted<AccessEvent>> {
    const command = { ...wish, by } as AccessCommand;
    return this.journals.preview(accessJournalId, { actor: by, key, command });
  }

  /**
   * Changes the keys of the journal, on the signature of its root key. Where they have changed by the time it is decided,
   * the signature is verified again.
   * @throws Refusal
   */
  async changeKeys(
    by: Actor,
    key: string,
    asked: AskedKeyChange,
    isDryRun: boolean,
  ): Promise<Accepted<AccessEvent>> {
    for (let attemptsLeft = attemptsMax - 1; ; attemptsLeft -= 1) {
      const wish = vouchedFor(await this.signingKeys(key), asked);
      try {
        return await (isDryRun ? this.preview(by, key, wish) : this.submit(by, key, wish));
      } catch (error) {
        const isStale = error instanceof Refusal && error.code === 'KeysChanged';
        if (!isStale || attemptsLeft === 0) throw error;
      }
    }
  }

  /**
   * The keys of the journal, and the root that vouched for them.
   * @param key idempotency key of the command on whose behalf it is asked
   * @throws Refusal LedgerBusy, OutcomeUnknown
   */
  signingKeys(key?: string): Promise<SigningKeys> {
    return this.journals.signingKeys(accessJournalId, key);
  }

  /** To be called once no command is waiting for an answer. */
  close(): Promise<void> {
    return this.journals.close();
  }
}

/**
 * Nothing else must be appended: no process would believe the journal any more. A journal that is not opened has no root
 * key yet.
 * @throws Refusal KeySignatureInvalid
 */
function requireSigned({ log, root }: SigningKeys, admin: SignedAdmin): void {
  if (root === '' || isSignedBy(root, log, admin)) return;
  throw new Refusal(
    'KeySignatureInvalid',
    `That ${admin.principal} is an administrator is not signed by the root key of ${log}, ${root.split('+', 2).join('+')}.`,
    { root },
  );
}
