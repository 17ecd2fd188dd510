import { Controller, Req } from '@nestjs/common';
import { Journal } from '@journal/journal';
import type { LedgerKey } from '@ledger/key';
import { Refusal } from '@ledger/refusal';
import { ledgerOf, queryOf, type ApiRequest } from '../parts';
import { Route } from '../route';
import { listKeys } from './keys.operations';

@Controller()
export class KeysController {
  constructor(private readonly journal: Journal) {}

  @Route(listKeys)
  async list(@Req() request: ApiRequest) {
    queryOf(request, listKeys.query);
    const ledger = ledgerOf(request);
    const { log, root, seq, keys } = await this.journal.signingKeys(ledger);
    if (root === '') {
      throw new Refusal('LedgerNotFound', `No ledger was opened under the id ${ledger}.`, { ledger });
    }
    return {
      log,
      root,
      seq: String(seq),
      items: Array.from(keys, ([keyId, key]) => ({ keyId, ...shown(key) })),
    };
  }
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
