/** A file that cannot be read as a whole; nothing of it may be recorded. */
export class FileNotReadable extends Error {
  /**
   * @param reason a predicate of which the file is the subject, such as `declares entities`
   * @param line line of the file, counted from 1, where it is known
   */
  constructor(
    readonly reason: string,
    readonly line?: number,
  ) {
    super(line === undefined ? `The file ${reason}.` : `Line ${line}: the file ${reason}.`);
    this.name = 'FileNotReadable';
  }
}
