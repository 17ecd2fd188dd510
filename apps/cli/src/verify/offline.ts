import { parseCheckpoint } from '@proof/checkpoint';
import { MalformedPolicy, parsePolicy, type Policy } from '@proof/witness-policy';
import type { KeptCheckpoint } from '@verifier/export/checkpoints';
import { UsageError } from '@verifier/export-fault';
import { Failure, cannotSay, usageError } from '../failure';
import { textOf, verifierKeyIn } from '../given';

/** What an export is verified with, as the options of the command have it. */
export interface OfflineArguments {
  /** Verifier key, or the name of a file that holds it. */
  readonly rootKey?: string;
  /** Files, one checkpoint each. */
  readonly checkpoint?: readonly string[];
  /** File. */
  readonly policy?: string;
}

/** The same, read. */
export interface OfflineInputs {
  readonly rootKey: string;
  readonly held: readonly KeptCheckpoint[];
  readonly policy: Policy | undefined;
  /** POSIX seconds. */
  readonly now: number;
}

/**
 * Reads what is given beside an export, then verifies.
 * @throws Failure where something is not what it was said to be, or cannot be read: that says nothing about the export
 */
export function verifyWith<Report>(
  args: OfflineArguments,
  verify: (inputs: OfflineInputs) => Report,
): Report {
  try {
    return verify({
      rootKey: rootKeyIn(args.rootKey),
      held: (args.checkpoint ?? []).map(heldIn),
      policy: args.policy === undefined ? undefined : parsePolicy(textOf(args.policy)),
      now: Math.floor(Date.now() / 1_000),
    });
  } catch (error) {
    if (error instanceof Failure) throw error;
    const isUsageError = error instanceof UsageError || error instanceof MalformedPolicy;
    throw new Failure(
      error instanceof Error ? error.message : String(error),
      isUsageError ? usageError : cannotSay,
    );
  }
}

function rootKeyIn(given: string | undefined): string {
  if (given === undefined)
    throw new Failure('Give the root key with --root-key: an export cannot vouch for itself.', usageError);
  return verifierKeyIn('--root-key', given);
}

function heldIn(file: string): KeptCheckpoint {
  try {
    return { name: file, ...parseCheckpoint(textOf(file)) };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      `${file} is not a checkpoint: ${error instanceof Error ? error.message : String(error)}`,
      usageError,
    );
  }
}
