import { Controller, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetTree, type Tree } from '@read-models/account-tree/account-tree.queries';
import {
  GetAccount,
  ListAccounts,
  type AccountAnswer,
  type AccountItem,
} from '@read-models/accounts/accounts.queries';
import { GetBalances, type AccountBalances } from '@read-models/balances/balances.queries';
import type { Page } from '@read-models/page';
import { GetStatement, type Statement } from '@read-models/statements/statements.queries';
import { accountOf, ledgerOf, queryOf, type ApiRequest } from '../parts';
import { asOf, pageOf } from '../reading';
import { Route } from '../route';
import { getAccount, getBalances, getStatement, getTree, listAccounts } from './account-reads.operations';

/** As deep as an account path can be. */
const depthMax = 12;

@Controller()
export class AccountReadsController {
  constructor(private readonly queries: QueryBus) {}

  @Route(listAccounts)
  list(@Req() request: ApiRequest): Promise<Page<AccountItem>> {
    const { under, tag, type, status, ...rest } = queryOf(request, listAccounts.query);
    const filter = {
      ...(under && { under }),
      ...(tag && { tag }),
      ...(type && { type }),
      ...(status && { status }),
    };
    return this.queries.execute(new ListAccounts(ledgerOf(request), filter, pageOf(rest), asOf(rest)));
  }

  @Route(getAccount)
  get(@Req() request: ApiRequest): Promise<AccountAnswer> {
    const known = asOf(queryOf(request, getAccount.query));
    return this.queries.execute(new GetAccount(ledgerOf(request), accountOf(request), known));
  }

  @Route(getBalances)
  balances(@Req() request: ApiRequest): Promise<AccountBalances> {
    const past = asOf(queryOf(request, getBalances.query));
    return this.queries.execute(new GetBalances(ledgerOf(request), accountOf(request), past));
  }

  @Route(getStatement)
  statement(@Req() request: ApiRequest): Promise<Statement> {
    const { from, to, by, ...rest } = queryOf(request, getStatement.query);
    const span = { ...(from && { from }), ...(to && { to }), ...(by && { by }) };
    return this.queries.execute(
      new GetStatement(ledgerOf(request), accountOf(request), span, { ...pageOf(rest), ...asOf(rest) }),
    );
  }

  @Route(getTree)
  tree(@Req() request: ApiRequest): Promise<Tree> {
    const { root, depth, ...rest } = queryOf(request, getTree.query);
    const levels = depth === undefined ? depthMax : Number(depth);
    return this.queries.execute(new GetTree(ledgerOf(request), root, levels, asOf(rest)));
  }
}
