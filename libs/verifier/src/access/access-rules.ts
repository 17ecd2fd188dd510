import { decide, due, evolve } from '@access/access';
import { requirePermitted } from '@access/changes/change';
import { demandOfKeys, keyCommandOf } from '@access/changes/change-keys';
import type { AccessCommand } from '@access/commands';
import type { AccessEvent } from '@access/events';
import { emptyState } from '@access/state';
import { canonicalText } from '@entries/canonical';
import type { Entry } from '@entries/entry';
import { sha256Fingerprint, sha256Text } from '@entries/fingerprints';
import { system, type Actor } from '@ledger/actor';
import { isKeyEvent } from '@ledger/key-events';
import { keysChangedAt } from '@ledger/known-keys';
import { Refusal } from '@ledger/refusal';
import { isAdminStatedBy } from '@proof/admin-statement';
import { parseVkey } from '@proof/note';
import { JournalFault } from '../journal/fault';
import { AccessHistory } from './access-history';
import { commandOf } from './command-of';

/** What an entry has to be. */
interface Expected {
  readonly actor: Actor;
  readonly event: AccessEvent;
}

/**
 * Judges the entries of the access journal by the rules under which they were written: each is decided again, by its
 * actor and at its time, and has to be what comes of that.
 */
export class AccessRules {
  /** What it came to at each entry. */
  readonly history = new AccessHistory();
  private readonly state = emptyState(sha256Fingerprint);
  /** What an approval has still to bring about. */
  private rest: Iterator<AccessEvent> | undefined;
  /** Whether the append that opens the journal may still go on: it registers its keys. */
  private isOpening = true;
  /** Whether a writer key was just registered for the append that names an administrator. */
  private isNaming = false;

  /**
   * Takes the next entry, whose shape is known to be right.
   * @throws JournalFault ActorNotPermitted, NotAllowedByAccess, KeyNotVouchedFor
   */
  take(seq: number, entry: Entry<AccessEvent>): void {
    const { actor, id, idem, recordedAt } = entry;
    this.requireExpected(seq, entry);
    evolve(this.state, entry, { actor, seq, id, recordedAt });
    this.history.take(seq, entry);
    if (idem !== undefined) this.isOpening = false;
  }

  private requireExpected(seq: number, entry: Entry<AccessEvent>): void {
    const { actor, recordedAt } = entry;
    if (Number(actor.at ?? 0) > seq) throw notPermitted(seq, `Its actor was judged at entry ${actor.at}.`);
    const going = this.nextOfApproval();
    if (going) return requireSame(seq, entry, going);
    if (this.isNaming && (actor.sub !== system.sub || entry.type !== 'AdminNamed'))
      throw notPermitted(seq, 'The writer key before it is for the append that names an administrator.');
    // What is sealed by the key that it registers comes before what is due.
    const overdue = this.isNaming || sealsItself(entry) ? undefined : due(this.state, recordedAt);
    if (overdue) return requireSame(seq, entry, { actor: system, event: overdue });
    if (actor.sub === system.sub) return this.requireOfSystem(seq, entry);
    if (entry.type === 'AdminNamed') throw notPermitted(seq, 'The root key alone names administrators.');
    if (actor.proposal !== undefined)
      throw notPermitted(seq, `It is no part of what came of the proposal ${actor.proposal}.`);
    // Which key it is, and that the root key has signed it, the history of keys judges.
    if (isKeyEvent(entry)) {
      const asking = { by: actor, now: recordedAt };
      return byRules(seq, () => {
        requirePermitted(this.state, asking, demandOfKeys(keyCommandOf[entry.type]));
      });
    }
    this.requireDecided(seq, entry, { ...commandOf(entry), by: actor });
  }

  /** What the system does by itself, or under the signature of the root key, and nothing else. */
  private requireOfSystem(seq: number, entry: Entry<AccessEvent>): void {
    if (entry.type === 'AccessOpened' || (isKeyEvent(entry) && this.isOpening)) return;
    if (entry.type === 'KeyRegistered' && sealsItself(entry) && entry.idem === undefined) {
      this.isNaming = true;
      return;
    }
    this.isNaming = false;
    if (entry.type !== 'AdminNamed') throw notPermitted(seq, `${entry.type} is not for ${system.sub} to do.`);
    this.requireRoot(seq, entry.body);
    const vouched = { keysAt: keysChangedAt(this.state) };
    this.requireDecided(seq, entry, { ...entry.body, vouched, type: 'NameAdmin', by: system });
  }

  private requireRoot(
    seq: number,
    { credential, principal, rootSignature }: Extract<AccessEvent, { type: 'AdminNamed' }>['body'],
  ): void {
    const root = parseVkey(this.state.root);
    const log = root.name.replace(/\/root$/, '');
    const statement = { credential: sha256Text(canonicalText(credential)), principal };
    if (isStated(() => isAdminStatedBy(root, log, statement, rootSignature))) return;
    const detail = `The root key did not sign that ${principal} is an administrator.`;
    throw new JournalFault('KeyNotVouchedFor', seq, detail);
  }

  private requireDecided(seq: number, entry: Entry<AccessEvent>, command: AccessCommand): void {
    if (entry.type === 'ProposalMade' && entry.body.hash !== sha256Text(canonicalText(entry.body.command)))
      throw notAllowed(seq, 'The hash of the proposal is not that of what it proposes.');
    const decided = byRules(seq, () => {
      const events = decide(this.state, command, entry.recordedAt)[Symbol.iterator]();
      return { events, first: events.next().value as AccessEvent };
    });
    requireSame(seq, entry, { actor: entry.actor, event: decided.first });
    if (entry.type === 'ProposalApproved') this.rest = decided.events;
  }

  private nextOfApproval(): Expected | undefined {
    const next = this.rest?.next();
    if (!next || next.done) {
      this.rest = undefined;
      return undefined;
    }
    return { actor: next.value.asked!, event: next.value };
  }
}

function requireSame(seq: number, entry: Entry<AccessEvent>, { actor, event }: Expected): void {
  if (entry.type !== event.type || canonicalText(entry.body) !== canonicalText(event.body))
    throw notAllowed(seq, `By the rules of access, ${event.type} has to stand here, with other content.`);
  if (canonicalText(entry.actor) === canonicalText(actor)) return;
  throw notPermitted(seq, `Its actor has to be ${canonicalText(actor)}.`);
}

/** @throws JournalFault where the rules refuse */
function byRules<Value>(seq: number, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const code: string = error.code;
    throw code === 'NotPermitted' || code === 'OutOfScope'
      ? notPermitted(seq, error.message)
      : notAllowed(seq, `${code}: ${error.message}`);
  }
}

/** Whether it registers a writer key that seals its own append: that it may, the history of keys judges. */
function sealsItself({ type, body }: Entry<AccessEvent>): boolean {
  if (type === 'RootReplaced') return body.writer !== undefined;
  return type === 'KeyRegistered' && body.after !== undefined;
}

/** A signature that is no signature says nothing. */
function isStated(judge: () => boolean): boolean {
  try {
    return judge();
  } catch {
    return false;
  }
}

function notPermitted(seq: number, detail: string): JournalFault {
  return new JournalFault('ActorNotPermitted', seq, detail);
}

function notAllowed(seq: number, detail: string): JournalFault {
  return new JournalFault('NotAllowedByAccess', seq, detail);
}
