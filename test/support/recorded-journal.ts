import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash, createPrivateKey } from 'node:crypto';
import type { Actor } from '@ledger/actor';
import type { LedgerCommand } from '@ledger/ledger';
import type { OpenLedger } from '@ledger/opening';
import type { PersonalCipher } from '@ledger/personal';
import type { Refusal } from '@ledger/refusal';
import { originalOf, type ReverseTransaction } from '@ledger/transactions/reversal';
import type { LedgerState } from '@ledger/state';
import { leafHash, noHash, readEntry, type Entry } from '@entries/entry';
import { Group, decideTogether, type Head } from '@journal/writer/group';
import { keysChangedAt } from '@ledger/known-keys';
import type { AskedKeyChange } from '@journal/keys/signing-keys';
import { nextRootHash } from '@proof/key-list';
import { ed25519Signer, type LocalSigner } from '@proof/note';
import { sealIn } from '@proof/seal';
import type { NewEvent } from '@streams/stream';
import { seeded } from './seeded';
import { registerWriter, type TestKeys } from './written-journal';
import { caller } from './caller';
import { knownCipher } from './personal-cipher';
import { keptLedger, type LedgerDecision, type LedgerGroup } from './kept-ledger';

const keyFolder = join(__dirname, '../vectors/keys');

/** Signs with the published keys of the test vectors: never use them for anything else. */
export function publishedKeys(origin = 'vectors.example'): TestKeys {
  const keyIn = (file: string) => createPrivateKey(readFileSync(join(keyFolder, file)));
  const [root, writer] = [keyIn('root.test-only.pem'), keyIn('writer.test-only.pem')];
  return {
    origin,
    root: (ledger) => ed25519Signer(`${origin}/${ledger}/root`, root),
    writer: (ledger) => ed25519Signer(`${origin}/${ledger}/writer`, writer),
    writers: (ledger) => [ed25519Signer(`${origin}/${ledger}/writer`, writer)],
    notaries: () => [],
  };
}

/** A journal written in memory with fixed keys, clock and randomness: the same commands give the same bytes. */
export class RecordedJournal {
  kept = keptLedger();
  readonly events: NewEvent[] = [];
  head: Head = { seq: -1, hash: noHash, recordedAt: '' };
  private readonly keys = publishedKeys();
  /** Seals what is taken from now on. */
  writer: LocalSigner;
  private readonly random = seeded(1);
  private milliseconds = Date.UTC(2026, 10, 23, 12);
  private submitted = 0;
  /** Who asks for commands that do not say by whom they are. */
  actor: Actor = caller;

  constructor(readonly ledger = 'books') {
    this.state.undo.restart();
    this.writer = this.keys.writer(ledger);
  }

  get state(): LedgerState {
    return this.kept.state;
  }

  /** Commands that succeed or fail together, in one sealed append, a second after the one before; holds expire first. */
  append(...commands: readonly (LedgerCommand | AskedKeyChange)[]): LedgerDecision[] {
    const group = this.group();
    const vouched = commands.map((command) => this.vouched(command));
    if (!vouched.some((command) => 'vouched' in command && command.vouched.afterSeq !== undefined))
      group.takeDue();
    const items = vouched.map((command) => {
      this.submitted += 1;
      const key = `key-${this.submitted}`;
      const actor = 'by' in command ? command.by : this.actor;
      return { actor, command, key, hash: hashOf(`content of ${key}`) };
    });
    const decisions = decideTogether(group, items);
    this.take(group);
    return decisions;
  }

  /** Personal text for the command at this place, from 1, of the next append. */
  personalAt(place: number): readonly PersonalCipher[] {
    return knownCipher(this.ledger, `key-${this.submitted + place}`);
  }

  /** As a change of keys reaches the rules once its signature is verified. */
  private vouched(command: LedgerCommand | AskedKeyChange): LedgerCommand {
    const { state, head } = this;
    const isFirst = 'after' in command || (command.type === 'ReplaceRoot' && command.writer !== undefined);
    const vouched = { keysAt: keysChangedAt(state), ...(isFirst && { afterSeq: head.seq }) };
    switch (command.type) {
      case 'RegisterKey':
      case 'RetireKey':
      case 'DeclareKeyCompromised':
      case 'NameNextRoot':
        return { vouched, ...command };
      case 'ReplaceRoot':
        return { vouched: { ...vouched, rootHash: nextRootHash(command.vkey) }, ...command };
      default:
        return command;
    }
  }

  wait(seconds: number): void {
    this.milliseconds += seconds * 1_000;
  }

  group(): LedgerGroup {
    this.milliseconds += 1_000;
    const random = (size: number) => Uint8Array.from({ length: size }, () => Math.floor(this.random() * 256));
    const stamp = { milliseconds: this.milliseconds, random, appendBytesMax: 1_048_576 };
    return new Group(this.ledger, this.kept, this.head, stamp);
  }

  /** Seals the group, if there is anything in it, and puts it into the journal. */
  take(group: LedgerGroup): void {
    if (group.events.length === 0) return;
    void group.seal(`${this.keys.origin}/${this.ledger}`, this.writer);
    this.events.push(...group.events);
    this.head = group.end;
    this.state.undo.restart();
  }

  opening(details: Omit<OpenLedger, 'type' | 'root' | 'writerKey' | 'notaryKeys'>): OpenLedger {
    const { keys, ledger } = this;
    return {
      ...details,
      type: 'OpenLedger',
      root: keys.root(ledger).vkey,
      writerKey: registerWriter(keys, ledger),
    };
  }

  reversalOf(reference: string, details: Partial<ReverseTransaction> = {}): ReverseTransaction {
    const entry = this.entries().find(
      (each) => each.type === 'TransactionPosted' && each.body.reference === reference,
    );
    if (entry?.type !== 'TransactionPosted') throw new Error(`no transaction has the reference ${reference}`);
    const original = originalOf(entry);
    return {
      ...details,
      type: 'ReverseTransaction',
      transaction: entry.id,
      original,
      reason: 'Sold by mistake',
    };
  }

  /** Id of the hold with this reference. */
  holdOf(reference: string): string {
    const entry = this.entries().find(
      (each) => each.type === 'HoldPlaced' && each.body.reference === reference,
    );
    if (!entry) throw new Error(`no hold has the reference ${reference}`);
    return entry.id;
  }

  entries(): Entry[] {
    return this.events.map(({ data }) => readEntry(data));
  }
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** One line per entry: its bytes as they are, and the seal of its append after the last. */
export function linesOf(events: readonly Pick<NewEvent, 'data' | 'metadata'>[]): string {
  return events
    .map(({ data, metadata }) => {
      const seal = sealIn(metadata);
      return `{"entry":${Buffer.from(data).toString()}${seal === undefined ? '' : `,"seal":${JSON.stringify(seal)}`}}\n`;
    })
    .join('');
}

/** What stood in the lines: bytes, leaf hash and seal of each entry. */
export function readLines(lines: string): { data: Buffer; hash: Buffer; seal: string | undefined }[] {
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { entry, seal } = JSON.parse(line) as { entry: object; seal?: string };
      const data = Buffer.from(JSON.stringify(entry));
      return { data, hash: leafHash(data), seal };
    });
}

/** The refusal among the decisions. */
export function refusalIn(decisions: readonly LedgerDecision[]): Refusal {
  const refused = decisions.find((decision) => 'refusal' in decision);
  if (!refused || !('refusal' in refused)) throw new Error('nothing was refused');
  return refused.refusal;
}
