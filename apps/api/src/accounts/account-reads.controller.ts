import { Controller, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetTree, type TreeNode } from '@read-models/account-tree/account-tree.queries';
import {
  GetAccount,
  ListAccounts,
  type AccountAnswer,
  type ListedAccount,
} from '@read-models/accounts/accounts.queries';
import { GetAccountOpening } from '@read-models/accounts/account-opening.queries';
import { GetBalances, type AccountBalances } from '@read-models/balances/balances.queries';
import type { Page } from '@read-models/queries/page';
import { accountOf, ledgerOf, queryOf, type ApiRequest } from '../requests/parts';
import { asOf, pageOf } from '../requests/reading';
import { Route } from '../operations/route';
import { PersonalReads } from '../subjects/personal-reads';
import { getAccount, listAccounts } from './account-reads.operations';
import { getBalances, getTree } from './balance-reads.operations';

/** As deep as an account path can be. */
const depthMax = 12;

@Controller()
export class AccountReadsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly texts: PersonalReads,
  ) {}

  @Route(listAccounts)
  list(@Req() request: ApiRequest): Promise<Page<ListedAccount>> {
    const { under, tag, type, status, balances, ...rest } = queryOf(request, listAccounts.query);
    const filter = {
      ...(under && { under }),
      ...(tag && { tag }),
      ...(type && { type }),
      ...(status && { status }),
    };
    const page = { ...pageOf(rest), withBalances: balances === 'true' };
    return this.queries.execute(new ListAccounts(ledgerOf(request), filter, page, asOf(rest)));
  }

  @Route(getAccount)
  async get(@Req() request: ApiRequest): Promise<AccountAnswer> {
    const { personal, reason, ...rest } = queryOf(request, getAccount.query);
    const [ledger, path] = [ledgerOf(request), accountOf(request)];
    const account = await this.queries.execute(new GetAccount(ledger, path, asOf(rest)));
    const seq = account.personal ? await this.queries.execute(new GetAccountOpening(ledger, path)) : '';
    const found = { ...account, id: path, seq, accounts: [path] };
    return { ...account, ...(await this.texts.shown(request, { personal, reason }, found)) };
  }

  @Route(getBalances)
  balances(@Req() request: ApiRequest): Promise<AccountBalances> {
    const past = asOf(queryOf(request, getBalances.query));
    return this.queries.execute(new GetBalances(ledgerOf(request), accountOf(request), past));
  }

  @Route(getTree)
  tree(@Req() request: ApiRequest): Promise<Page<TreeNode>> {
    const { root, depth, ...rest } = queryOf(request, getTree.query);
    const levels = depth === undefined ? depthMax : Number(depth);
    return this.queries.execute(
      new GetTree(ledgerOf(request), root, levels, { ...pageOf(rest), ...asOf(rest) }),
    );
  }
}
