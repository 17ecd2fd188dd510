import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { invariant } from '@ledger/refusal';
import { Tables } from '../queries/tables';

/** Seq of the entry that has the personal text of an account, as some answer has shown it. */
export class GetAccountText extends Query<string> {
  constructor(
    readonly ledger: string,
    readonly account: string,
    /** Seq that the answer is of. */
    readonly seq: string,
  ) {
    super();
  }
}

@QueryHandler(GetAccountText)
export class GetAccountTextHandler implements IQueryHandler<GetAccountText> {
  constructor(private readonly tables: Tables) {}

  async execute({ ledger, account, seq }: GetAccountText): Promise<string> {
    const [row] = await this.tables.rows<{ seq: string | null }>(
      'account-text',
      `select a.personal_seq::text as seq from accounts a join ledgers l using (ledger)
       where l.id = $1 and a.path = $2 and a.from_seq <= $3 and (a.until_seq is null or a.until_seq > $3)`,
      [ledger, account, seq],
    );
    invariant(row?.seq, 'an account that was shown with personal text has it in an entry');
    return row.seq;
  }
}
