import { Controller, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import {
  ChangeKeys,
  keyIdPattern,
  parseCompromiseKey,
  parseRegisterKey,
  parseRetireKey,
} from '@commands/change-keys';
import { Journal } from '@journal/journal';
import type { KeyCommand, LedgerKey } from '@ledger/key';
import { Refusal } from '@ledger/refusal';
import { sendReceipt } from '../answer';
import { envelopeOf, ledgerOf, partOf, queryOf, type ApiRequest } from '../parts';
import { Route } from '../route';
import { compromiseKey, listKeys, registerKey, retireKey } from './keys.operations';

@Controller()
export class KeysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly journal: Journal,
  ) {}

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
      items: Array.from(keys, ([keyId, key]) => ({ keyId, ...told(key) })),
    };
  }

  @Route(registerKey)
  register(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.change(request, reply, parseRegisterKey(request.body));
  }

  @Route(retireKey)
  retire(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.change(request, reply, parseRetireKey(keyIdOf(request), request.body));
  }

  @Route(compromiseKey)
  compromise(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.change(request, reply, parseCompromiseKey(keyIdOf(request), request.body));
  }

  private async change(request: ApiRequest, reply: FastifyReply, command: KeyCommand): Promise<void> {
    const envelope = envelopeOf(request);
    sendReceipt(reply, envelope, await this.commands.execute(new ChangeKeys(envelope, command)));
  }
}

function keyIdOf(request: ApiRequest): string {
  return partOf(request, 'keyId', keyIdPattern, 'Give a key id: eight of 0-9 and a-f.');
}

function told({ role, vkey, registeredAt, retiredAt, compromisedAt, compromisedFrom }: LedgerKey) {
  const isCompromised = compromisedAt !== undefined;
  return {
    role,
    vkey,
    status: isCompromised ? 'compromised' : retiredAt === undefined ? 'active' : 'retired',
    registeredSeq: String(registeredAt),
    ...(retiredAt !== undefined && { retiredSeq: String(retiredAt) }),
    ...(isCompromised && { compromisedSeq: String(compromisedAt) }),
    ...(compromisedFrom !== undefined && { compromisedFromSeq: String(compromisedFrom) }),
  };
}
