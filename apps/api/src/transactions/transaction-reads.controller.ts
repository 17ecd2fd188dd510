import { Controller, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ListChanges } from '@read-models/transactions/changes.queries';
import {
  GetTransaction,
  ListTransactions,
  transactionNotFound,
} from '@read-models/transactions/transactions.queries';
import { readableBy, transactionShown } from '../access/shown-figures';
import { ledgerOf, queryOf, transactionOf, type ApiRequest } from '../requests/parts';
import { asOf, pageOf } from '../requests/reading';
import { Route } from '../operations/route';
import { PersonalReads } from '../subjects/personal-reads';
import { withMetadata } from './metadata-query';
import { getTransaction, listChanges, listTransactions } from './transaction-reads.operations';

@Controller()
export class TransactionReadsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly texts: PersonalReads,
  ) {}

  @Route(listTransactions)
  async list(@Req() request: ApiRequest) {
    const query = queryOf(request, listTransactions.query, withMetadata(request.query));
    const { limit, cursor, order, after, wait, effectiveAt, knownAt, knownAtSeq, ...filter } = query;
    const ledger = ledgerOf(request);
    const page = await this.queries.execute(
      new ListTransactions(
        ledger,
        filter,
        pageOf({ limit, cursor, order }),
        asOf({ after, wait, effectiveAt, knownAt, knownAtSeq }),
      ),
    );
    const isReadable = readableBy(request, ledger);
    return { ...page, items: page.items.map((item) => transactionShown(item, isReadable)) };
  }

  @Route(getTransaction)
  async get(@Req() request: ApiRequest) {
    const { personal, reason, ...rest } = queryOf(request, getTransaction.query);
    const [ledger, id] = [ledgerOf(request), transactionOf(request)];
    const { transaction, seq } = await this.queries.execute(new GetTransaction(ledger, id, asOf(rest)));
    const isReadable = readableBy(request, ledger);
    const accounts = transaction.postings.map(({ account }) => account);
    if (!accounts.some((account) => isReadable(account))) throw transactionNotFound(id);
    const shown = await this.texts.shown(request, { personal, reason }, { ...transaction, accounts });
    return { transaction: { ...transactionShown(transaction, isReadable), ...shown }, seq };
  }

  @Route(listChanges)
  async changes(@Req() request: ApiRequest) {
    const query = queryOf(request, listChanges.query);
    const ledger = ledgerOf(request);
    const changes = await this.queries.execute(new ListChanges(ledger, asOf(query), pageOf(query)));
    const isReadable = readableBy(request, ledger);
    const items = changes.items.map(({ transaction, ...rest }) => ({
      ...rest,
      transaction: transactionShown(transaction, isReadable),
    }));
    return { ...changes, items };
  }
}
