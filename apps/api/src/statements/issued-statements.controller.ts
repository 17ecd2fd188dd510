import { Controller, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import {
  GetIssuedStatement,
  ListIssuedStatements,
  type IssuedStatement,
} from '@read-models/issued-statements/issued-statements.queries';
import { pageItemsMax, type Page, type PageRequest } from '@read-models/queries/page';
import { GetStatement, type Statement } from '@read-models/statements/statements.queries';
import { readableBy, statementShown } from '../access/shown-figures';
import { accountOf, ledgerOf, partOf, queryOf, type ApiRequest } from '../requests/parts';
import { asOf, pageOf } from '../requests/reading';
import { Route, sendAnswer } from '../operations/route';
import { getIssuedStatement, listIssuedStatements } from './issued-statements.operations';
import { csvOf } from './statement-csv';
import { sendCsv, withFormat } from './statement-format';

@Controller()
export class IssuedStatementsController {
  constructor(private readonly queries: QueryBus) {}

  @Route(listIssuedStatements)
  async list(@Req() request: ApiRequest): Promise<Page<IssuedStatement>> {
    const query = queryOf(request, listIssuedStatements.query);
    const ledger = ledgerOf(request);
    const page = await this.queries.execute(
      new ListIssuedStatements(ledger, accountOf(request), { ...pageOf(query), ...asOf(query) }),
    );
    const isReadable = readableBy(request, ledger);
    return { ...page, items: page.items.map((statement) => statementShown(statement, isReadable)) };
  }

  @Route(getIssuedStatement)
  async get(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const { format, ...query } = queryOf(request, getIssuedStatement.query, withFormat(request));
    const ledger = ledgerOf(request);
    const detail = 'Give the number of a statement: digits without leading zeros.';
    const number = partOf(request, 'number', /^[1-9][0-9]{0,8}$/, detail);
    const found = new GetIssuedStatement(ledger, accountOf(request), number, asOf(query));
    const isReadable = readableBy(request, ledger);
    const issued = await this.queries.execute<GetIssuedStatement, IssuedStatement>(found);
    const statement = statementShown(issued, isReadable);
    const linesOf = async (page: PageRequest) =>
      statementShown(await this.linesOf(ledger, statement, page), isReadable);
    if (format !== 'csv') {
      const { lines, next } = await linesOf(pageOf(query));
      return sendAnswer(reply, getIssuedStatement, { ...statement, lines, next });
    }
    const read = (page: PageRequest) => linesOf({ limit: pageItemsMax, ...page });
    const { lines, next } = await read({});
    const rows = csvOf({ ...statement, lines, next }, (cursor) => read({ cursor }), {
      opening: { seq: statement.fromSeq, description: `Opening balance of statement ${number}` },
      closing: { seq: statement.toSeq, description: `Closing balance of statement ${number}` },
    });
    sendCsv(reply, `${statement.account}-${number}`, rows);
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
}
