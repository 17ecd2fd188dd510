import type { BookEvent } from '@entries/entry';
import type { BookState } from '../book';
import { decideTogether, type Group } from './group';
import { isFirst, type Job } from './job';
import type { JobQueue } from './job-queue';

/** Takes jobs off the queue, in order, for as long as they fit into one append; several in one job go alone, and one that must be first. */
export function decideJobs<State extends BookState, Command, Event extends BookEvent>(
  queue: JobQueue<Command, Event>,
  group: Group<State, Command, Event>,
): Job<Command, Event>[] {
  const decided: Job<Command, Event>[] = [];
  let taken = 0;
  for (const job of queue) {
    const isAlone = job.items.length > 1 || isFirst(job);
    if (group.isFull || (isAlone && (taken > 0 || group.events.length > 0))) break;
    const mark = group.mark();
    try {
      job.decisions = decideTogether(group, job.items);
      if (!group.isAppendable) {
        group.backTo(mark);
        break;
      }
      decided.push(job);
    } catch (error) {
      queue.fail([job], error);
    }
    taken += 1;
    if (isAlone) break;
  }
  queue.take(taken);
  return decided;
}
