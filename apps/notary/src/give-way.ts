import { readFileSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

const priority = constants.priority.PRIORITY_BELOW_NORMAL;

/**
 * Lets everybody else go first: a checkpoint may come a little later, but posts must not wait for it where they
 * share a machine. Linux may weigh sessions against each other before it looks at priorities within one
 * (sched(7), "The autogroup feature"), so a process that has a session to itself lowers that, too.
 */
export function giveWay(): void {
  setPriority(priority);
  try {
    // Fields of proc(5): the sixth is the session; the second, in parentheses, may hold blanks.
    const session = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[3];
    if (session === String(process.pid)) writeFileSync('/proc/self/autogroup', String(priority));
  } catch {
    // Not Linux, or sessions are not weighed there.
  }
}
