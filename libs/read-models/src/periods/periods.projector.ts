import type { Batch, PeriodStep } from '../batch';
import { plainColumn, seconds, textColumn } from '../columns';
import type { ReadModel } from '../read-model';

/** A new row for every closing; the next step of the same period ends it. */
export const periodsProjector: ReadModel = {
  name: 'periods',
  keyedTables: ['periods'],
  addedTables: [],
  members: [
    `
    periods_ended as (
      update periods p set until_seq = x.seq
      from advanced, unnest($1::int[], $2::text[], $3::bigint[]) as x (ledger, period, seq)
      where p.ledger = x.ledger and p.period = x.period and p.until_seq is null
    )`,
    `
    periods_written as (
      insert into periods (ledger, period, from_seq, until_seq, kind, begins_at, ends_at, reason, closed_at)
      select x.ledger, x.period, x.from_seq, x.until_seq, x.kind, to_timestamp(x.begins_at), to_timestamp(x.ends_at),
        x.reason, to_timestamp(x.closed_at)
      from advanced, unnest($1::int[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::float8[], $7::float8[],
        $8::text[], $9::float8[])
        as x (ledger, period, from_seq, until_seq, kind, begins_at, ends_at, reason, closed_at)
    )`,
  ],
  values({ periodSteps }: Batch): string[][] {
    // Only the first step of a period in this batch can end a row of before.
    const ending = periodSteps.filter((step, i) => periodSteps.findIndex(isOfSame(step)) === i);
    const closed = periodSteps.flatMap((step, i) =>
      step.entry.type === 'PeriodClosed'
        ? [{ ...step, body: step.entry.body, until: periodSteps.slice(i + 1).find(isOfSame(step))?.seq }]
        : [],
    );
    return [
      [
        plainColumn(ending.map(({ ledger }) => ledger)),
        textColumn(ending.map(({ entry }) => entry.body.period)),
        plainColumn(ending.map(({ seq }) => seq)),
      ],
      [
        plainColumn(closed.map(({ ledger }) => ledger)),
        textColumn(closed.map(({ body }) => body.period)),
        plainColumn(closed.map(({ seq }) => seq)),
        plainColumn(closed.map(({ until }) => until)),
        textColumn(closed.map(({ body }) => body.kind)),
        plainColumn(closed.map(({ body }) => seconds(body.from))),
        plainColumn(closed.map(({ body }) => seconds(body.to))),
        textColumn(closed.map(({ body }) => body.reason)),
        plainColumn(closed.map(({ entry }) => seconds(entry.recordedAt))),
      ],
    ];
  },
};

function isOfSame({ ledger, entry }: PeriodStep) {
  return (other: PeriodStep) => other.ledger === ledger && other.entry.body.period === entry.body.period;
}
