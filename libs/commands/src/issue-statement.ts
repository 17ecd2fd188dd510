import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { Conditional } from '@ledger/transactions/condition';
import type { IssueStatement as IssueStatementCommand } from '@ledger/periods/statement';
import { conditional } from './conditions';
import { accept } from './malformed';
import { submit, type Envelope } from './submit';
import { plainText } from './text';

export const issueStatementInput = z.strictObject({
  description: plainText(1000, {
    description: 'What the statement is called, at most 1,000 characters.',
    examples: ['November 2026'],
  }).exactOptional(),
  ...conditional,
});

/**
 * @param path of the account, as the address of the request has it
 * @throws Malformed
 */
export function parseIssueStatement(path: string, input: unknown): Conditional & IssueStatementCommand {
  return { type: 'IssueStatement', path, ...accept(issueStatementInput, input) };
}

export class IssueStatement extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & IssueStatementCommand,
  ) {
    super();
  }
}

@CommandHandler(IssueStatement)
export class IssueStatementHandler implements ICommandHandler<IssueStatement> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: IssueStatement): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
