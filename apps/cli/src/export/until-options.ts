import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Until } from '@export/until';
import { toUtc } from '@commands/input/instant';
import { wholeNumber } from '../whole-number';

/** Where the journal is cut, as the options of a command say it. */
export interface UntilOptions {
  readonly toSeq?: number;
  readonly toTime?: string;
}

/** Adds `--to-seq` and `--to-time`, of which one may be given. */
export function addUntilOptions(command: Command): Command {
  const seq = new Option('--to-seq <seq>', 'the last entry wanted').argParser(
    wholeNumber(0, Number.MAX_SAFE_INTEGER),
  );
  const time = new Option('--to-time <time>', 'leave out what was recorded later (RFC 3339)').argParser(
    instantIn,
  );
  return command.addOption(seq).addOption(time.conflicts('toSeq'));
}

export function untilOf({ toSeq, toTime }: UntilOptions): Until {
  return { ...(toSeq !== undefined && { seq: toSeq }), ...(toTime !== undefined && { time: toTime }) };
}

function instantIn(text: string): string {
  const instant = toUtc(text);
  if (instant !== undefined) return instant;
  throw new InvalidArgumentError('Give a time with its offset, such as 2026-11-22T05:57:37Z.');
}
