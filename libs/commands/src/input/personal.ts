import { z } from 'zod';
import { subjectsMax } from '@ledger/personal';
import { distinct, formed, plainText } from './text';

export const subjectPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const fieldsMax = 32;

const subjectId = formed(
  subjectPattern,
  'an id of 1 to 128 of A-Z, a-z, 0-9, point, _ and -, beginning with a letter or a digit',
  {
    description:
      'Your id of the person, 1 to 128 characters. It is stored in no journal and in no read model.',
    examples: ['customer-4711'],
  },
);

const fieldName = formed(
  /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/,
  'a name of 1 to 64 of A-Z, a-z, 0-9, point, _ and -, beginning with a letter',
);

/** Text about one person. */
const personalText = z
  .strictObject({
    subject: subjectId,
    fields: z
      .record(fieldName, plainText(1_024, { description: 'A text of at most 1,024 characters.' }))
      .check(counted)
      .meta({ description: `The text, by the names of its fields: 1 to ${fieldsMax}.` }),
  })
  .meta({ id: 'PersonalTextInput' });

/** Text about persons: part of what is kept, encrypted, and can be erased. */
export const personal = z
  .array(personalText)
  .min(1)
  .max(subjectsMax)
  // Refusals are logged by callers: they do not name the person.
  .check(
    distinct(
      ({ subject }) => subject,
      () => 'This person stands here twice; name each once.',
    ),
  )
  .meta({
    description:
      `Text about at most ${subjectsMax} persons, each once. It is encrypted under a key per person before it is stored, ` +
      'and can be erased by destroying that key.',
  });

function counted({ issues, value }: z.core.ParsePayload<Record<string, string>>): void {
  const { length } = Object.keys(value);
  if (length > 0 && length <= fieldsMax) return;
  const code = length === 0 ? 'TooShort' : 'TooLong';
  issues.push({ code: 'custom', input: value, message: `Give 1 to ${fieldsMax} fields.`, params: { code } });
}
