import { z } from 'zod';
import { inWords, secondsOf, warnBeyondMs } from '../clock/checked-clock';
import type { ClockWatch, Reached } from '../clock/clock-watch';

const seconds = z.string().meta({ description: 'Seconds with one decimal; negative where it is behind.' });

/** What the process can do at the moment, and why not. */
export const readinessFields = {
  writes: z
    .boolean()
    .meta({ description: 'Whether commands are accepted: the event store responds and the clock is right.' }),
  reads: z.boolean().meta({ description: 'Whether queries are answered, from the tables in Postgres.' }),
  reasons: z.array(z.string()).meta({
    description: 'One sentence for each problem that an operator should look into.',
  }),
  stoppedLedgers: z.array(z.string()).meta({
    description:
      'One sentence for each ledger that takes no writes, because its journal is not to be trusted, a later release wrote it, or the event store denies appends. Others go on.',
  }),
  checks: z
    .object({
      eventStore: z.boolean().meta({ description: 'Whether the event store answered within 2 seconds.' }),
      tables: z.boolean().meta({ description: 'Whether Postgres answered within 2 seconds.' }),
      clocks: z.boolean().meta({ description: 'Whether the clocks agree within a minute.' }),
    })
    .meta({ description: 'What the process depends on.' }),
  clocks: z
    .array(
      z.object({
        clock: z.string().meta({ description: 'The other clock: `the event store` or `Postgres`.' }),
        aheadSeconds: seconds.meta({ description: 'By how much the clock of this process is ahead of it.' }),
      }),
    )
    .meta({ description: 'The clocks that could be compared.' }),
  ledgerAhead: z
    .object({
      ledger: z.string().meta({ description: 'The ledger that is furthest ahead.' }),
      aheadSeconds: seconds.meta({ description: 'By how much its last entry is ahead of the clock.' }),
    })
    .nullable()
    .meta({
      description: 'Where the time of a ledger is more than 5 seconds ahead of the clock, else null.',
    }),
};

export type Readiness = {
  [Field in keyof typeof readinessFields]: z.output<(typeof readinessFields)[Field]>;
};

/** @param stoppedLedgers one sentence each */
export function readinessOf(
  clock: ClockWatch,
  { eventStore, tables }: Reached,
  stoppedLedgers: string[],
): Readiness {
  const { disagreement, ledgerAhead, offsets } = clock;
  const clocks = disagreement === undefined;
  const differing = offsets.filter(({ aheadMs }) => Math.abs(aheadMs) > warnBeyondMs);
  return {
    writes: eventStore && clocks,
    reads: tables,
    reasons: [
      ...(eventStore ? [] : ['The event store cannot be reached.']),
      ...(tables ? [] : ['The tables cannot be reached.']),
      ...differing.map((offset) => `The clock of this process is ${inWords(offset)}.`),
      ...(ledgerAhead
        ? [
            `The time of the ledger ${ledgerAhead.ledger} is ${secondsOf(ledgerAhead.aheadMs)} s ahead of the clock.`,
          ]
        : []),
      ...stoppedLedgers,
    ],
    stoppedLedgers,
    checks: { eventStore, tables, clocks },
    clocks: offsets.map(({ clock: name, aheadMs }) => ({ clock: name, aheadSeconds: secondsOf(aheadMs) })),
    ledgerAhead: ledgerAhead
      ? { ledger: ledgerAhead.ledger, aheadSeconds: secondsOf(ledgerAhead.aheadMs) }
      : null,
  };
}
