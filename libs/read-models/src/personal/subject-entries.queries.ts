import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { page, pageItemsDefault, readCursor, seqPattern, type Page, type PageRequest } from '../queries/page';
import { Tables } from '../queries/tables';

/** An entry with personal text about a subject. */
export interface SubjectEntry {
  readonly ledger: string;
  readonly seq: string;
  /** What the entry opened, placed, added, proposed or posted. */
  readonly what: 'account' | 'hold' | 'principal' | 'proposal' | 'transaction';
  /** Id of the transaction, hold, principal or proposal, path of the account. */
  readonly id: string;
  readonly key: string;
}

/**
 * Entries whose personal text is under one of some keys: those of a journal without tables, then those of all ledgers,
 * ledger by ledger in order of seq.
 */
export class ListSubjectEntries extends Query<Pick<Page<SubjectEntry>, 'items' | 'next'>> {
  constructor(
    readonly keys: readonly string[],
    readonly request: Pick<PageRequest, 'cursor' | 'limit'> = {},
    /** Entries that stand in no table: of the access journal. */
    readonly others: readonly SubjectEntry[] = [],
  ) {
    super();
  }
}

interface Row extends Omit<SubjectEntry, 'ledger'> {
  readonly ledger: number;
  readonly ledger_id: string;
}

/** Of what has several versions, the first: that of its entry. */
const found = `
  select ledger, seq, 'transaction' as what, id::text, personal from transactions where personal && $1
  union all
  select ledger, hold, 'hold', id::text, personal from holds where personal && $1 and from_seq = hold
  union all
  select ledger, proposal, 'proposal', id::text, personal from proposals where personal && $1
  union all
  select ledger, personal_seq, 'account', path, personal from accounts where personal && $1 and from_seq = personal_seq`;

/** Stands for the number of a ledger where an entry is in no table. */
const noLedger = -1;

const listed = `
  select ledger, ledger_id, seq::text, what, id, key from (
    select f.ledger, l.id as ledger_id, f.seq, f.what, f.id, k.key
    from (${found}) f join ledgers l using (ledger) cross join unnest($1::text[]) as k (key)
    where k.key = any(f.personal)
    union all
    select ${noLedger}, * from unnest($5::text[], $6::bigint[], $7::text[], $8::text[], $9::text[])
  ) as all_of_them (ledger, ledger_id, seq, what, id, key)
  where (ledger, seq) > ($2::int, $3::bigint)
  order by ledger, seq limit $4`;

@QueryHandler(ListSubjectEntries)
export class ListSubjectEntriesHandler implements IQueryHandler<ListSubjectEntries> {
  constructor(private readonly tables: Tables) {}

  /** @throws InvalidCursor */
  async execute({ keys, others, request }: ListSubjectEntries) {
    const list = JSON.stringify(['subject-entries', ...keys]);
    const cursor = readCursor(list, request, [/^(?:-1|[0-9]{1,9})$/, seqPattern]);
    const limit = request.limit ?? pageItemsDefault;
    const [ledger = String(noLedger), seq = '-1'] = cursor?.place ?? [];
    const rows = await this.tables.rows<Row>('subject-entries', listed, [
      keys,
      ledger,
      seq,
      limit + 1,
      ...(['ledger', 'seq', 'what', 'id', 'key'] as const).map((name) => others.map((entry) => entry[name])),
    ]);
    const place = { list, order: 'asc', seq: 0n } as const;
    const { items, next } = page(rows, limit, place, (row) => [String(row.ledger), row.seq]);
    return {
      items: items.map(({ ledger_id, seq: at, what, id, key }) => ({
        ledger: ledger_id,
        seq: at,
        what,
        id,
        key,
      })),
      next,
    };
  }
}
