import { cosignedAt } from '@proof/cosignature';
import { isClaimedBy, isSignedBy, type SignedNote } from '@proof/note';
import { isQuorum, type Policy } from '@proof/witness-policy';
import { ExportFault, ExportIncomplete } from './export-fault';
import { JournalFault } from './journal/fault';

/** How far a witness's clock may run ahead of ours, in seconds. */
const clockAheadMax = 300;

/**
 * Requires that a checkpoint is signed by a log of the policy and cosigned by its quorum. A cosignature from the future
 * is not counted.
 * @param seq the first entry that the checkpoint newly speaks for
 * @param now POSIX seconds
 * @returns the names of the witnesses that cosigned it
 * @throws JournalFault SignatureInvalid where a line under the name and key id of a log is not by it
 * @throws ExportFault CosignatureInvalid where there is one that its witness did not make
 * @throws ExportIncomplete QuorumNotReached
 */
export function requireQuorum(policy: Policy, note: SignedNote, seq: number, now: number): readonly string[] {
  const damaged = policy.logs.find((key) => isClaimedBy(note, key) && !isSignedBy(note, key));
  if (damaged) {
    const detail = `The signature of ${damaged.name}+${damaged.keyId} under the checkpoint is not valid.`;
    throw new JournalFault('SignatureInvalid', seq, detail);
  }
  if (policy.logs.length > 0 && !policy.logs.some((key) => isSignedBy(note, key)))
    throw new ExportIncomplete('QuorumNotReached', 'The checkpoint is signed by no log of the policy.');
  const cosigned = policy.witnesses.filter(({ name, key }) => {
    if (!isClaimedBy(note, key)) return false;
    const seconds = cosignedAt(note, key);
    if (seconds === undefined)
      throw new ExportFault('CosignatureInvalid', seq, `The cosignature of witness ${name} is not valid.`);
    return seconds <= now + clockAheadMax;
  });
  const names = cosigned.map(({ name }) => name);
  if (isQuorum(policy, cosigned)) return names;
  const detail = `The checkpoint is cosigned by ${names.length === 0 ? 'none' : names.join(', ')}.`;
  throw new ExportIncomplete('QuorumNotReached', detail);
}
