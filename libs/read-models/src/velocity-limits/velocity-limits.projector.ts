import type { VelocityLimitsStep } from '../batch/batch';
import type { ReadModel } from '../batch/read-model';
import { velocityLimits } from './velocity-limits.table';

const ends = velocityLimits.rows<VelocityLimitsStep>({
  ledger: ({ ledger }) => ledger,
  path: ({ path }) => path,
  until_seq: ({ seq }) => seq,
});

const limitsEnded = `
    velocity_limits_ended as (
      update velocity_limits v set until_seq = x.until_seq
      from advanced, ${ends.sql}
      where v.ledger = x.ledger and v.path = x.path and v.until_seq is null
    )`;

/** A list that was set, and the next one of the same node in the batch. */
interface Setting {
  readonly step: VelocityLimitsStep;
  readonly next: VelocityLimitsStep | undefined;
}

const written = velocityLimits.insert<Setting>({
  ledger: ({ step }) => step.ledger,
  path: ({ step }) => step.path,
  from_seq: ({ step }) => step.seq,
  until_seq: ({ next }) => next?.seq,
  limits: ({ step }) => step.limits,
  set_at: ({ step }) => step.recordedAt,
});

/** A new row for every list that is set; the one before it ends there. */
export const velocityLimitsProjector: ReadModel = {
  name: 'velocity-limits',
  keyedTables: [velocityLimits],
  addedTables: [],
  members: [limitsEnded, written.sql],
  values({ velocityLimits: steps }) {
    const { first, next } = inOrder(steps);
    return [
      ends.parameters(first),
      written.parameters(steps.map((step) => ({ step, next: next.get(step) }))),
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
