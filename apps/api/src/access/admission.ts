import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Caller, Outcome } from '@access/edge/authenticator';
import { notPermitted, refusalOf } from '@access/grants/denied';
import { permit, type Demand } from '@access/grants/permit';
import { everyLedger, type Reach } from '@access/grants/scope';
import { ledgersOf } from '@access/grants/ledgers-of';
import { Judge } from '@commands/judge';
import type { CallerLimits } from '../edge/caller-limits';
import { clientCertificate } from '../edge/client-certificate';
import { headerOf } from '../edge/request-headers';
import { costOf } from '../operations/cost';
import type { Operation } from '../operations/operation';
import type { Needed } from '../operations/permission';
import { RequestProblem } from '../problems/problem';
import { accountOf, queryOf, type ApiRequest } from '../requests/parts';
import type { Access } from './access';
import type { Asker } from './asker';
import { operationOf } from './operation-of';

/** Decides, before anything is read of the body, whether a request is served. */
export class Admission {
  constructor(
    private readonly access: Access,
    private readonly limits: Pick<CallerLimits, 'admitsPrincipal'>,
  ) {}

  /**
   * Who asks, by which grant; undefined where nobody has to say so. A promise where his token has to be verified first.
   * @throws RequestProblem CredentialMissing, CredentialInvalid, RateLimited; Refusal AccessNotKnown, LedgerNotFound, NotPermitted,
   *   OutOfScope
   */
  admit(request: FastifyRequest): Asker | undefined | Promise<Asker> {
    const operation = operationOf(request);
    if (!operation || operation.permission === 'public') return undefined;
    const outcome = this.access.authenticator.authenticate({
      authorization: headerOf(request, 'Authorization'),
      address: request.ip,
      certificate: clientCertificate(request.raw.socket),
    });
    const askerOf = (known: Outcome) => this.askerOf(callerIn(known), request as ApiRequest, operation);
    return outcome instanceof Promise ? outcome.then(askerOf) : askerOf(outcome);
  }

  private askerOf(caller: Caller, request: ApiRequest, operation: Operation): Asker {
    const { principal } = caller;
    const { permission } = operation;
    if (!this.limits.admitsPrincipal(principal, costOf(operation, request.query)))
      throw new RequestProblem('RateLimited', 'This principal asks for too much at once; see Retry-After.');
    const judgeIn = (ledger: string) => new Judge(this.access, principal, ledger);
    const { credential } = caller;
    if (permission === 'anyone' || permission === 'public')
      return { credential, principal, operation, judgeIn, actor: undefined };
    const grant = this.grantOf(caller, request, operation, permission);
    const actor = { at: String(this.access.seq), grant: String(grant), sub: principal };
    return { credential, principal, operation, judgeIn, actor };
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

const missing = 'Send the header Authorization: Bearer and an API key or a token.';
const invalid = 'The credential is invalid.';
const tooManyInvalid = 'Too many invalid credentials from this address; see Retry-After.';

/** @throws RequestProblem CredentialMissing, CredentialInvalid, RateLimited */
function callerIn(outcome: Outcome): Caller {
  switch (outcome) {
    case undefined:
      throw new RequestProblem('CredentialMissing', missing);
    case 'invalid':
      throw new RequestProblem('CredentialInvalid', invalid);
    case 'tooManyInvalid':
      throw new RequestProblem('RateLimited', tooManyInvalid);
    default:
      return outcome;
  }
}

/** The ledger that the address names; undefined where the operation is of no single one that is known yet. */
function ledgerIn({ params }: ApiRequest, { of }: Needed): string | undefined {
  return of === 'every' ? everyLedger : params['ledger'];
}

/** Parameters that name the node of a query. */
const nodeParameters = ['account', 'under', 'root'] as const;

/** What a read is of, as its address says it; undefined where that is seen only later. */
function reachOf({ of }: Needed, { params, query }: ApiRequest): Reach | undefined {
  switch (of) {
    // What is beyond single ledgers is of no accounts either: a grant that is narrowed to some does not reach it.
    case 'every':
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
