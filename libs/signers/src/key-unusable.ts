/** A signing key that is not there or must not be used, with the sentence that says why and what to do. */
export class KeyUnusable extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'KeyUnusable';
  }
}
