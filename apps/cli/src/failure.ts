/** Exit code of every command: its options or arguments are invalid, or do not fit what they name. */
export const usageError = 3;

/** Exit code of a command that verifies, if it cannot: something is missing or unreachable. */
export const cannotSay = 2;

/** A command cannot do what it was asked; the message is one sentence for the person at the terminal. */
export class Failure extends Error {
  constructor(
    sentence: string,
    readonly exitCode = 1,
  ) {
    super(sentence);
    this.name = 'Failure';
  }
}
