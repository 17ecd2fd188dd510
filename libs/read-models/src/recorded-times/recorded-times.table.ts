import { bigint, integer, key, timestamptz } from '../schema/column';
import { Table } from '../schema/table';

/**
 * The first entry that a ledger's journal recorded at a time. Recorded time never decreases with seq and entries of
 * one append share theirs, so that there are fewer rows than entries, and one look finds what was recorded by a time.
 */
export const recordedTimes = new Table('recorded_times', {
  ledger: key(integer),
  recorded_at: key(timestamptz),
  seq: bigint,
});
