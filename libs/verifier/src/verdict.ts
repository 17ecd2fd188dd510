import { JournalFault, JournalIncomplete, type FaultClass } from './journal/fault';
import {
  ExportFault,
  ExportIncomplete,
  incompleteTitles,
  titleOf,
  type ExportFaultClass,
  type IncompleteClass,
} from './export-fault';

/** Why something is not in order, as a report prints it. Of both at most one is there. */
export interface Verdict {
  readonly verdict: 'ok' | 'tampered' | 'incomplete';
  readonly fault: {
    readonly class: FaultClass | ExportFaultClass;
    /** The first bad entry; null where the entries are in order. */
    readonly seq: string | null;
    readonly title: string;
    readonly detail: string;
  } | null;
  readonly incomplete: {
    readonly class: IncompleteClass;
    readonly title: string;
    readonly detail: string;
  } | null;
}

type Finding = JournalFault | JournalIncomplete | ExportFault | ExportIncomplete;

/** Runs a verification to its end, or to its first finding. @throws whatever is no finding */
export function verdictOf(run: () => void): Verdict {
  try {
    run();
  } catch (error) {
    if (isFinding(error)) return verdictFor(error);
    if (isOfSystem(error)) return verdictFor(new ExportIncomplete('FileUnreadable', `${error.message}.`));
    throw error;
  }
  return { verdict: 'ok', fault: null, incomplete: null };
}

function isFinding(error: unknown): error is Finding {
  return [JournalFault, JournalIncomplete, ExportFault, ExportIncomplete].some(
    (kind) => error instanceof kind,
  );
}

/** What the system says where a file cannot be read. */
function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

function verdictFor(finding: Finding): Verdict {
  const detail = finding.message;
  if (finding instanceof ExportIncomplete || finding instanceof JournalIncomplete) {
    const { incompleteClass } = finding;
    const incomplete = { class: incompleteClass, title: incompleteTitles[incompleteClass], detail };
    return { verdict: 'incomplete', fault: null, incomplete };
  }
  const { faultClass, seq } = finding;
  const fault = {
    class: faultClass,
    seq: seq === null ? null : String(seq),
    title: titleOf(faultClass),
    detail,
  };
  return { verdict: 'tampered', fault, incomplete: null };
}
