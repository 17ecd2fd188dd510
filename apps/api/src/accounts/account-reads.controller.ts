import { Controller, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetTree, type TreeNode } from '@read-models/account-tree/account-tree.queries';
import {
  GetAccount,
  ListAccounts,
  type AccountAnswer,
  type ListedAccount,
} from '@read-models/accounts/accounts.queries';
import { GetAccountText } from '@read-models/accounts/account-text.queries';
import { GetBalances, type AccountBalances } from '@read-models/balances/balances.queries';
import type { Page } from '@read-models/queries/page';
import { figuresShown, readableBy } from '../access/shown-figures';
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
  async list(@Req() request: ApiRequest): Promise<Page<ListedAccount>> {
    const { under, tag, type, status, balances, ...rest } = queryOf(request, listAccounts.query);
    const filter = {
      ...(under && { under }),
      ...(tag && { tag }),
      ...(type && { type }),
      ...(status && { status }),
    };
    const page = { ...pageOf(rest), withBalances: balances === 'true' };
    const ledger = ledgerOf(request);
    const found = await this.queries.execute(new ListAccounts(ledger, filter, page, asOf(rest)));
    if (!page.withBalances) return found;
    const isReadable = readableBy(request, ledger);
    const items = found.items.map(({ balances: all = [], ...account }) => ({
      ...account,
      balances: figuresShown(all, account.path, isReadable),
    }));
    return { ...found, items };
  }

  @Route(getAccount)
  async get(@Req() request: ApiRequest): Promise<AccountAnswer> {
    const { personal, reason, ...rest } = queryOf(request, getAccount.query);
    const [ledger, path] = [ledgerOf(request), accountOf(request)];
    const account = await this.queries.execute(new GetAccount(ledger, path, asOf(rest)));
    const ofText = new GetAccountText(ledger, path, account.seq);
    const seq = account.personal ? await this.queries.execute(ofText) : '';
    const found = { ...account, id: path, seq, accounts: [path] };
    return { ...account, ...(await this.texts.shown(request, { personal, reason }, found)) };
  }

  @Route(getBalances)
  async balances(@Req() request: ApiRequest): Promise<AccountBalances> {
    const past = asOf(queryOf(request, getBalances.query));
    const [ledger, account] = [ledgerOf(request), accountOf(request)];
    const balances = await this.queries.execute(new GetBalances(ledger, account, past));
    return { ...balances, items: figuresShown(balances.items, account, readableBy(request, ledger)) };
  }

  @Route(getTree)
  async tree(@Req() request: ApiRequest): Promise<Page<TreeNode>> {
    const { root, depth, ...rest } = queryOf(request, getTree.query);
    const levels = depth === undefined ? depthMax : Number(depth);
    const ledger = ledgerOf(request);
    const page = await this.queries.execute(
      new GetTree(ledger, root, levels, { ...pageOf(rest), ...asOf(rest) }),
    );
    const isReadable = readableBy(request, ledger);
    const items = page.items.map(({ balances, ...node }) => ({
      ...node,
      balances: figuresShown(balances, node.path, isReadable),
    }));
    return { ...page, items };
  }
}
