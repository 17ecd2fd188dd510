import { cosign } from '@proof/cosignature';
import { signatureLine } from '@proof/note';
import { parsePolicy } from '@proof/witness-policy';
import { checkpointOf, exportOf, found, journalOf, newWitness, notary, witness } from '../support/tampering';
import { log, newSigner } from '../support/written-journal';

const honest = journalOf();

describe('enforces a policy', () => {
  const [second, third] = [newWitness('auditor.test/w2'), newWitness('bank.test/w3')];
  const policy = parsePolicy(
    [
      `log ${notary.vkey}`,
      `witness one ${witness.vkey}`,
      `witness two ${second.vkey} https://auditor.test`,
      `witness three ${third.vkey}`,
      'group auditors any one two',
      'group both all auditors three',
      'quorum both',
      '',
    ].join('\n'),
  );
  const then = Date.UTC(2026, 10, 22) / 1_000;
  async function foundUnder(...cosigned: readonly Promise<string>[]): Promise<string> {
    const lines = await Promise.all(cosigned);
    const { size, note } = checkpointOf(honest, 14);
    return found(await exportOf(honest, [{ size, note: note + lines.join('') }]), { policy });
  }
  const by = (signer: typeof witness, seconds = then) =>
    cosign(checkpointOf(honest, 14).note, signer, seconds);

  it('that enough witnesses have met', async () => {
    expect(await foundUnder(by(second), by(third))).toBe('ok');
  });
  it.each<[string, Promise<string>[], string]>([
    ['that none has met', [], 'incomplete: QuorumNotReached'],
    ['that too few have met', [by(witness), by(second)], 'incomplete: QuorumNotReached'],
    ['that one met twice', [by(third), by(third)], 'incomplete: QuorumNotReached'],
    [
      'that one met in the future',
      [by(second), by(third, then + 10 * 86_400)],
      'incomplete: QuorumNotReached',
    ],
    [
      'that one met at a time that no clock shows',
      [by(second), Promise.resolve(cosignedAtEnd(third))],
      'incomplete: QuorumNotReached',
    ],
    [
      'against a wrong cosignature before the right one',
      [by(second), flipped(by(third)), by(third)],
      'CosignatureInvalid 14',
    ],
    [
      'that witnesses met who are not in it',
      [by(newWitness('a.test/w')), by(third)],
      'incomplete: QuorumNotReached',
    ],
    ['against a cosignature with a bit flipped', [by(second), flipped(by(third))], 'CosignatureInvalid 14'],
    [
      'against a cosignature of another checkpoint',
      [by(second), cosign(checkpointOf(honest, 9).note, third, then)],
      'CosignatureInvalid 14',
    ],
  ])('%s', async (_, lines, expected) => {
    expect(await foundUnder(...lines)).toBe(expected);
  });

  it('of another log', async () => {
    const other = parsePolicy(`log ${newSigner(log).vkey}\nquorum none\n`);
    expect(found(await exportOf(honest), { policy: other })).toBe('incomplete: QuorumNotReached');
  });
});

/** A valid cosignature with a time of 2^53 seconds. */
function cosignedAtEnd(signer: ReturnType<typeof newWitness>): string {
  const { note } = checkpointOf(honest, 14);
  const seconds = 2n ** 53n;
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(seconds);
  const text = note.slice(0, note.indexOf('\n\n') + 1);
  const signature = signer.sign(Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`));
  return signatureLine(signer, Buffer.concat([time, signature]));
}

/** The blob is 4 bytes of key id, 8 of time, 64 of signature. */
async function flipped(cosigned: Promise<string>): Promise<string> {
  return flippedIn(await cosigned);
}

/** In the signature of the last line. */
function flippedIn(line: string): string {
  const base64 = line.slice(line.lastIndexOf(' ') + 1, -1);
  const blob = Buffer.from(base64, 'base64');
  blob[40]! ^= 1;
  return line.replace(base64, blob.toString('base64'));
}
