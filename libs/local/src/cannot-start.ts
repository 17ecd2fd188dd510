/** Something about this machine or folder keeps a service from starting; the message is one sentence for its user. */
export class CannotStart extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'CannotStart';
  }
}
