/** Personal text about one subject. Its key is kept outside of every journal, and is destroyed to erase the text. */
export interface PersonalCipher {
  /** As libs/personal encrypts it, base64url. */
  readonly cipher: string;
  /** Id of the key of the subject: 16 hex digits. */
  readonly key: string;
}

/** Most subjects of one entry. */
export const subjectsMax = 8;

export const subjectKeyIdPattern = /^[0-9a-f]{16}$/;
