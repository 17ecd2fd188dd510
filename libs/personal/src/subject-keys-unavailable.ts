/** The database of subject keys, or what holds their wrapping key, does not answer as it should. */
export class SubjectKeysUnavailable extends Error {
  constructor(cause: unknown, message = 'The keys of personal text cannot be reached.') {
    super(message, { cause });
    this.name = 'SubjectKeysUnavailable';
  }
}

/** Some subject keys were wrapped by a key that this process does not have. */
export class WrappingKeyMissing extends SubjectKeysUnavailable {
  constructor(id: string) {
    super(undefined, `Keys of personal text were wrapped by ${id}; name that key in PERSONAL_KEY.`);
    this.name = 'WrappingKeyMissing';
  }
}
