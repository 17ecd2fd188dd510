import { Controller, Req } from '@nestjs/common';
import { Journal } from '@journal/journal';
import type { SigningKeys } from '@journal/keys/signing-keys';
import { keyIdOf, type LedgerKey } from '@ledger/known-keys';
import { Refusal } from '@ledger/refusal';
import { ledgerOf, queryOf, type ApiRequest } from '../requests/parts';
import { Route } from '../operations/route';
import { listKeys } from './keys.operations';

@Controller()
export class KeysController {
  constructor(private readonly journal: Journal) {}

  @Route(listKeys)
  async list(@Req() request: ApiRequest) {
    queryOf(request, listKeys.query);
    const ledger = ledgerOf(request);
    const keys = await this.journal.signingKeys(ledger);
    if (keys.root === '') {
      throw new Refusal('LedgerNotFound', `No ledger has the id ${ledger}.`, { ledger });
    }
    return answerOf(keys);
  }
}

export function answerOf({
  log,
  root,
  nextRoot,
  replacedRoots,
  seq,
  head,
  keyList,
  signingKeys,
}: SigningKeys) {
  return {
    log,
    root,
    nextRoot: nextRoot && { hash: nextRoot.hash, namedSeq: String(nextRoot.namedAt) },
    replacedRoots: replacedRoots.map(({ vkey, replacedAt, compromisedAt }) => ({
      keyId: keyIdOf(vkey),
      vkey,
      replacedSeq: String(replacedAt),
      ...(compromisedAt !== undefined && { compromisedSeq: String(compromisedAt) }),
    })),
    seq: String(seq),
    head: { seq: String(head.seq), hash: head.hash },
    keyList,
    items: Array.from(signingKeys, ([keyId, key]) => ({ keyId, ...shown(key) })),
  };
}

function shown({ role, vkey, registeredAt, retiredAt, compromisedAt, compromisedFrom }: LedgerKey) {
  const isCompromised = compromisedAt !== undefined;
  const status: 'active' | 'compromised' | 'retired' = isCompromised
    ? 'compromised'
    : retiredAt === undefined
      ? 'active'
      : 'retired';
  return {
    role,
    vkey,
    status,
    registeredSeq: String(registeredAt),
    ...(retiredAt !== undefined && { retiredSeq: String(retiredAt) }),
    ...(isCompromised && { compromisedSeq: String(compromisedAt) }),
    ...(compromisedFrom !== undefined && { compromisedFromSeq: String(compromisedFrom) }),
  };
}
