import { inOrder } from '../machinery/in-order';
import type { ApprovableType } from './approvable';

/** A command as its proposal keeps it: in the order of an entry, its whole numbers as text, without what is looked up. */
export interface ProposedCommand {
  readonly type: ApprovableType;
  readonly decimals?: string;
  readonly transaction?: string;
  /** The fields of that command. */
  readonly [field: string]: unknown;
}

/** A command that can be proposed, as far as its form depends on it. */
interface Proposable {
  readonly type: ApprovableType;
  readonly decimals?: number;
  readonly original?: unknown;
}

/** The form that is hashed, kept in the proposal, and read by those who approve it. */
export function proposedOf({ original: _, decimals, ...command }: Proposable): ProposedCommand {
  return inOrder({ ...command, ...(decimals !== undefined && { decimals: String(decimals) }) });
}

/** The command again, for the rules. @param original of a reversal, the transaction that it names */
export function commandIn<Command extends Proposable>(
  { decimals, ...command }: ProposedCommand,
  original: Command['original'],
): Command {
  return {
    ...command,
    ...(decimals !== undefined && { decimals: Number(decimals) }),
    ...(command.type === 'ReverseTransaction' && { original }),
    // What a proposal keeps was made of a command of this type.
  } as unknown as Command;
}
