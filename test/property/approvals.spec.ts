import { decide, evolve } from '@ledger/ledger';
import type { ApprovableCommand } from '@ledger/ledger';
import { commandIn } from '@ledger/approval/proposed-command';
import { originalOf } from '@ledger/transactions/reversal';
import type { Entry } from '@entries/entry';
import { canonicalText } from '@entries/canonical';
import { sha256Text } from '@entries/fingerprints';
import { ApprovalBook } from '@verifier/journal/approval/approval-book';
import { keptLedger } from '../support/kept-ledger';
import { forAnySequence, lived, runs } from './any-sequence';
import { approvedSequences } from './generated';

const share = runs / 5;

type EntryOf<Type extends Entry['type']> = Extract<Entry, { readonly type: Type }>;

function entriesOf<Type extends Entry['type']>(type: Type, entries: readonly Entry[]): EntryOf<Type>[] {
  return entries.filter((entry): entry is EntryOf<Type> => entry.type === type);
}

/** The entries of a command that others approved, by the seq of its proposal. */
function carriedOut(entries: readonly Entry[]): Map<string, Entry[]> {
  const bySeq = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { proposal } = entry.actor;
    if (proposal !== undefined) bySeq.set(proposal, [...(bySeq.get(proposal) ?? []), entry]);
  }
  return bySeq;
}

/** The events of a command in a ledger of these entries, as if no approval were needed. */
function decided(before: readonly Entry[], made: EntryOf<'ProposalMade'>, now: string) {
  const { state } = keptLedger();
  for (const entry of before) {
    const { actor, id, recordedAt } = entry;
    evolve(state, entry, { actor, id, recordedAt, seq: Number(entry.seq) });
  }
  state.approvalRules = [];
  const { command } = made.body;
  const original = entriesOf('TransactionPosted', before).find(({ id }) => id === command.transaction);
  const again = commandIn<ApprovableCommand>(command, original && originalOf(original));
  return [...decide(state, again, now)].map(({ type, body }) => ({ type, body }));
}

describe('L4: for any sequence of commands', () => {
  it('what others approved is what the command of that hash comes to at that moment', () => {
    let found = 0;
    forAnySequence(
      share,
      (sequence) => {
        const { entries } = lived(sequence);
        for (const [seq, made] of carriedOut(entries)) {
          const proposal = entries[Number(seq)] as EntryOf<'ProposalMade'>;
          const first = Number(made[0]!.seq);
          expect(made.map(({ type, body }) => ({ type, body }))).toEqual(
            decided(entries.slice(0, first), proposal, made[0]!.recordedAt),
          );
          expect(proposal.body.hash).toBe(sha256Text(canonicalText(proposal.body.command)));
          found += 1;
        }
      },
      approvedSequences,
    );
    expect(found).toBeGreaterThan(0);
  });

  it('its makers and approvers are different persons, as many as the proposal needs', () => {
    forAnySequence(
      share,
      (sequence) => {
        const { entries } = lived(sequence);
        for (const [seq, [first]] of carriedOut(entries)) {
          const { actor, body, id } = entries[Number(seq)] as EntryOf<'ProposalMade'>;
          const approvals = entriesOf('ProposalApproved', entries).filter(
            (each) => each.body.proposal.id === id,
          );
          const persons = new Set([actor.sub, ...approvals.map(({ actor: { sub } }) => sub)]);
          expect(persons.size).toBe(Number(body.approvals) + 1);
          expect(approvals.every(({ body: { hash } }) => hash === body.hash)).toBe(true);
          expect(first!.actor.sub).toBe(actor.sub);
          expect(approvals.at(-1)!.seq).toBe(String(Number(first!.seq) - 1));
        }
      },
      approvedSequences,
    );
  });

  it('the verifier, which has no rules of the product, sees nothing wrong with it', () => {
    forAnySequence(
      share,
      (sequence) => {
        const book = new ApprovalBook();
        for (const entry of lived(sequence).entries) book.take(Number(entry.seq), entry);
      },
      approvedSequences,
    );
  });
});
