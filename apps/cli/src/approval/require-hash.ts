import { canonicalText } from '@entries/canonical';
import { sha256Text } from '@entries/fingerprints';
import { Failure, usageError } from '../failure';
import type { ShownCommand } from './command-in-words';

interface Shown {
  readonly command: ShownCommand;
  /** As the API gives it. */
  readonly hash: string;
}

/**
 * Requires that a hash is that of the command as it was shown: computed here, so that nobody approves anything else.
 * @param given the hash that the approver names; undefined where none was given
 * @param words the command line with which the approver goes on
 * @throws Failure
 */
export function requireHashOf({ command, hash }: Shown, given: string | undefined, words: string): void {
  const computed = sha256Text(canonicalText(command));
  if (computed !== hash)
    throw new Failure(
      `The API gives this command the hash ${hash}, but it has the hash ${computed}. Approve nothing.`,
    );
  if (given === undefined)
    throw new Failure(`Nothing is approved yet. To approve it:\n${words} --hash ${computed}`, usageError);
  if (given !== computed)
    throw new Failure(
      `ProposalHashDiffers: this proposal has the hash ${computed}, not ${given}. Nothing is approved.`,
    );
}
