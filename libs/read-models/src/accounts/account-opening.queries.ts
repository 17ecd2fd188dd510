import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { invariant } from '@ledger/refusal';
import { Tables } from '../queries/tables';

/** Seq of the entry that opened an account which some answer has shown. */
export class GetAccountOpening extends Query<string> {
  constructor(
    readonly ledger: string,
    readonly account: string,
  ) {
    super();
  }
}

@QueryHandler(GetAccountOpening)
export class GetAccountOpeningHandler implements IQueryHandler<GetAccountOpening> {
  constructor(private readonly tables: Tables) {}

  async execute({ ledger, account }: GetAccountOpening): Promise<string> {
    const [row] = await this.tables.rows<{ seq: string }>(
      'account-opening',
      `select a.opened_seq::text as seq from accounts a join ledgers l using (ledger)
       where l.id = $1 and a.path = $2 limit 1`,
      [ledger, account],
    );
    invariant(row, 'an account that was shown has a row');
    return row.seq;
  }
}
