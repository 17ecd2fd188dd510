import { Controller, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { pageItemsMax } from '@read-models/queries/page';
import type { StatementSpan } from '@read-models/statements/statement-balances';
import { GetStatement, type Statement } from '@read-models/statements/statements.queries';
import { readableBy, statementShown } from '../access/shown-figures';
import { accountOf, ledgerOf, queryOf, type ApiRequest } from '../requests/parts';
import { asOf, pageOf } from '../requests/reading';
import { Route, sendAnswer } from '../operations/route';
import { csvOf } from './statement-csv';
import { sendCsv, withFormat } from './statement-format';
import { spanOf } from './statement-span';
import { getStatement } from './statement.operations';

@Controller()
export class StatementController {
  constructor(private readonly queries: QueryBus) {}

  @Route(getStatement)
  async get(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = queryOf(request, getStatement.query, withFormat(request));
    const span = spanOf(query);
    const asked = { ...pageOf(query), ...asOf(query) };
    const account = accountOf(request);
    const ledger = ledgerOf(request);
    const isReadable = readableBy(request, ledger);
    const read = async (more: object): Promise<Statement> => {
      const found = new GetStatement(ledger, account, span, { ...asked, ...more });
      return statementShown(await this.queries.execute<GetStatement, Statement>(found), isReadable);
    };
    if (query.format !== 'csv') return sendAnswer(reply, getStatement, await read({}));
    // What is refused must be refused before the answer begins.
    const first = await read({ limit: pageItemsMax });
    const rows = csvOf(first, (cursor) => read({ limit: pageItemsMax, cursor }), {
      opening: { ...timeOf(span, 'from'), description: 'Opening balance' },
      closing: { ...timeOf(span, 'to'), seq: first.seq, description: 'Closing balance' },
    });
    sendCsv(reply, `${account}-statement`, rows);
  }
}

/** An end of the span, in the column of the time that counts. */
function timeOf({ by, ...ends }: StatementSpan, end: 'from' | 'to') {
  const time = ends[end];
  if (time === undefined) return {};
  return by === 'recorded' ? { recordedAt: time } : { effectiveAt: time };
}
