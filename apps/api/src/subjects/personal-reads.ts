import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { accessJournalId } from '@access/access-book';
import { AccessRefusal } from '@access/access-refusal';
import type { RecordRead } from '@access/commands';
import { demandOfRead } from '@access/recorded-read';
import type { Principal } from '@access/state';
import { readEntry, type Entry } from '@entries/entry';
import { Journal } from '@journal/journal';
import type { GrantedActor } from '@ledger/actor';
import type { LedgerEvent } from '@ledger/ledger';
import { invariant } from '@ledger/refusal';
import type { PersonalCipher } from '@ledger/personal';
import { PersonalTexts } from '@personal/personal-texts';
import type { ShownText } from '@read-models/queries/personal-keys';
import { Access } from '../access/access';
import { askerOf } from '../access/asker';
import { parameterProblem } from '../problems/problem';
import { ledgerOf, type ApiRequest } from '../requests/parts';

interface Asked {
  readonly personal: 'true' | 'false' | undefined;
  readonly reason: string | undefined;
}

/** Something that was read, and the entry in which its personal text stands. */
export interface Found {
  readonly personal?: readonly ShownText[];
  /** Id of that entry; of an account its path. */
  readonly id: string;
  readonly seq: string;
  /** Paths; who may read one of them may read it. */
  readonly accounts: readonly string[];
}

/** What an entry, or the command of a proposal, says: personal text, and the accounts it is about. */
interface Said {
  readonly hold?: string;
  readonly path?: string;
  readonly personal?: readonly PersonalCipher[];
  readonly postings?: readonly { readonly account: string }[];
  readonly principal?: string;
  readonly transaction?: string;
}

/** Shows personal text to those who may read it, and records that they did. */
@Injectable()
export class PersonalReads {
  constructor(
    private readonly access: Access,
    private readonly journal: Journal,
    private readonly texts: PersonalTexts,
  ) {}

  /**
   * What an answer shows of the personal text that was found; nothing where there is none.
   * @throws RequestProblem RequestMalformed; Refusal NotPermitted, OutOfScope, PersonalTextNotKept;
   *   SubjectKeysUnavailable
   */
  async shown(
    request: ApiRequest,
    asked: Asked,
    found: Found,
  ): Promise<{ readonly personal?: readonly ShownText[] }> {
    const { personal } = found;
    if (asked.personal !== 'true') return personal ? { personal: this.marked(personal) } : {};
    if (asked.reason === undefined) throw reasonMissing();
    if (!personal) {
      permitted(request, found.accounts);
      return {};
    }
    const entry = await this.entryOf(ledgerOf(request), found);
    await this.requireAndRecord(request, asked.reason, await this.accountsOf(entry));
    return { personal: await this.decrypted(entry) };
  }

  /**
   * The same of a principal, whose text stands in the access journal.
   * @throws RequestProblem RequestMalformed; Refusal OutOfScope, PersonalTextNotKept; SubjectKeysUnavailable
   */
  async shownOf(
    request: ApiRequest,
    asked: Asked,
    { id, personal }: Principal,
  ): Promise<{ readonly personal?: readonly ShownText[] }> {
    if (asked.personal !== 'true')
      return personal ? { personal: this.marked(personal.keys.map((key) => ({ key }))) } : {};
    if (asked.reason === undefined) throw reasonMissing();
    const read = {
      ledger: accessJournalId,
      principal: id,
      reason: asked.reason,
      what: 'personal',
    } as const;
    const { ledger, ...wish } = demandOfRead(read);
    const actor = askerOf(request).judgeIn(ledger).actorIfCovered(wish);
    if (!actor) throw notCovered();
    if (!personal) return {};
    const entry = await this.entryAt(accessJournalId, String(personal.seq));
    if (saidIn(entry).principal !== id)
      throw new Error(`entry ${personal.seq} of the access journal is not that of ${id} any more`);
    await this.record(actor, read);
    return { personal: await this.decrypted(entry) };
  }

