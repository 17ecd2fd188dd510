import type { Logger } from 'pino';
import type { JournalObserver } from '@journal/observer';
import type { Metrics } from './metrics';

/** Counts what the journal reports, and writes down what an operator should look into. */
export function observeJournal({ journal }: Metrics, log: Logger): JournalObserver {
  return {
    ...journal,
    conflicted: (ledger) => {
      journal.conflicted(ledger);
      log.warn(
        { ledger },
        'another process wrote to the journal first; its entries are folded and the commands decided again',
      );
    },
    outcomeUnknown: (ledger, err) => {
      journal.outcomeUnknown(ledger, err);
      log.warn({ ledger, err }, 'an append got no answer; it is asked for again');
    },
    denied: (ledger) => {
      journal.denied(ledger);
      log.error(
        { ledger },
        'the event store denied an append: the user of this process needs write access ($w)',
      );
    },
    loaded: (ledger, load) => {
      journal.loaded(ledger, load);
      log.info({ ledger, ...load }, 'a ledger was folded from its journal');
    },
    stopped: (ledger, refusal) => {
      journal.stopped(ledger, refusal);
      log.error({ ledger, code: refusal.code, ...refusal.facts }, refusal.message);
    },
    resumed: (ledger) => {
      journal.resumed(ledger);
      log.info({ ledger }, 'what stopped the ledger is gone; it takes writes again');
    },
    snapshotFailed: (ledger, err) => {
      journal.snapshotFailed(ledger, err);
      log.warn({ ledger, err }, 'a snapshot could not be used or written; the journal alone is enough');
    },
  };
}
