/** A row or a cell that cannot be read; the message says why. */
export class Unreadable extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Unreadable';
  }
}

/** A record above the header of a table that was looked for. */
export class BeforeHeader extends Unreadable {
  constructor() {
    super('It stands before the header.');
    this.name = 'BeforeHeader';
  }
}
