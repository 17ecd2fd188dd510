import type { Batch, VelocityLimitsStep } from '../batch';
import { plainColumn, seconds, textColumn } from '../columns';
import type { ReadModel } from '../read-model';

/** A new row for every list that is set; the one before it ends there. */
export const velocityLimitsProjector: ReadModel = {
  name: 'velocity-limits',
  keyedTables: ['velocity_limits'],
  addedTables: [],
  members: [
    `
    velocity_limits_ended as (
      update velocity_limits v set until_seq = x.until_seq
      from advanced, unnest($1::int[], $2::text[], $3::bigint[]) as x (ledger, path, until_seq)
      where v.ledger = x.ledger and v.path = x.path and v.until_seq is null
    )`,
    `
    velocity_limits_written as (
      insert into velocity_limits (ledger, path, from_seq, until_seq, limits, set_at)
      select x.ledger, x.path, x.from_seq, x.until_seq, x.limits::jsonb, to_timestamp(x.set_at)
      from advanced, unnest($1::int[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::float8[])
        as x (ledger, path, from_seq, until_seq, limits, set_at)
    )`,
  ],
  values({ velocityLimits: steps }: Batch): string[][] {
    const { first, next } = inOrder(steps);
    return [
      [
        plainColumn(first.map(({ ledger }) => ledger)),
        textColumn(first.map(({ path }) => path)),
        plainColumn(first.map(({ seq }) => seq)),
      ],
      [
        plainColumn(steps.map(({ ledger }) => ledger)),
        textColumn(steps.map(({ path }) => path)),
        plainColumn(steps.map(({ seq }) => seq)),
        plainColumn(steps.map((step) => next.get(step)?.seq)),
        textColumn(steps.map(({ limits }) => JSON.stringify(limits))),
        plainColumn(steps.map(({ recordedAt }) => seconds(recordedAt))),
      ],
    ];
  },
};

/** The first step of each node in the batch, and the next step of the same node for each that has one. */
function inOrder(steps: readonly VelocityLimitsStep[]) {
  const first: VelocityLimitsStep[] = [];
  const next = new Map<VelocityLimitsStep, VelocityLimitsStep>();
  const last = new Map<string, VelocityLimitsStep>();
  for (const step of steps) {
    const key = `${step.ledger} ${step.path}`;
    const before = last.get(key);
    if (before) next.set(before, step);
    else first.push(step);
    last.set(key, step);
  }
  return { first, next };
}
