import type { PeriodClosed } from '@ledger/periods/period';
import type { PeriodStep } from '../batch/batch';
import type { ReadModel } from '../batch/read-model';
import { periods } from './periods.table';

/** A period that was closed, and the seq of the next step of the same one in the batch. */
interface Closing extends PeriodStep {
  readonly body: PeriodClosed['body'];
  readonly until: number | undefined;
}

const ends = periods.rows<PeriodStep>({
  ledger: ({ ledger }) => ledger,
  period: ({ entry }) => entry.body.period,
  until_seq: ({ seq }) => seq,
});

const periodsEnded = `
    periods_ended as (
      update periods p set until_seq = x.until_seq
      from advanced, ${ends.sql}
      where p.ledger = x.ledger and p.period = x.period and p.until_seq is null
    )`;

const written = periods.insert<Closing>({
  ledger: ({ ledger }) => ledger,
  period: ({ body }) => body.period,
  from_seq: ({ seq }) => seq,
  until_seq: ({ until }) => until,
  kind: ({ body }) => body.kind,
  begins_at: ({ body }) => body.from,
  ends_at: ({ body }) => body.to,
  reason: ({ body }) => body.reason,
  closed_at: ({ entry }) => entry.recordedAt,
});

/** A new row for every closing; the next step of the same period ends it. */
export const periodsProjector: ReadModel = {
  name: 'periods',
  keyedTables: [periods],
  addedTables: [],
  members: [periodsEnded, written.sql],
  values({ periodSteps }) {
    // Only the first step of a period in this batch can end a row of before.
    const ending = periodSteps.filter((step, i) => periodSteps.findIndex(isOfSame(step)) === i);
    const closed = periodSteps.flatMap((step, i) =>
      step.entry.type === 'PeriodClosed'
        ? [{ ...step, body: step.entry.body, until: periodSteps.slice(i + 1).find(isOfSame(step))?.seq }]
        : [],
    );
    return [ends.parameters(ending), written.parameters(closed)];
  },
};

function isOfSame({ ledger, entry }: PeriodStep) {
  return (other: PeriodStep) => other.ledger === ledger && other.entry.body.period === entry.body.period;
}
