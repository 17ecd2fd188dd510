import { refusalOf } from '@access/grants/denied';
import { permit, permitBy, type Demand, type Verdict } from '@access/grants/permit';
import type { Reach } from '@access/grants/scope';
import { personOf, type AccessState } from '@access/state';
import { demandOfEvent } from '@entries/event-demand';
import type { GrantedActor } from '@ledger/actor';
import type { LedgerEvent } from '@ledger/ledger';
import type { Proposal } from '@ledger/proposal';
import { Refusal } from '@ledger/refusal';
import type { Conditional } from '@ledger/transactions/condition';

/** What the access journal comes to, as a process follows it. */
export interface KnownAccess {
  /** Of the last entry that is known. */
  readonly seq: number;
  /** @throws Refusal AccessNotKnown */
  state(): AccessState;
  /** RFC 3339, UTC, milliseconds. */
  now(): string;
}

/** Judges what one principal wishes in one ledger, by the access journal as it is known at that moment. */
export class Judge {
  constructor(
    private readonly access: KnownAccess,
    private readonly principal: string,
    private readonly ledger: string,
    private readonly approved?: Reach,
  ) {}

  /** The same of somebody who decides on a proposal. @param reach what his grant has to cover, too */
  approving(reach: Reach): Judge {
    return new Judge(this.access, this.principal, this.ledger, reach);
  }

  /**
   * Who an entry names, by the grant that covers all of it.
   * @throws Refusal AccessNotKnown, LedgerNotFound, NotPermitted, OutOfScope
   */
  actorFor(wish: Omit<Demand, 'ledger'>): GrantedActor {
    const demand = { ...wish, ledger: this.ledger };
    const verdict = this.verdictOn(demand);
    if ('grant' in verdict) return this.actor(verdict.grant.seq);
    throw refusalOf(verdict, demand);
  }

  /** As {@link actorFor}; undefined where no grant covers it. @throws Refusal AccessNotKnown */
  actorIfCovered(wish: Omit<Demand, 'ledger'>): GrantedActor | undefined {
    const verdict = this.verdictOn({ ...wish, ledger: this.ledger });
    return 'grant' in verdict ? this.actor(verdict.grant.seq) : undefined;
  }

  /** Whether a grant covers it. @throws Refusal AccessNotKnown */
  covers(wish: Omit<Demand, 'ledger'>): boolean {
    return 'grant' in this.verdictOn({ ...wish, ledger: this.ledger });
  }

  /** Conditions say what a balance is, so they ask to read it. @throws Refusal */
  requireReadable({ conditions = [] }: Conditional): void {
    if (conditions.length === 0) return;
    const nodes = conditions.map(({ account }) => account);
    const currencies = conditions.map(({ currency }) => currency);
    this.actorFor({ permission: 'readFigures', reach: { nodes, currencies } });
  }

  /**
   * Who the entries of one command name, judged event by event when they are decided, so that no judgement is older than
   * its entry. What goes before the last event is its consequence, and has the grant of the command as it was asked for;
   * then the last event needs that grant too.
   * @param asked the actor of the command, as far as that says what it acts on
   * @param answer type of the last event
   */
  ofEvents(asked: GrantedActor, answer: LedgerEvent['type']): (event: LedgerEvent) => GrantedActor {
    let isBound = false;
    return (event) => {
      if (event.type !== answer) {
        isBound = true;
        return { ...asked, at: String(this.access.seq) };
      }
      const wish = { ...demandOfEvent(this.ledger, event)!, ...(this.approved && { reach: this.approved }) };
      const actor = this.actorFor(wish);
      if (!isBound || actor.grant === asked.grant) return actor;
      isBound = false;
      return this.actorBy(asked.grant, wish);
    };
  }

  /**
   * The maker of a proposal, on which the principal decides, by what was proposed as it is carried out: with the grant that
   * covers it then; undefined where none does.
   * @throws Refusal ApproverIsMaker where one person answers for both; AccessNotKnown
   */
  maker({ id, maker: { sub } }: Proposal<unknown>): (carriedOut: LedgerEvent) => GrantedActor | undefined {
    const state = this.access.state();
    if (personOf(state, sub) === personOf(state, this.principal)) {
      const detail = `One person answers for ${sub}, who made the proposal, and for ${this.principal}.`;
      throw new Refusal('ApproverIsMaker', detail, { proposal: id, maker: sub });
    }
    const judge = new Judge(this.access, sub, this.ledger);
    return (event) => judge.actorIfCovered(demandOfEvent(this.ledger, event)!);
  }

  private verdictOn(demand: Demand): Verdict {
    return permit(this.access.state(), this.principal, demand, this.access.now());
  }

  private actorBy(grant: string, demand: Demand): GrantedActor {
    const principal = this.access.state().principals.get(this.principal);
    const verdict = principal && permitBy(principal, Number(grant), { demand, now: this.access.now() });
    if (verdict && 'grant' in verdict) return this.actor(verdict.grant.seq);
    throw refusalOf(verdict ?? { denied: 'ledger' }, demand);
  }

  private actor(grant: number): GrantedActor {
    return { at: String(this.access.seq), grant: String(grant), sub: this.principal };
  }
}

/** Whether a principal may learn of something with an id: one of its accounts is enough. */
export function touches(judge: Judge, permission: Demand['permission'], accounts: Iterable<string>): boolean {
  for (const account of accounts) if (judge.covers({ permission, reach: { nodes: [account] } })) return true;
  return false;
}
