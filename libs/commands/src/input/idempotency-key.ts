import { formed } from './text';

/** 1 to 255 printable ASCII characters, spaces only inside. */
export const idempotencyKeyPattern = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

export const idempotencyKey = formed(idempotencyKeyPattern, '1 to 255 printable ASCII characters', {
  description:
    'Your own key for this command, 1 to 255 printable ASCII characters. The same key with the same content gets the ' +
    'first answer again; keys never expire.',
  examples: ['topup-7f3a'],
});
