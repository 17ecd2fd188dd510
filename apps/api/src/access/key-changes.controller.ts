import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { accept } from '@commands/input/malformed';
import type { Operation } from '../operations/operation';
import { Route } from '../operations/route';
import { keyIdOf, type ApiRequest } from '../requests/parts';
import { AccessChanges } from './access-changes';
import * as operations from './key-changes.operations';

/** Changes of the keys of the access journal, each signed by its root key. */
@Controller()
export class KeyChangesController {
  constructor(private readonly changes: AccessChanges) {}

  @Route<Operation>(operations.registerAccessKey)
  register(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const registered = accept(operations.registerAccessKey.body.schema, request.body);
    return this.changes.changeKeys(request, reply, { type: 'RegisterKey', ...registered });
  }

  @Route<Operation>(operations.retireAccessKey)
  retire(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const retired = accept(operations.retireAccessKey.body.schema, request.body);
    return this.changes.changeKeys(request, reply, {
      type: 'RetireKey',
      keyId: keyIdOf(request),
      ...retired,
    });
  }

  @Route<Operation>(operations.compromiseAccessKey)
  compromise(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const declared = accept(operations.compromiseAccessKey.body.schema, request.body);
    return this.changes.changeKeys(request, reply, {
      type: 'DeclareKeyCompromised',
      keyId: keyIdOf(request),
      ...declared,
    });
  }

  @Route<Operation>(operations.nameNextAccessRoot)
  nameNextRoot(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const named = accept(operations.nameNextAccessRoot.body.schema, request.body);
    return this.changes.changeKeys(request, reply, { type: 'NameNextRoot', ...named });
  }

  @Route<Operation>(operations.replaceAccessRoot)
  replaceRoot(@Req() request: ApiRequest, @Res() reply: FastifyReply) {
    const replaced = accept(operations.replaceAccessRoot.body.schema, request.body);
    return this.changes.changeKeys(request, reply, { type: 'ReplaceRoot', ...replaced });
  }
}
