import type { Batch } from '../batch/batch';
import type { ReadModel } from '../batch/read-model';
import { recordedTimes } from './recorded-times.table';

const written = recordedTimes.insert<Batch['recordedTimes'][number]>({
  ledger: ({ ledger }) => ledger,
  recorded_at: ({ recordedAt }) => recordedAt,
  seq: ({ seq }) => seq,
});

/** Which entry was the first at every recorded time. */
export const recordedTimesProjector: ReadModel = {
  name: 'recorded-times',
  keyedTables: [],
  addedTables: [recordedTimes],
  members: [written.sql],
  values: (batch) => [written.parameters(batch.recordedTimes)],
};
