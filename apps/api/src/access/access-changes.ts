import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { accessJournalId } from '@access/access-book';
import { demandOf } from '@access/changes/change';
import { demandOfKeys } from '@access/changes/change-keys';
import type { Change } from '@access/commands';
import type { AccessWish } from '@access/edge/access-journal';
import type { AccessEvent } from '@access/events';
import type { Demand } from '@access/grants/permit';
import { unlessOtherText } from '@commands/personal-items';
import { canonicalText } from '@entries/canonical';
import type { Entry } from '@entries/entry';
import { sha256Text } from '@entries/fingerprints';
import type { Accepted } from '@journal/answer';
import type { AskedKeyChange } from '@journal/keys/signing-keys';
import type { GrantedActor } from '@ledger/actor';
import { inOrder } from '@ledger/machinery/in-order';
import type { PersonalCipher } from '@ledger/personal';
import { proposalExpiry } from '@ledger/proposal';
import { Refusal } from '@ledger/refusal';
import { PersonalTexts, type PersonalText } from '@personal/personal-texts';
import { idempotencyKeyOf, queryOf, type ApiRequest } from '../requests/parts';
import { Access } from './access';
import { actorOf, askerOf } from './asker';
import { changeQuery, decisionQuery } from './changes.operations';

/** What a response has beside the receipt. */
type More = (entry: Entry<AccessEvent>, isNew: boolean) => object;

/** A decision on what was proposed. */
type Decision = AccessWish & { readonly proposal: string };

interface Answered {
  readonly by: GrantedActor;
  readonly wish: AccessWish;
  readonly isDryRun: boolean;
  readonly status: number;
  /** Personal text of a change; absent of a decision, which brings none. */
  readonly texts?: readonly PersonalText[];
  readonly more?: More;
}

/** Beside what a change says. */
interface Beside {
  readonly more?: More;
  readonly texts?: readonly PersonalText[];
}

/** Submits changes of access, and answers them. */
@Injectable()
export class AccessChanges {
  constructor(
    private readonly access: Access,
    private readonly personal: PersonalTexts,
  ) {}

  /**
   * Makes a change, or proposes it where the query says so. Its personal text is encrypted once its sender is known to be
   * permitted it.
   * @throws Refusal; SubjectKeysUnavailable
   */
  async change(
    request: ApiRequest,
    reply: FastifyReply,
    wanted: Change,
    { more, texts = [] }: Beside = {},
  ): Promise<void> {
    const { dryRun, propose } = queryOf(request, changeQuery);
    const isDryRun = dryRun === 'true';
    const by = permittedBy(request, demandOf(wanted));
    const ciphers = await this.encrypted(request, texts, isDryRun);
    const change = ciphers.length === 0 ? wanted : ({ ...wanted, personal: ciphers } as Change);
    if (propose !== 'true') {
      const about = { by, wish: change, isDryRun, texts, status: 201 };
      return this.answer(request, reply, more ? { ...about, more } : about);
    }
    const ordered = inOrder(change);
    const expiresAt = proposalExpiry(this.access.now());
    const hash = sha256Text(canonicalText(ordered));
    const wish: AccessWish = { type: 'ProposeChange', change: ordered, expiresAt, hash };
    const withProposal: More = (entry, isNew) => ({ ...more?.(entry, isNew), proposal: proposalIn(entry) });
    await this.answer(request, reply, { by, wish, isDryRun, texts, status: 202, more: withProposal });
  }

  /** Decides a proposal. @throws Refusal */
  async decide(request: ApiRequest, reply: FastifyReply, wish: Decision): Promise<void> {
    const { dryRun } = queryOf(request, decisionQuery);
    // What is proposed says which grant is needed; of what is not open, the journal says so.
    const proposed = this.access.state().proposals.open.get(wish.proposal);
    const by = proposed ? permittedBy(request, demandOf(proposed.command)) : actorOf(request);
    await this.answer(request, reply, { by, wish, isDryRun: dryRun === 'true', status: 201 });
  }

  /** Changes the keys of the access journal, as its root key has signed it. @throws Refusal */
  async changeKeys(request: ApiRequest, reply: FastifyReply, asked: AskedKeyChange): Promise<void> {
    const isDryRun = queryOf(request, decisionQuery).dryRun === 'true';
    const by = permittedBy(request, demandOfKeys(asked.type));
    const key = idempotencyKeyOf(request);
    const accepted = await this.access.journal.changeKeys(by, key, asked, isDryRun);
    await this.send(reply, accepted, { isDryRun, status: 201 });
  }

  private async answer(
    request: ApiRequest,
    reply: FastifyReply,
    { by, wish, isDryRun, texts, status, more }: Answered,
  ): Promise<void> {
    const key = idempotencyKeyOf(request);
    const { journal } = this.access;
    const accepted = await (isDryRun ? journal.preview(by, key, wish) : journal.submit(by, key, wish));
    if (texts) await this.requireSame(key, texts, accepted);
    await this.send(reply, accepted, { isDryRun, status, ...(more && { more }) });
  }

  private async encrypted(
    request: ApiRequest,
    texts: readonly PersonalText[],
    isDryRun: boolean,
  ): Promise<readonly PersonalCipher[]> {
    if (texts.length === 0) return [];
    const place = { ledger: accessJournalId, idempotencyKey: idempotencyKeyOf(request) };
    const [ciphers] = await this.personal.encryptAll([{ texts, place }], isDryRun);
    if (ciphers instanceof Refusal) throw ciphers;
    return ciphers!;
  }

  /** @throws Refusal IdempotencyKeyReused where the key was answered before with other personal text */
  private async requireSame(
    key: string,
    personal: readonly PersonalText[],
    accepted: Accepted<AccessEvent>,
  ): Promise<void> {
    const given = { command: { personal }, key };
    const answer = await unlessOtherText(this.personal, accessJournalId, given, accepted);
    if (answer instanceof Refusal) throw answer;
  }

  private async send(
    reply: FastifyReply,
    accepted: Accepted<AccessEvent>,
    { isDryRun, status, more }: { isDryRun: boolean; status: number; more?: More },
  ): Promise<void> {
    // It is durable whether or not this process comes to know it in time.
    if (!isDryRun) await this.access.holds(Number(accepted.entry.seq)).catch(() => undefined);
    if (accepted.isReplayed) void reply.header('Idempotency-Replayed', 'true');
    const shown = { ...receiptOf(accepted), ...more?.(accepted.entry, !accepted.isReplayed && !isDryRun) };
    void reply.status(isDryRun ? 200 : status).send(shown);
  }
}

/** The sender, by the grant that covers it: the earliest one with the permission may be narrowed to other commands. */
function permittedBy(request: ApiRequest, { ledger, ...wish }: Demand): GrantedActor {
  return askerOf(request).judgeIn(ledger).actorFor(wish);
}

function receiptOf({ entry: { id, seq, recordedAt } }: Accepted<AccessEvent>) {
  return { id, ledger: accessJournalId, seq, recordedAt };
}

function proposalIn(entry: Entry<AccessEvent>): object | undefined {
  if (entry.type !== 'ProposalMade') return undefined;
  const { expiresAt, hash, rule } = entry.body;
  return { id: entry.id, hash, rule, expiresAt };
}
