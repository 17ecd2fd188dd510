import { reachOfApproval } from '@entries/events/proposed-acts';
import type { Asked } from '@journal/keyed-command';
import type { Journal } from '@journal/journal';
import type { LedgerCommand, LedgerEvent } from '@ledger/ledger';
import { Refusal } from '@ledger/refusal';
import type { Declaration, Given } from './declaration';
import type { Envelope } from './envelope';
import { touches } from './judge';
import { requireOwnKey } from './reserved-key';

type AnyGiven = Given<Declaration['type']>;

/**
 * The envelope with the grant that covers the command, as far as its caller says what it acts on.
 * @throws Refusal AccessNotKnown, LedgerNotFound, NotPermitted, OutOfScope, IdempotencyKeyReserved
 */
export function judgedEnvelope(envelope: Envelope, declaration: Declaration, given: AnyGiven): Envelope {
  const { judge, key } = envelope;
  const actor = judge.actorFor(declaration.demandOf(given));
  judge.requireReadable(given);
  requireOwnKey(judge, key);
  return { ...envelope, actor };
}

/** A hold none of whose accounts the caller may post to is not there for him. @throws Refusal HoldNotFound */
export async function requireTouched(
  journal: Journal,
  { judge, ledger, key }: Envelope,
  given: AnyGiven,
): Promise<void> {
  if (!('hold' in given)) return;
  const { hold } = given as { readonly hold: string };
  const accounts = await journal.accountsOfHold(ledger, hold, key);
  if (!accounts || touches(judge, 'post', accounts)) return;
  throw new Refusal('HoldNotFound', `No hold has the id ${hold}.`, { hold });
}

/** As {@link requireTouched}, of the transaction that is reversed. @throws Refusal TransactionNotFound */
export function requireTouchedOriginal({ judge }: Envelope, command: LedgerCommand): void {
  if (command.type !== 'ReverseTransaction' || !command.original) return;
  const { original, transaction } = command;
  const accounts = original.postings.map(({ account }) => account);
  if (touches(judge, 'post', accounts)) return;
  throw new Refusal('TransactionNotFound', `No transaction has the id ${transaction}.`, { transaction });
}

/**
 * Whoever approves or rejects a proposal needs a grant that covers what it names. A proposal, open or ended, is not there
 * for somebody who has not made it and whose grants cover nothing of it.
 * @throws Refusal ProposalNotFound, OutOfScope
 */
export async function decidingEnvelope(
  journal: Journal,
  envelope: Envelope,
  { permission, type }: Declaration,
  given: AnyGiven,
): Promise<Envelope> {
  if (!('proposal' in given)) return envelope;
  const { judge, key, ledger } = envelope;
  const { proposal: id } = given as { readonly proposal: string };
  const proposed = await journal.proposed(ledger, id, key);
  if (!proposed) return envelope;
  const isDecided = permission === 'approve';
  const reach = reachOfApproval(proposed.command);
  if (!isDecided && proposed.maker === envelope.actor.sub) return envelope;
  const named = [...(reach.nodes ?? []), ...(reach.postings ?? []).map(({ account }) => account)];
  const seen = isDecided ? permission : 'readFigures';
  if (!judge.covers({ permission: seen, reach }) && !touches(judge, seen, named))
    throw new Refusal('ProposalNotFound', `There is no proposal ${id}.`, { proposal: id });
  if (!isDecided) return envelope;
  const actor = judge.actorFor({ permission, command: type, reach });
  return { ...envelope, actor, judge: judge.approving(reach) };
}

/** Who asks, as the journal takes it. */
export function askedBy({ actor, isProposed, judge }: Envelope, { answer }: Declaration): Asked {
  const judged = judge.ofEvents(actor, isProposed ? 'ProposalMade' : answer);
  return { actor, judged: (event) => judged(event as LedgerEvent) };
}
