import type { Declaration } from '@commands/declaration';
import type { Receipt } from '@commands/receipt';
import type { Operation } from './operation';
import { isApprovable } from '@ledger/approval/approvable';
import { dryRunQuery, writeQuery } from '../requests/parts';
import { proposalAnswer, type ReceiptAnswers } from '../answers/receipt.schemas';
import type { Same } from './same';

type CommandType = Declaration['type'];

/** An operation that submits a command; `CommandsController` serves it. */
export type Submitting<Type extends CommandType = CommandType> = Operation & {
  readonly submits: Declaration<Type>;
};

interface About<Schema> extends Omit<Operation, 'permission' | 'isKeyed' | 'query' | 'body' | 'submits'> {
  /** Of the body. */
  readonly example: unknown;
  readonly answers: ReceiptAnswers<Schema>;
}

/** The operation of a declared command: its permission, body, key and dry run come from the declaration. */
export function submitting<Type extends CommandType, Shown extends Receipt, Schema>(
  submits: Declaration<Type, Shown>,
  about: About<Schema> & (Same<Shown, Schema> extends true ? unknown : ReceiptDiffers),
): Submitting<Type> {
  const { example, ...operation }: About<Schema> = about;
  return {
    ...operation,
    permission: { to: submits.permission, of: 'command' },
    isKeyed: true,
    ...(isApprovable(submits.type) ? approvable(operation) : { query: dryRunQuery }),
    body: { schema: submits.input, example },
    submits,
  };
}

/** A command that an approval rule may make wait can be proposed. */
function approvable({ answers, problems }: Pick<Operation, 'answers' | 'problems'>) {
  return {
    query: writeQuery,
    answers: [...answers, proposalAnswer],
    problems: [...problems, 'ApprovalRequired', 'ProposalNotPossible'] as const,
  };
}

/** What the compiler says of answers that describe another receipt than the declaration has. */
interface ReceiptDiffers {
  readonly answers: 'the schema of the receipt is not that of the command';
}

export function isSubmitting(operation: Operation): operation is Submitting {
  return operation.submits !== undefined;
}
