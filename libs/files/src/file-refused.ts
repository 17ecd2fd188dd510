/** A file that cannot be read as a whole; the message says why, in one sentence. */
export class FileRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'FileRefused';
  }
}
