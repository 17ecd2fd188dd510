/** The journal, the wish or what depends on the tables does not allow it; nothing was changed. */
export class CannotRebuild extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'CannotRebuild';
  }
}