  /** With what was erased marked, as far as the access journal is known. */
  private marked(personal: readonly ShownText[]): readonly ShownText[] {
    const { erasedKeys } = this.access.state();
    return personal.map(({ key }) => (erasedKeys.has(key) ? { key, erased: true } : { key }));
  }

  /** It is recorded before it is shown: who read it and lost the answer has read it all the same. */
  private async requireAndRecord(
    request: ApiRequest,
    why: string,
    accounts: readonly string[],
  ): Promise<void> {
    const ledger = ledgerOf(request);
    const { account, actor } = permitted(request, accounts);
    await this.record(actor, { account, ledger, reason: why, what: 'personal' });
  }

  private async record(actor: GrantedActor, read: Omit<RecordRead, 'type'>): Promise<void> {
    await this.access.journal.submit(actor, `personal/${randomUUID()}`, { type: 'RecordRead', ...read });
  }

  /**
   * Paths, as the journal has them. A proposed command may name a transaction or a hold: then those of its postings count
   * too.
   */
  private async accountsOf(entry: Entry): Promise<readonly string[]> {
    const { hold, path, postings = [], transaction } = saidIn(entry);
    const named = path === undefined ? postings.map(({ account }) => account) : [path];
    if (entry.type !== 'ProposalMade') return named;
    const { idem = '', ledger } = entry;
    const original = transaction && (await this.journal.transaction(ledger, transaction, idem));
    const held = hold && (await this.journal.accountsOfHold(ledger, hold, idem));
    return [...named, ...(original ? original.postings : []).map(({ account }) => account), ...(held || [])];
  }

  private async decrypted(entry: Entry): Promise<readonly ShownText[]> {
    const { ledger } = entry;
    const { proposal } = entry.actor as { readonly proposal?: string };
    // A posting that was approved has the ciphers of its proposal, which stand under the key of that.
    const { idem } = proposal === undefined ? entry : await this.entryAt(ledger, proposal);
    invariant(idem !== undefined, 'what has personal text answers a command');
    return this.texts.decryptAll(saidIn(entry).personal ?? [], { ledger, idempotencyKey: idem });
  }

  /** The entry says whose text it has: a table that was changed must not lead to that of another. */
  private async entryOf(ledger: string, { id, seq }: Found): Promise<Entry> {
    const entry = await this.entryAt(ledger, seq);
    const { path } = saidIn(entry);
    const isOfAccount = entry.type === 'AccountOpened' || entry.type === 'AccountChanged';
    if (entry.id === id || (isOfAccount && path === id)) return entry;
    throw new Error(`the entry at seq ${seq} of ${ledger} is not that of ${id}, as a table says`);
  }

  private async entryAt(ledger: string, seq: string): Promise<Entry> {
    for await (const { data } of this.journal.read(ledger, Number(seq), 1))
      return readEntry<LedgerEvent>(data);
    throw new Error(`the journal of ${ledger} has no entry at seq ${seq}, which a table has`);
  }
}

function saidIn({ body, type }: Entry): Said {
  return (type === 'ProposalMade' ? (body as { readonly command: Said }).command : body) as Said;
}

/** The first of the accounts that a grant with `personal` covers, and who asks by that grant. @throws Refusal OutOfScope */
function permitted(request: ApiRequest, accounts: readonly string[]) {
  const judge = askerOf(request).judgeIn(ledgerOf(request));
  for (const account of accounts) {
    const reach = { isPersonal: true, nodes: [account] };
    const actor = judge.actorIfCovered({ permission: 'readFigures', reach });
    if (actor) return { account, actor };
  }
  throw notCovered();
}

function notCovered(): AccessRefusal {
  const detail = 'None of your grants covers the personal text of this.';
  return new AccessRefusal('OutOfScope', detail, { needs: 'personal' });
}

function reasonMissing() {
  const detail = 'Give the reason for which personal text is read.';
  return parameterProblem('query', [{ pointer: '/reason', code: 'Missing', detail }]);
}
