import { Readable } from 'node:stream';
import { Controller, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import {
  GetIssuedStatement,
  ListIssuedStatements,
  type IssuedStatement,
} from '@read-models/issued-statements/issued-statements.queries';
import { pageItemsMax, type Page, type PageRequest } from '@read-models/page';
import { GetStatement, type Statement } from '@read-models/statements/statements.queries';
import { accountOf, ledgerOf, partOf, queryOf, type ApiRequest } from '../parts';
import { asOf, pageOf } from '../reading';
import { Route } from '../route';
import { getIssuedStatement, listIssuedStatements } from './issued-statements.operations';
import { csvEnd, csvHead, csvLines } from './statement-csv';

@Controller()
export class IssuedStatementsController {
  constructor(private readonly queries: QueryBus) {}

  @Route(listIssuedStatements)
  list(@Req() request: ApiRequest): Promise<Page<IssuedStatement>> {
    const query = queryOf(request, listIssuedStatements.query);
    return this.queries.execute(
      new ListIssuedStatements(ledgerOf(request), accountOf(request), { ...pageOf(query), ...asOf(query) }),
    );
  }

  @Route(getIssuedStatement)
  async get(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const { format, ...query } = queryOf(request, getIssuedStatement.query);
    const ledger = ledgerOf(request);
    const detail = 'Give the number of a statement: digits without leading zeros.';
    const number = partOf(request, 'number', /^[1-9][0-9]{0,8}$/, detail);
    const found = new GetIssuedStatement(ledger, accountOf(request), number, asOf(query));
    const statement = await this.queries.execute<GetIssuedStatement, IssuedStatement>(found);
    if (format === 'csv') {
      const name = `${statement.account.replaceAll(':', '-')}-${number}.csv`;
      void reply
        .header('Content-Type', 'text/csv; charset=utf-8')
        .header('Content-Disposition', `attachment; filename="${name}"`)
        .send(Readable.from(this.csvOf(ledger, statement), { objectMode: false }));
      return;
    }
    const { lines, next } = await this.linesOf(ledger, statement, pageOf(query));
    void reply.send({ ...statement, lines, next });
  }

  private linesOf(
    ledger: string,
    { account, fromSeq, toSeq }: IssuedStatement,
    page: PageRequest,
  ): Promise<Statement> {
    const seqs = { from: BigInt(fromSeq), to: BigInt(toSeq) + 1n };
    const request = { ...page, knownAtSeq: BigInt(toSeq) };
    return this.queries.execute(new GetStatement(ledger, account, { seqs }, request));
  }

  private async *csvOf(ledger: string, statement: IssuedStatement): AsyncGenerator<string> {
    yield csvHead(statement);
    let cursor: string | undefined;
    do {
      const page = { limit: pageItemsMax, ...(cursor !== undefined && { cursor }) };
      const { lines, next } = await this.linesOf(ledger, statement, page);
      yield csvLines(lines);
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    yield csvEnd(statement);
  }
}
