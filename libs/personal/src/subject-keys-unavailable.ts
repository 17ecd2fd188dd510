/** The database of subject keys, or what holds their wrapping key, does not answer as it should. */
export class SubjectKeysUnavailable extends Error {
  constructor(cause: unknown, message = 'The keys of personal text cannot be reached.') {
    super(message, { cause });
    this.name = 'SubjectKeysUnavailable';
  }
}

/** Some keys were wrapped by a key that this process does not have. */
export class WrappingKeyMissing extends SubjectKeysUnavailable {
  constructor(id: string) {
    super(undefined, `Keys of personal text were wrapped by ${id}; name that key in PERSONAL_KEY.`);
    this.name = 'WrappingKeyMissing';
  }
}

/** @throws SubjectKeysUnavailable in place of whatever else `result` rejects with */
export async function available<Result>(result: Promise<Result>): Promise<Result> {
  try {
    return await result;
  } catch (cause) {
    throw cause instanceof SubjectKeysUnavailable ? cause : new SubjectKeysUnavailable(cause);
  }
}
