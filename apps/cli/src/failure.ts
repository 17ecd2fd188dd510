/** Exit code of every command that was called in a way it does not know. */
export const wrongUse = 3;

/** Exit code of a command that judges, where it cannot: something is missing or out of reach. */
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
