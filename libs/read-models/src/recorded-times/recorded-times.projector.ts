import type { Batch } from '../batch';
import { plainColumn, seconds } from '../columns';
import type { ReadModel } from '../read-model';

/** Which entry was the first at every recorded time. */
export const recordedTimesProjector: ReadModel = {
  name: 'recorded-times',
  keyedTables: [],
  addedTables: ['recorded_times'],
  members: [
    `
    times_written as (
      insert into recorded_times (ledger, recorded_at, seq)
      select x.ledger, to_timestamp(x.recorded_at), x.seq
      from advanced, unnest($1::int[], $2::float8[], $3::bigint[]) as x (ledger, recorded_at, seq)
    )`,
  ],
  values({ recordedTimes }: Batch): string[][] {
    return [
      [
        plainColumn(recordedTimes.map(({ ledger }) => ledger)),
        plainColumn(recordedTimes.map(({ recordedAt }) => seconds(recordedAt))),
        plainColumn(recordedTimes.map(({ seq }) => seq)),
      ],
    ];
  },
};
