import { Controller, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { accept, Malformed } from '@commands/malformed';
import { metadata } from '@commands/fields';
import type { Page } from '@read-models/page';
import { ListChanges, type Changes } from '@read-models/transactions/changes.queries';
import type { TransactionItem } from '@read-models/transactions/transaction-items';
import {
  GetTransaction,
  ListTransactions,
  type TransactionAnswer,
} from '@read-models/transactions/transactions.queries';
import { ledgerOf, queryOf, queryProblem, transactionOf, type ApiRequest } from '../parts';
import { asOf, pageOf } from '../reading';
import { Route } from '../route';
import { getTransaction, listChanges, listTransactions } from './transaction-reads.operations';

const metadataPrefix = 'metadata.';

@Controller()
export class TransactionReadsController {
  constructor(private readonly queries: QueryBus) {}

  @Route(listTransactions)
  list(@Req() request: ApiRequest): Promise<Page<TransactionItem>> {
    const { members, others } = split(request.query);
    const query = queryOf(request, listTransactions.query, others);
    const { limit, cursor, order, after, wait, effectiveAt, knownAt, knownAtSeq, ...rest } = query;
    const filter = { ...rest, ...(members && { metadata: members }) };
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
