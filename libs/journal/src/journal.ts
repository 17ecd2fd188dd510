import { sha256Fingerprint } from '@entries/fingerprints';
import { requireKnown } from '@entries/known-entry';
import type { ProposedCommand } from '@ledger/approval/proposed-command';
import type { LedgerCommand, LedgerEvent } from '@ledger/ledger';
import { ledgerBook } from '@ledger/ledger-book';
import type { OpenLedger } from '@ledger/opening';
import { proposalEnds, type Proposal } from '@ledger/proposal';
import { invariant, Refusal } from '@ledger/refusal';
import { holdEnds, type LedgerState } from '@ledger/state';
import { originalOf, type PostedTransaction } from '@ledger/transactions/reversal';
import type { Accepted } from './answer';
import { Journals, type JournalOptions, type Keyed } from './journals';
import { noKey, openingKeys, rootKeyMissing } from './keys/opening-keys';
import { readEntries } from './reading/read-entries';

/** What the caller says of a new ledger; its keys are the journal's matter. */
export type Opening = Omit<OpenLedger, 'type' | 'root' | 'writerKey' | 'notaryKeys'>;

export type KeyedOpening = Omit<Keyed<never>, 'command'> & { readonly opening: Opening };

/** A command that waits, or waited, for other persons, and the principal who proposed it. */
export interface ProposedBy {
  readonly command: ProposedCommand;
  readonly maker: string;
}

/** The journals of all ledgers that this process writes to or reads from, and what only ledgers need of them. */
export class Journal extends Journals<LedgerState, LedgerCommand, LedgerEvent> {
  constructor(options: JournalOptions) {
    super(ledgerBook(sha256Fingerprint), options, requireKnown);
  }

  /** Opens a ledger under the keys of this process. @throws Refusal */
  async openLedger(ledger: string, keyed: KeyedOpening): Promise<Accepted<LedgerEvent>> {
    return this.submit(ledger, await this.opening(ledger, keyed));
  }

  /** What {@link openLedger} would answer now. @throws Refusal */
  async previewOpening(ledger: string, keyed: KeyedOpening): Promise<Accepted<LedgerEvent>> {
    return this.preview(ledger, await this.opening(ledger, keyed));
  }

  private async opening(
    ledger: string,
    { opening, actor, key }: KeyedOpening,
  ): Promise<Keyed<LedgerCommand>> {
    const known = await openingKeys(this.options.keys, ledger);
    if (known) return { actor, key, command: { ...opening, type: 'OpenLedger', ...known } };
    // What was opened before is answered, or refused, without looking at keys.
    const { root } = await this.signingKeys(ledger, key);
    if (root === '') throw rootKeyMissing(ledger);
    return { actor, key, command: { ...opening, type: 'OpenLedger', root, writerKey: noKey } };
  }

  /**
   * The accounts of a hold, open or ended; undefined where the ledger has none with this id.
   * @param key idempotency key of the command on whose behalf it is asked
   * @throws Refusal LedgerBusy, OutcomeUnknown
   */
  accountsOfHold(ledger: string, id: string, key: string): Promise<readonly string[] | undefined> {
    return this.writers.use(ledger, async (writer) => {
      // The entry that ends it may still be on its way.
      if (!writer.state.holds.has(id)) await writer.refresh([key]);
      const { state } = writer;
      const open = state.holds.get(id);
      if (open) return open.lines.map(({ account }) => account);
      const found = state.endedHolds.get(id);
      if (found === undefined) return undefined;
      const seq = Math.floor(found / holdEnds.length);
      const read = () => readEntries<LedgerEvent>(this.options.stream, ledger, [seq]);
      const { body } = (await writer.lookUp([key], read)).get(seq)!;
      return 'postings' in body ? body.postings.map(({ account }) => account) : [];
    });
  }

  /**
   * A proposal that is open, or undefined where the ledger has none with this id.
   * @param key idempotency key of the command on whose behalf it is asked
   * @throws Refusal LedgerBusy, OutcomeUnknown
   */
  openProposal(ledger: string, id: string, key: string): Promise<Proposal<ProposedCommand> | undefined> {
    return this.writers.use(ledger, async (writer) => {
      if (!writer.state.proposals.open.has(id)) await writer.refresh([key]);
      return writer.state.proposals.open.get(id);
    });
  }

  /**
   * What was proposed and by whom, whether the proposal is open or has ended; undefined where the ledger has none with
   * this id.
   * @param key idempotency key of the command on whose behalf it is asked
   * @throws Refusal LedgerBusy, OutcomeUnknown
   */
  proposed(ledger: string, id: string, key: string): Promise<ProposedBy | undefined> {
    return this.writers.use(ledger, async (writer) => {
      // The entry that ends it may still be on its way.
      if (!writer.state.proposals.open.has(id)) await writer.refresh([key]);
      const { open: all, ended } = writer.state.proposals;
      const open = all.get(id);
      if (open) return { command: open.command, maker: open.maker.sub };
      const found = ended.get(id);
      if (found === undefined) return undefined;
      const entryAt = async (seq: number) => {
        const read = () => readEntries<LedgerEvent>(this.options.stream, ledger, [seq]);
        return (await writer.lookUp([key], read)).get(seq)!;
      };
      const end = await entryAt(Math.floor(found / proposalEnds.length));
      invariant('proposal' in end.body, `the entry at seq ${end.seq} ends a proposal`);
      if (end.body.proposal.id !== id) return undefined;
      const made = await entryAt(Number(end.body.proposal.seq));
      invariant(made.type === 'ProposalMade', `the entry at seq ${made.seq} makes a proposal`);
      return { command: made.body.command, maker: made.actor.sub };
    });
  }

  /**
   * A transaction as its entry has it, or undefined where the ledger has none with this id.
   * @param key idempotency key of the command on whose behalf it is asked
   * @throws Refusal LedgerBusy, OutcomeUnknown
   */
  transaction(ledger: string, id: string, key: string): Promise<PostedTransaction | undefined> {
    return this.writers.use(ledger, async (writer) => {
      if (writer.state.transactions.get(id) === undefined) await writer.refresh([key]);
      const seq = writer.state.transactions.get(id);
      if (seq === undefined) return undefined;
      const read = () => readEntries<LedgerEvent>(this.options.stream, ledger, [seq]);
      const entry = (await writer.lookUp([key], read)).get(seq)!;
      invariant(entry.type === 'TransactionPosted', `the entry at seq ${seq} is a transaction`);
      return entry.id === id ? originalOf(entry) : undefined;
    });
  }

  /** The time of this process, RFC 3339, UTC, milliseconds. */
  get now(): string {
    return new Date(this.options.now()).toISOString();
  }

  /**
   * What is found in the state of a ledger, by all that was in its journal at the time of the call.
   * @throws Refusal LedgerNotFound, LedgerBusy, and what `find` throws
   */
  look<Found>(ledger: string, find: (state: Readonly<LedgerState>) => Found): Promise<Found> {
    return this.writers.use(ledger, async (writer) => {
      await writer.refresh();
      const { state } = writer;
      if (!state.isOpened) throw new Refusal('LedgerNotFound', `No ledger has the id ${ledger}.`, { ledger });
      return find(state);
    });
  }
}
