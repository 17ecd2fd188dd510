import { Controller, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { accept, Malformed } from '@commands/malformed';
import { metadata } from '@commands/fields';
import type { Page } from '@read-models/page';
import {
  GetTransaction,
  ListTransactions,
  type TransactionAnswer,
  type TransactionItem,
} from '@read-models/transactions/transactions.queries';
import { ledgerOf, queryOf, queryProblem, transactionOf, type ApiRequest } from '../parts';
import { freshnessOf, pageOf } from '../reading';
import { Route } from '../route';
import { getTransaction, listTransactions } from './transaction-reads.operations';

const metadataPrefix = 'metadata.';

@Controller()
export class TransactionReadsController {
  constructor(private readonly queries: QueryBus) {}

  @Route(listTransactions)
  list(@Req() request: ApiRequest): Promise<Page<TransactionItem>> {
    const { members, others } = split(request.query);
    const { limit, cursor, order, after, wait, ...rest } = queryOf(request, listTransactions.query, others);
    const filter = { ...rest, ...(members && { metadata: members }) };
    const page = pageOf({ limit, cursor, order });
    return this.queries.execute(
      new ListTransactions(ledgerOf(request), filter, page, freshnessOf({ after, wait })),
    );
  }

  @Route(getTransaction)
  get(@Req() request: ApiRequest): Promise<TransactionAnswer> {
    const freshness = freshnessOf(queryOf(request, getTransaction.query));
    return this.queries.execute(new GetTransaction(ledgerOf(request), transactionOf(request), freshness));
  }
}

/** Takes the parameters `metadata.<key>` apart from those that have fixed names. @throws RequestProblem */
function split(query: Readonly<Record<string, unknown>>) {
  const entries = Object.entries(query);
  const others = Object.fromEntries(entries.filter(([name]) => !name.startsWith(metadataPrefix)));
  const given = entries.filter(([name]) => name.startsWith(metadataPrefix));
  if (given.length === 0) return { members: undefined, others };
  const members = Object.fromEntries(
    given.map(([name, value]) => [name.slice(metadataPrefix.length), value]),
  );
  try {
    return { members: accept(metadata, members), others };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const flaws = error.flaws.map((flaw) => ({
      ...flaw,
      pointer: `/${metadataPrefix}${flaw.pointer.slice(1)}`,
    }));
    throw queryProblem(flaws, query);
  }
}
