import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Caller } from '@access/edge/authenticator';
import { notPermitted, refusalOf } from '@access/grants/denied';
import { permit, type Demand } from '@access/grants/permit';
import { everyLedger, type Reach } from '@access/grants/scope';
import { ledgersOf } from '@access/grants/ledgers-of';
import { Judge } from '@commands/judge';
import { headerOf } from '../edge/request-headers';
import type { Operation } from '../operations/operation';
import type { Needed } from '../operations/permission';
import { RequestProblem } from '../problems/problem';
import { accountOf, queryOf, type ApiRequest } from '../requests/parts';
import type { Access } from './access';
import type { Asker } from './asker';
import { operationOf } from './operation-of';

/** Decides, before anything is read of the body, whether a request is served. */
export class Admission {
  constructor(private readonly access: Access) {}

  /**
   * Who asks, by which grant; undefined where nobody has to say so.
   * @throws RequestProblem CredentialMissing, CredentialInvalid; Refusal AccessNotKnown, LedgerNotFound, NotPermitted,
   *   OutOfScope
   */
  admit(request: FastifyRequest): Asker | undefined {
    const operation = operationOf(request);
    if (!operation || operation.permission === 'public') return undefined;
    const caller = this.callerOf(request);
    const judgeIn = (ledger: string) => new Judge(this.access, caller.principal, ledger);
    if (operation.permission === 'anyone') return { ...caller, judgeIn, actor: undefined };
    const grant = this.grantOf(caller, request as ApiRequest, operation, operation.permission);
    return {
      ...caller,
      judgeIn,
      actor: { at: String(this.access.seq), grant: String(grant), sub: caller.principal },
    };
  }

  private callerOf(request: FastifyRequest): Caller {
    const authorization = headerOf(request, 'Authorization');
    const caller = this.access.authenticator.authenticate({ authorization, address: request.ip });
    if (caller === undefined) throw new RequestProblem('CredentialMissing', missing);
    if (caller === 'invalid') throw new RequestProblem('CredentialInvalid', invalid);
    return caller;
  }

  /** Seq of the grant that permits it; judged again where the command says more of what it acts on. */
  private grantOf({ principal }: Caller, request: ApiRequest, operation: Operation, needed: Needed): number {
    const { to: permission } = needed;
    const state = this.access.state();
    const now = this.access.now();
    const ledger = ledgerIn(request, needed) ?? ledgersOf(state, principal, permission, now)[0];
    if (ledger === undefined) throw notPermitted(permission);
    const reach = reachOf(needed, request);
    const demand: Demand = { permission, ledger, ...(reach && { reach }) };
    const verdict = permit(state, principal, demand, now);
    if ('grant' in verdict) return verdict.grant.seq;
    if (verdict.denied === 'scope') requireWellFormed(request, operation);
    throw refusalOf(verdict, demand);
  }
}

const missing = 'Send the header Authorization: Bearer and an API key.';
const invalid = 'The credential proves nothing here.';

/** The ledger that the address names; undefined where the operation is of no single one that is known yet. */
function ledgerIn({ params }: ApiRequest, { of }: Needed): string | undefined {
  return of === 'every' ? everyLedger : params['ledger'];
}

/** Parameters that name the node of a query. */
const nodeParameters = ['account', 'under', 'root'] as const;

/** What a read is of, as its address says it; undefined where that is seen only later. */
function reachOf({ of }: Needed, { params, query }: ApiRequest): Reach | undefined {
  switch (of) {
    case 'whole':
      return { isWhole: true };
    case 'node': {
      const named = [params['path'], ...nodeParameters.map((name) => query[name])];
      const nodes = named.filter((each) => typeof each === 'string');
      return nodes.length > 0 ? { nodes } : { isWhole: true };
    }
    default:
      return undefined;
  }
}

/** @throws RequestProblem where the address is malformed: that comes before its scope */
function requireWellFormed(request: ApiRequest, { query }: Operation): void {
  if (request.params['path'] !== undefined) accountOf(request);
  queryOf(request, query ?? z.strictObject({}));
}
