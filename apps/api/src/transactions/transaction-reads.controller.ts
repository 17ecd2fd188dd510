import { Controller, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Page } from '@read-models/queries/page';
import { ListChanges, type Changes } from '@read-models/transactions/changes.queries';
import type { TransactionItem } from '@read-models/transactions/transaction-items';
import {
  GetTransaction,
  ListTransactions,
  type TransactionAnswer,
} from '@read-models/transactions/transactions.queries';
import { ledgerOf, queryOf, transactionOf, type ApiRequest } from '../requests/parts';
import { asOf, pageOf } from '../requests/reading';
import { Route } from '../operations/route';
import { withMetadata } from './metadata-query';
import { getTransaction, listChanges, listTransactions } from './transaction-reads.operations';

@Controller()
export class TransactionReadsController {
  constructor(private readonly queries: QueryBus) {}

  @Route(listTransactions)
  list(@Req() request: ApiRequest): Promise<Page<TransactionItem>> {
    const query = queryOf(request, listTransactions.query, withMetadata(request.query));
    const { limit, cursor, order, after, wait, effectiveAt, knownAt, knownAtSeq, ...filter } = query;
    return this.queries.execute(
      new ListTransactions(
        ledgerOf(request),
        filter,
        pageOf({ limit, cursor, order }),
        asOf({ after, wait, effectiveAt, knownAt, knownAtSeq }),
      ),
    );
  }

  @Route(getTransaction)
  get(@Req() request: ApiRequest): Promise<TransactionAnswer> {
    const known = asOf(queryOf(request, getTransaction.query));
    return this.queries.execute(new GetTransaction(ledgerOf(request), transactionOf(request), known));
  }

  @Route(listChanges)
  changes(@Req() request: ApiRequest): Promise<Changes> {
    const query = queryOf(request, listChanges.query);
    return this.queries.execute(new ListChanges(ledgerOf(request), asOf(query), pageOf(query)));
  }
}
