import { refusalTitles, type RefusalCode } from '@ledger/refusal';
import { forAnySequence, runs } from './any-sequence';
import { SideBySide } from './side-by-side';

/** Those that no sequence of commands to an open ledger can meet. */
const elsewhere: RefusalCode[] = [
  'IdempotencyKeyReserved',
  'LedgerNotFound',
  'LedgerAlreadyExists',
  'IdempotencyKeyReused',
  'EntryTooLarge',
  'BulkTooLarge',
  'LedgerBusy',
  'OutcomeUnknown',
  'JournalNotTrusted',
  'JournalFromLaterRelease',
  'WriterKeyNotRegistered',
  'StatementNotFound',
  'PersonalTextNotKept',
  'StoreDeniesWrites',
  'SubjectKeyUnreadable',
];
/** Those of keys are met in keys.spec.ts. */
const ofKeys = /^(?:Key|NextRoot|Root)/;
const rules = (Object.keys(refusalTitles) as RefusalCode[]).filter(
  (code) => !elsewhere.includes(code) && !ofKeys.test(code),
);

/** With fewer, chance decides what is met. */
const runsThatMeetAll = 1000;

describe('after any sequence of commands', () => {
  it('a ledger answers each as the naive one does, and has its balances after every step', () => {
    const met = new Map<string, number>();
    forAnySequence(runs, (sequence) => {
      const both = new SideBySide(sequence);
      for (const step of sequence.steps) {
        const { command, answer } = both.take(step);
        const type = command === 'again' ? command : command.type;
        for (const name of [answer, `${type} ${answer === 'accepted' ? answer : 'refused'}`])
          met.set(name, (met.get(name) ?? 0) + 1);
      }
    });
    const kinds = [...met.keys()].filter((name) => name.endsWith(' accepted'));
    const unmet = runs < runsThatMeetAll ? [] : rules.filter((code) => !met.has(code));
    expect({ unmet, kinds: runs < runsThatMeetAll || kinds.length }).toEqual({
      unmet: [],
      kinds: runs < runsThatMeetAll || 29,
    });
  });
});
