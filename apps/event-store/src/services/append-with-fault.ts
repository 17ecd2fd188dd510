/** One append on its way to the store, through whatever fault is due. Both append paths use it. */
import type { Fault, Faults } from '../faults';
import type { Append, AppendOutcome, Store } from '../streams/store';

/** What an append path must be able to do to a client. */
export interface Replies {
  outcome(outcome: AppendOutcome): void;
  notHandled(message: 'Server Is Busy' | 'Server Is Not Ready'): void;
  notLeader(host: string, port: number): void;
  accessDenied(): void;
  timeout(): void;
  closeCall(): void;
  dropConnection(): void;
}

export function appendWithFault(store: Store, faults: Faults, append: Append, replies: Replies): void {
  if (faults.isFrozen) {
    void faults.whileFrozen().then(() => appendWithFault(store, faults, append, replies));
    return;
  }
  const fault = faults.take();
  if (!fault) return store.append(append, (outcome) => replies.outcome(outcome));
  const reply = replyOf(fault, replies);
  if (commits(fault)) store.append(append, reply);
  else reply({ kind: 'stream-deleted' });
}

function commits(fault: Fault): boolean {
  if (fault.kind === 'swallow-answer' || fault.kind === 'delay') return true;
  if (fault.kind === 'drop-connection' || fault.kind === 'close-call') return fault.commits ?? true;
  return fault.kind === 'timeout' && (fault.commits ?? false);
}

function replyOf(fault: Fault, replies: Replies): (outcome: AppendOutcome) => void {
  switch (fault.kind) {
    case 'swallow-answer':
      return () => {};
    case 'drop-connection':
      return () => replies.dropConnection();
    case 'delay':
      return (outcome) => void setTimeout(() => replies.outcome(outcome), fault.delayMs);
    case 'close-call':
      return () => replies.closeCall();
    case 'not-leader':
      return () => replies.notLeader(fault.host, fault.port);
    case 'server-busy':
      return () => replies.notHandled('Server Is Busy');
    case 'not-ready':
      return () => replies.notHandled('Server Is Not Ready');
    case 'access-denied':
      return () => replies.accessDenied();
    case 'timeout':
      return () => replies.timeout();
  }
}
