import { pino } from 'pino';
import { Registry } from 'prom-client';
import { WorkerMetrics } from './metrics';

const names = {
  worker: 'any',
  drops: 'drops',
  failures: 'failures',
  standingBy: { name: 'standing_by', help: 'Whether it stands by.' },
  lagEntries: { name: 'lag_entries', help: 'Entries behind.' },
  lagSeconds: { name: 'lag_seconds', help: 'Seconds behind.' },
};

it('shows both figures of the lag as they are at that moment, measured once', async () => {
  const registry = new Registry();
  let measured = 0;
  new WorkerMetrics(registry, pino({ enabled: false }), names, async () => {
    measured += 1;
    return { entries: 10 * measured, seconds: measured };
  });
  for (const time of [1, 2]) {
    const lines = (await registry.metrics()).split('\n');
    expect(lines.filter((line) => line.startsWith('lag_'))).toEqual([
      `lag_entries ${10 * time}`,
      `lag_seconds ${time}`,
    ]);
  }
});
