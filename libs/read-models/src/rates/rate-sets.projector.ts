import type { PublishedRates } from '../batch/batch';
import type { ReadModel } from '../batch/read-model';
import { rateSets } from './rate-sets.table';

const written = rateSets.insert<PublishedRates>({
  ledger: ({ ledger }) => ledger,
  seq: ({ entry }) => entry.seq,
  id: ({ entry }) => entry.id,
  source: ({ entry }) => entry.body.source,
  type: ({ entry }) => entry.body.type,
  observed_at: ({ entry }) => entry.body.observedAt,
  recorded_at: ({ entry }) => entry.recordedAt,
  rates: ({ entry }) => entry.body.rates,
});

/** One row for each set that was published. */
export const rateSetsProjector: ReadModel = {
  name: 'rate-sets',
  keyedTables: [],
  addedTables: [rateSets],
  members: [written.sql],
  values: ({ ratesPublished }) => [written.parameters(ratesPublished)],
};
