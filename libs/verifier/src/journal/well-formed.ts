import { JournalFault, type FaultClass } from './fault';

/** What is read from a part of an entry. @throws JournalFault of this class where that is malformed */
export function wellFormed<T>(seq: number, faultClass: FaultClass, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new JournalFault(faultClass, seq, error instanceof Error ? error.message : String(error));
  }
}
