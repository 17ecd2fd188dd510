import { createHash } from 'node:crypto';
import { decide, due, evolve } from '@access/access';
import type { AccessCommand, Change, CredentialBody, GrantBody } from '@access/commands';
import type { AccessEvent } from '@access/events';
import { permit, type Demand } from '@access/grants/permit';
import { emptyState, type AccessState } from '@access/state';
import { canonicalText } from '@entries/canonical';
import { sha256Fingerprint } from '@entries/fingerprints';
import { system, type Actor } from '@ledger/actor';
import { keysChangedAt } from '@ledger/known-keys';
import { Refusal } from '@ledger/refusal';
import { idAt, noon } from './given';

/** A command without who asks for it. */
export type Wanted = AccessCommand extends infer Command
  ? Command extends AccessCommand
    ? Omit<Command, 'by'>
    : never
  : never;

export const apiKey: CredentialBody = {
  credential: 'a1B2c3D4e5F6',
  digest: 'A'.repeat(43),
  kind: 'key',
  pepper: '3f9a01cc',
};

const openingKey = { keyId: '00000000', role: 'writer', rootSignature: '', vkey: '' } as const;

/** The rules of access with their state and the events so far, without a journal. */
export class TestAccess {
  readonly state: AccessState = emptyState(sha256Fingerprint);
  readonly events: { readonly event: AccessEvent; readonly actor: Actor }[] = [];

  /** Opened, with `root` as its first administrator. */
  static opened(): TestAccess {
    const access = new TestAccess();
    access.take({ by: system, type: 'OpenAccess', root: 'root', writerKey: openingKey, notaryKeys: [] });
    return access.named('root');
  }

  /** One more administrator. */
  named(principal: string, credential = `of-${principal}`): this {
    this.take({
      by: system,
      type: 'NameAdmin',
      credential: { ...apiKey, credential },
      principal,
      rootSignature: 'signed',
      vouched: { keysAt: keysChangedAt(this.state) },
    });
    return this;
  }

  /** Persons, and services each behind the person that owns it: `anna`, `wallets of anna`. */
  added(...names: readonly string[]): this {
    for (const name of names) {
      const [principal = '', owner] = name.split(' of ');
      const kind = owner === undefined ? 'person' : 'service';
      this.as('root', { type: 'AddPrincipal', kind, principal, ...(owner !== undefined && { owner }) });
    }
    return this;
  }

  /** @returns the seq of the grant */
  granted(principal: string, role: GrantBody['role'], scope: Partial<GrantBody> = {}, by = 'root'): string {
    this.as(by, { type: 'MakeGrant', principal, role, ledger: '*', ...scope });
    return String(this.state.seq);
  }

  /** What a principal asks for, by the grant that permits it or by none. @throws Refusal */
  as(sub: string, wanted: Wanted, now = noon): AccessEvent[] {
    return this.take({ ...wanted, by: this.actor(sub) }, now);
  }

  actor(sub: string): Actor {
    const grant = this.state.principals
      .get(sub)
      ?.grants.find(({ role }) => role === 'admin' || role === 'auditor');
    // Entry 0 opens the journal and makes no grant.
    return { at: String(this.state.seq), grant: String(grant?.seq ?? 0), sub };
  }

  /** @throws Refusal; then nothing has changed */
  take(command: AccessCommand, now = noon): AccessEvent[] {
    for (let next = due(this.state, now); next; next = due(this.state, now)) this.apply(next, system, now);
    const before = this.events.length;
    this.state.undo.restart();
    try {
      for (const event of decide(this.state, command, now)) this.apply(event, event.asked ?? command.by, now);
      return this.events.slice(before).map(({ event }) => event);
    } catch (error) {
      this.events.length = before;
      this.state.undo.backTo(0);
      throw error;
    }
  }

  private apply(event: AccessEvent, actor: Actor, recordedAt: string): void {
    const seq = this.events.length;
    evolve(this.state, event, { actor, seq, id: idAt(seq), recordedAt });
    this.events.push({ event, actor });
  }

  /** The code with which it is refused, or `accepted`. */
  refusal(run: () => unknown): string {
    try {
      run();
      return 'accepted';
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  }

  /** Proposes a change. @returns the id of the proposal and what is to be approved */
  proposed(
    sub: string,
    change: Change,
    expiresAt = '2026-11-24T12:00:00.000Z',
  ): { proposal: string; hash: string } {
    const hash = hashOf(change);
    this.as(sub, { type: 'ProposeChange', change, expiresAt, hash });
    return { proposal: idAt(this.state.seq), hash };
  }

  /** `permitted`, or why not. */
  verdict(sub: string, demand: Demand, now = noon): string {
    const verdict = permit(this.state, sub, demand, now);
    return 'grant' in verdict ? 'permitted' : verdict.denied;
  }
}

function hashOf(change: Change): string {
  return createHash('sha256').update(canonicalText(change)).digest('base64url');
}
