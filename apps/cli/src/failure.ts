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
