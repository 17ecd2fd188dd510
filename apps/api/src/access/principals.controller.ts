import { Controller, Req } from '@nestjs/common';
import { knownPrincipal } from '@access/principals/principal';
import type { Credential } from '@access/state';
import { pageItemsDefault } from '@read-models/queries/page';
import { Route } from '../operations/route';
import { principalOf, queryOf, type ApiRequest } from '../requests/parts';
import { PersonalReads } from '../subjects/personal-reads';
import { Access } from './access';
import * as operations from './access-reads.operations';
import { principalListed } from './shown-principals';

@Controller()
export class PrincipalsController {
  constructor(
    private readonly access: Access,
    private readonly texts: PersonalReads,
  ) {}

  @Route(operations.listPrincipals)
  principals(@Req() request: ApiRequest) {
    const { limit, cursor } = queryOf(request, operations.listPrincipals.query);
    const { credentials, principals } = this.access.state();
    const ids = [...principals.keys()].filter((id) => cursor === undefined || id > cursor).sort();
    const wanted = ids.slice(0, Number(limit ?? pageItemsDefault));
    const byPrincipal = new Map<string, Credential[]>(wanted.map((id) => [id, []]));
    for (const credential of credentials.values()) byPrincipal.get(credential.principal)?.push(credential);
    const items = wanted.map((id) => principalListed(principals.get(id)!, byPrincipal.get(id)!));
    const next = wanted.length < ids.length ? wanted.at(-1)! : null;
    return { items, next, seq: String(this.access.seq) };
  }

  @Route(operations.getPrincipal)
  async principal(@Req() request: ApiRequest) {
    const { personal, reason } = queryOf(request, operations.getPrincipal.query);
    const { credentials, principals } = this.access.state();
    const principal = knownPrincipal(principals, principalOf(request));
    const own = [...credentials.values()].filter((each) => each.principal === principal.id);
    const [seq, shown] = [String(this.access.seq), principalListed(principal, own)];
    const texts = await this.texts.shownOf(request, { personal, reason }, principal);
    return { ...shown, ...texts, seq };
  }
}
