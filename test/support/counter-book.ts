import type { JournalKeys } from '@proof/key-ring';
import { newKey } from '@ledger/key';
import { unopened, type LedgerKey, type NextRoot, type ReplacedRoot } from '@ledger/known-keys';
import { isKeyEvent, keyChanged, type KeyEvent } from '@ledger/key-events';
import { UndoLog } from '@ledger/machinery/undo-log';
import { UndoableMap } from '@ledger/machinery/undoable-map';
import { Refusal } from '@ledger/refusal';
import type { Book } from '@journal/book';
import { openingKeys, type OpeningKeys } from '@journal/keys/opening-keys';

/** A book that is no ledger: it counts. */
export interface CounterState {
  isOpened: boolean;
  root: string;
  replacedRoots: readonly ReplacedRoot[];
  nextRoot: NextRoot | null;
  readonly signingKeys: UndoableMap<string, LedgerKey>;
  seq: number;
  readonly idempotencyKeys: UndoableMap<string, number>;
  total: number;
  /** When the count begins again, RFC 3339; undefined where it never does. */
  resetsAt: string | undefined;
  readonly undo: UndoLog;
}

export type CounterCommand =
  | ({ readonly type: 'OpenCounter' } & OpeningKeys)
  /** Counts so many times by one: each decided on top of the one before. */
  | { readonly type: 'Count'; readonly times: number; readonly max?: number; readonly resetsAt?: string };

export type CounterEvent =
  | KeyEvent
  | { readonly type: 'CounterOpened'; readonly body: { readonly root: string } }
  | { readonly type: 'Counted'; readonly body: { readonly resetsAt?: string; readonly total: string } }
  | { readonly type: 'CounterReset'; readonly body: { readonly total: string } };

function empty(): CounterState {
  const undo = new UndoLog();
  return {
    ...unopened(undo),
    idempotencyKeys: new UndoableMap(undo),
    total: 0,
    resetsAt: undefined,
  };
}

function* decide(state: CounterState, command: CounterCommand): Iterable<CounterEvent> {
  if (command.type === 'OpenCounter') {
    if (state.isOpened) throw new Refusal('LedgerAlreadyExists', 'The counter was opened before.');
    yield { type: 'CounterOpened', body: { root: command.root } };
    for (const key of [command.writerKey, ...command.notaryKeys]) yield* newKey(state, key);
    return;
  }
  if (!state.isOpened) throw new Refusal('LedgerNotFound', 'There is no counter.');
  const { times, max = Infinity, resetsAt } = command;
  for (let time = 0; time < times; time += 1) {
    if (state.total >= max) throw new Refusal('ConditionNotMet', `The count is ${state.total}.`);
    yield { type: 'Counted', body: { ...(resetsAt && { resetsAt }), total: String(state.total + 1) } };
  }
}

function evolve(state: CounterState, event: CounterEvent, { seq }: { readonly seq: number }): void {
  state.undo.keep(state);
  state.seq = seq;
  if (isKeyEvent(event)) return keyChanged(state, event, seq);
  switch (event.type) {
    case 'CounterOpened':
      return void Object.assign(state, { isOpened: true, root: event.body.root });
    case 'Counted':
      return void Object.assign(state, { total: Number(event.body.total), resetsAt: event.body.resetsAt });
    case 'CounterReset':
      return void Object.assign(state, { total: 0, resetsAt: undefined });
  }
}

export const counterBook: Book<CounterState, CounterCommand, CounterEvent> = {
  opening: 'CounterOpened',
  empty,
  decide,
  evolve,
  due: ({ resetsAt, total }, now) =>
    resetsAt !== undefined && resetsAt <= now
      ? { type: 'CounterReset', body: { total: String(total) } }
      : undefined,
  nextDue: ({ resetsAt }) => resetsAt,
  dueBytesMax: () => 1_024,
  contentOf: (command) => (command.type === 'OpenCounter' ? { type: command.type } : command),
  named: (refusal, id) => new Refusal(refusal.code, `${id}: ${refusal.message}`, refusal.facts),
  snapshots: {
    version: 1,
    store: ({ undo: _, ...state }) => state,
    restore: (stored) => {
      const { signingKeys, idempotencyKeys, ...fields } = stored as Omit<CounterState, 'undo'>;
      const { undo } = empty();
      return {
        ...fields,
        signingKeys: new UndoableMap(undo, signingKeys),
        idempotencyKeys: new UndoableMap(undo, idempotencyKeys),
        undo,
      };
    },
    worth: () => 0,
  },
};

export async function openCounter(keys: JournalKeys, id: string): Promise<CounterCommand> {
  return { type: 'OpenCounter', ...(await openingKeys(keys, id))! };
}
