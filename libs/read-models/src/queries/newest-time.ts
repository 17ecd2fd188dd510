import type { Tables } from './tables';

/** What the clock of Postgres shows, and the ledger whose last entry has the latest time. In milliseconds since 1970. */
export interface NewestTime {
  readonly now: number;
  readonly ledger: string | undefined;
  readonly recordedAt: number | undefined;
}

interface Row {
  readonly now: string;
  readonly ledger: string | null;
  readonly recorded_at: string | null;
}

const text = `
  select extract(epoch from clock_timestamp()) * 1000 as now, newest.id as ledger,
         extract(epoch from newest.recorded_at) * 1000 as recorded_at
  from projection left join (select id, recorded_at from progress order by recorded_at desc limit 1) newest on true`;

export async function newestTime(tables: Tables): Promise<NewestTime> {
  const [row] = await tables.rows<Row>('newest_time', text, []);
  const { now, ledger, recorded_at: recordedAt } = row!;
  return {
    now: Number(now),
    ledger: ledger ?? undefined,
    recordedAt: recordedAt === null ? undefined : Number(recordedAt),
  };
}
