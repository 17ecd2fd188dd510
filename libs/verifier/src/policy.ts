import { cosignedAt } from '@journal/cosignature';
import type { SignedNote } from '@journal/note';
import { isQuorum, type Policy } from '@journal/policy';
import { ExportFault } from './export-fault';

/** Which witnesses cosigned a checkpoint, and whether they are enough. */
export interface Judgement {
  readonly isEnough: boolean;
  /** Names, as the policy has them. */
  readonly cosignedBy: readonly string[];
}

/** How far a witness's clock may run ahead of ours, in seconds. */
const clockAheadMax = 300;

/**
 * Which witnesses of a policy have cosigned a checkpoint. A cosignature from the future is not counted.
 * @param seq the first entry that the checkpoint newly speaks for
 * @param now POSIX seconds
 * @throws ExportFault CosignatureInvalid where there is one that its witness did not make
 */
export function judge(policy: Policy, note: SignedNote, seq: number, now: number): Judgement {
  const cosigned = policy.witnesses.filter(({ name, key }) => {
    const claims = note.signatures.some((line) => line.name === key.name && line.keyId === key.keyId);
    if (!claims) return false;
    const seconds = cosignedAt(note, key);
    if (seconds === undefined)
      throw new ExportFault('CosignatureInvalid', seq, `The cosignature of witness ${name} is not valid.`);
    return seconds <= now + clockAheadMax;
  });
  return { isEnough: isQuorum(policy, cosigned), cosignedBy: cosigned.map(({ name }) => name) };
}
