import type { PersonalCipher } from '@ledger/personal';
import { Refusal } from '@ledger/refusal';
import {
  CipherUnreadable,
  decrypt,
  encrypt,
  subjectKeyOf,
  type CipherPlace,
  type PersonalFields,
} from './cipher';
import { random } from './random';
import type { FoundKey, SubjectKeys } from './subject-keys';

/** Text about one subject, as a caller gives it. */
export interface PersonalText {
  /** The caller's id of the person. It stands in no journal and in no read model. */
  readonly subject: string;
  readonly fields: PersonalFields;
}

/** What a command says about subjects, and the entry it is for. */
export interface PersonalOf {
  readonly texts: readonly PersonalText[];
  readonly place: CipherPlace;
}

/** Text that was read, or that nobody can read any more. */
export type OpenedText = { readonly key: string } & (
  | PersonalText
  | { readonly erased: true }
  /** The row of its key is damaged, or is not that of the key which encrypted it. */
  | { readonly unreadable: true }
);

/** Receives what an operator should look into: the id of a key and what is wrong, nothing of text or subject. */
export type OnUnreadable = (key: string, damage: string) => void;

const nonceBytes = 12;
const subjectKeyBytes = 32;

/** Encrypts personal text on its way into journals, and decrypts it for those who may read it. */
export class PersonalTexts {
  /** @param keys undefined where the installation keeps no personal text */
  constructor(
    private readonly keys: SubjectKeys | undefined,
    private readonly onUnreadable: OnUnreadable = () => undefined,
  ) {}

  /**
   * The ciphers of each command, in order, or why it is refused. A dry run leaves no key behind.
   * @throws Refusal PersonalTextNotKept; SubjectKeysUnavailable
   */
  async encryptAll(
    commands: readonly PersonalOf[],
    isDryRun: boolean,
  ): Promise<(PersonalCipher[] | Refusal)[]> {
    const subjects = new Set(commands.flatMap(({ texts }) => texts.map(({ subject }) => subject)));
    if (subjects.size === 0) return commands.map(() => []);
    const keys = isDryRun ? await this.passingKeys(subjects) : await this.kept.ensure(subjects);
    return commands.map(({ texts, place }) => {
      const ciphers: PersonalCipher[] = [];
      for (const { subject, fields } of texts) {
        const key = keys.get(subject)!;
        if ('damage' in key) {
          this.onUnreadable(key.id, key.damage);
          return keyUnreadable(key.id);
        }
        ciphers.push({ cipher: encrypt(fields, key, place, random(nonceBytes)), key: key.id });
      }
      return ciphers;
    });
  }

  /**
   * Whether ciphers of an entry are of the same texts, so that a retry is no other command. What was erased since then,
   * or is unreadable, is not compared: the retry gets the answer it asks for.
   * @throws SubjectKeysUnavailable
   */
  async areOf(texts: readonly PersonalText[], ciphers: readonly PersonalCipher[], place: CipherPlace) {
    if (texts.length !== ciphers.length) return false;
    const opened = await this.decryptAll(ciphers, place);
    return opened.every((was, i) => !('fields' in was) || isSame(was, texts[i]!));
  }

  /** The texts of ciphers, in order. @throws Refusal PersonalTextNotKept; SubjectKeysUnavailable */
  async decryptAll(ciphers: readonly PersonalCipher[], place: CipherPlace): Promise<OpenedText[]> {
    if (ciphers.length === 0) return [];
    const keys = await this.kept.ofKeys(new Set(ciphers.map(({ key }) => key)));
    return ciphers.map(({ cipher, key }) => {
      const known = keys.get(key);
      return known ? this.opened(cipher, known, place) : { key, erased: true };
    });
  }

  /** Ids of the keys of a subject: one, or none. @throws Refusal PersonalTextNotKept; SubjectKeysUnavailable */
  async keysOf(subject: string): Promise<string[]> {
    const id = await this.kept.idOf(subject);
    return id === undefined ? [] : [id];
  }

  /** Destroys keys, where the installation has any. The same again does nothing. @throws SubjectKeysUnavailable */
  async destroy(keys: readonly string[]): Promise<void> {
    await this.keys?.destroy(keys);
  }

  /** Whether the installation keeps personal text. */
  get areKept(): boolean {
    return this.keys !== undefined;
  }

  async close(): Promise<void> {
    await this.keys?.close();
  }

  private get kept(): SubjectKeys {
    if (this.keys) return this.keys;
    throw textNotKept();
  }

  private opened(cipher: string, key: FoundKey, place: CipherPlace): OpenedText {
    try {
      if ('damage' in key) throw new CipherUnreadable(key.damage);
      return { key: key.id, subject: key.subject, fields: decrypt(cipher, key, place) };
    } catch (error) {
      if (!(error instanceof CipherUnreadable)) throw error;
      this.onUnreadable(key.id, error.message);
      return { key: key.id, unreadable: true };
    }
  }

  /** The keys that there are, and keys that are used once where there is none. */
  private async passingKeys(subjects: ReadonlySet<string>): Promise<ReadonlyMap<string, FoundKey>> {
    const keys = await this.kept.ofSubjects(subjects);
    for (const subject of subjects) {
      if (keys.has(subject)) continue;
      const key = subjectKeyOf(random(8).toString('hex'), random(subjectKeyBytes));
      keys.set(subject, { subject, ...key });
    }
    return keys;
  }
}

export function textNotKept(): Refusal {
  return new Refusal(
    'PersonalTextNotKept',
    'This installation keeps no personal text: leave `personal` out.',
  );
}

function keyUnreadable(key: string): Refusal {
  const detail = `The key ${key} of a person in \`personal\` is unreadable, so nothing can be encrypted under it.`;
  return new Refusal('SubjectKeyUnreadable', detail, { key });
}

function isSame(one: PersonalText, other: PersonalText): boolean {
  const names = Object.keys(one.fields);
  return (
    one.subject === other.subject &&
    names.length === Object.keys(other.fields).length &&
    names.every((name) => one.fields[name] === other.fields[name])
  );
}
