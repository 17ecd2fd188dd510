/**
 * What gets every new checkpoint of every ledger, signed: tables, a folder, a time-stamping service. It may get one
 * again that it had before, after a crash. Where it throws, those behind it do not get the checkpoint, and all of them
 * get it once more.
 */
export interface CheckpointSink {
  /** @param note the checkpoint as text, ready to be shown to anybody */
  publish(ledger: string, note: string): Promise<void>;
}
