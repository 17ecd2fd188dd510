import type { AccessEvent, GrantMade } from '@access/events';
import { everyLedger } from '@access/grants/scope';
import type { Grant, Principal } from '@access/state';
import type { Entry } from '@entries/entry';

/** How old the access entry after the one that an actor was judged at may be, in milliseconds. */
const staleMs = 120_000;

/** A grant, and the entries between which it was there. */
interface PastGrant {
  /** Its holder, with this grant alone. */
  readonly holder: Principal;
  readonly from: number;
  to: number;
}

interface Span {
  readonly from: number;
  to: number;
}

/** What the access journal came to at each of its entries, as far as it was walked: entries of ledgers name any of them. */
export class AccessHistory {
  private readonly grants = new Map<number, PastGrant>();
  /** By principal, in order. */
  private readonly suspensions = new Map<string, Span[]>();
  /** Of a service, the person who answers for it. */
  private readonly owners = new Map<string, string>();
  /** By the seq that an actor was judged at: the last moment to record his entry. Beyond the end there is none. */
  private readonly latest: string[] = [];

  /** Entries that were walked. */
  get size(): number {
    return this.latest.length + 1;
  }

  /** Takes the next entry, which the rules of access allow. */
  take(seq: number, { body, recordedAt, type }: Entry<AccessEvent>): void {
    if (seq > 0) this.latest.push(new Date(Date.parse(recordedAt) + staleMs).toISOString());
    switch (type) {
      case 'PrincipalAdded':
        if (body.owner !== undefined) this.owners.set(body.principal, body.owner);
        return;
      case 'AdminNamed':
        this.setSuspended(body.principal, seq, false);
        return this.grant(seq, { ledger: everyLedger, principal: body.principal, role: 'admin' });
      case 'GrantMade':
        return this.grant(seq, body);
      case 'GrantRevoked': {
        const past = this.grants.get(Number(body.grant));
        if (past) past.to = seq;
        return;
      }
      case 'PrincipalSuspended':
      case 'PrincipalRestored':
        return this.setSuspended(body.principal, seq, type === 'PrincipalSuspended');
      default:
        return;
    }
  }

  private grant(seq: number, { principal: id, role, databaseUser, ...scope }: GrantMade['body']): void {
    const grant = { seq, principal: id, role, scope, ...(databaseUser !== undefined && { databaseUser }) };
    const holder = { id, kind: 'person', isSuspended: false, services: [], grants: [grant] } as const;
    this.grants.set(seq, { holder, from: seq, to: Infinity });
  }

  private setSuspended(principal: string, seq: number, isSuspended: boolean): void {
    const spans = this.suspensions.get(principal) ?? [];
    const last = spans.at(-1);
    if (!isSuspended && last?.to === Infinity) last.to = seq;
    if (isSuspended) this.suspensions.set(principal, [...spans, { from: seq, to: Infinity }]);
  }

  /**
   * The principal with the grant alone, where it was not revoked and he not suspended right after an entry; undefined
   * otherwise.
   * @param at seq of that entry, one that was walked
   */
  holderAt(grant: number, sub: string, at: number): Principal | undefined {
    const past = this.grants.get(grant);
    if (!past || past.holder.id !== sub || !isWithin(past, at)) return undefined;
    return this.suspensions.get(sub)?.some((span) => isWithin(span, at)) ? undefined : past.holder;
  }

  /** The person behind a principal: of a service, its owner. */
  personOf(sub: string): string {
    return this.owners.get(sub) ?? sub;
  }

  /** The grants that were there right after an entry, of principals who were not suspended. @param at its seq */
  grantsAt(at: number): Grant[] {
    return [...this.grants.values()].flatMap(({ holder }) =>
      holder.grants.filter(({ seq }) => this.holderAt(seq, holder.id, at)),
    );
  }

  /** When an entry can have been recorded at the latest whose actor was judged at `at`; undefined where at any time. */
  latestAt(at: number): string | undefined {
    return this.latest[at];
  }

  /** The earliest time at which the actor of an entry can have been judged. @param recordedAt RFC 3339 */
  static earliest(recordedAt: string): string {
    return new Date(Date.parse(recordedAt) - staleMs).toISOString();
  }
}

function isWithin({ from, to }: Span, at: number): boolean {
  return from <= at && at < to;
}
