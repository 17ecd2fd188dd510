import { canonicalText } from '@entries/canonical';
import { sha256Fingerprint, sha256Text } from '@entries/fingerprints';
import { requireKnownAccess } from '@entries/known-entry';
import type { Accepted } from '@journal/answer';
import { Journals, type JournalOptions } from '@journal/journals';
import type { SigningKeys } from '@journal/keys/signing-keys';
import { openingKeys, rootKeyMissing } from '@journal/keys/opening-keys';
import { system, type Actor } from '@ledger/actor';
import { signAdmin } from '@proof/admin-statement';
import { accessBook, accessJournalId } from '../access-book';
import type { AccessCommand, CredentialBody } from '../commands';
import type { AccessEvent } from '../events';
import type { AccessState } from '../state';

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
   * @throws Refusal RootKeyMissing, and those of the rules
   */
  async nameAdmin(principal: string, credential: CredentialBody): Promise<Accepted<AccessEvent>> {
    const { origin, root } = this.options.keys;
    const key = root(accessJournalId);
    if (!key) throw rootKeyMissing(accessJournalId);
    const statement = { credential: sha256Text(canonicalText(credential)), principal };
    const rootSignature = await signAdmin(`${origin}/${accessJournalId}`, statement, key);
    const wish = { type: 'NameAdmin', credential, principal, rootSignature } as const;
    return this.submit(system, `admin/${credential.credential}`, wish);
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

  /** The keys of the journal, and the root that vouched for them. @throws Refusal LedgerBusy, OutcomeUnknown */
  signingKeys(): Promise<SigningKeys> {
    return this.journals.signingKeys(accessJournalId);
  }

  /** To be called once no command is waiting for an answer. */
  close(): Promise<void> {
    return this.journals.close();
  }
}
