import { generateKeyPairSync } from 'node:crypto';
import { GrownLog } from '../../../test/support/grown-log';
import { formatAddCheckpoint, parseAddCheckpoint } from './add-checkpoint';
import { MalformedNote, ed25519Signer } from './note';

const log = new GrownLog(ed25519Signer('ledger.test/books', generateKeyPairSync('ed25519').privateKey), 20);
const checkpoint = log.checkpoint(20);
const hash = Buffer.alloc(32, 7);

describe('a request to add a checkpoint', () => {
  it('is old size, proof, empty line and checkpoint', () => {
    expect(formatAddCheckpoint({ oldSize: 5, proof: [hash, hash], checkpoint })).toBe(
      `old 5\n${hash.toString('base64')}\n${hash.toString('base64')}\n\n${checkpoint}`,
    );
  });

  it.each([
    [0, 20],
    [13, 20],
    [20, 20],
  ])('from %i to %i is read as it was written', (oldSize, size) => {
    const { proof, head, ...request } = parseAddCheckpoint(log.request(oldSize, size));
    expect(request).toMatchObject({ oldSize, checkpoint });
    expect(proof).toEqual(log.proof(oldSize, size));
    expect(head).toMatchObject({ log: 'ledger.test/books', size });
  });

  it('takes a proof of 63 hashes', () => {
    const proof = Array.from({ length: 63 }, () => hash);
    expect(parseAddCheckpoint(formatAddCheckpoint({ oldSize: 1, proof, checkpoint })).proof).toHaveLength(63);
  });

  it.each([
    ['nothing', ''],
    ['a checkpoint alone', checkpoint],
    ['no empty line', `old 0\n${checkpoint.replace('\n\n', '\n')}`],
    ['no checkpoint', 'old 0\n\n'],
    ['a size with a leading zero', `old 05\n\n${checkpoint}`],
    ['a size with a sign', `old -5\n\n${checkpoint}`],
    ['a size beyond all numbers', `old 9999999999999999\n\n${checkpoint}`],
    ['two blanks', `old  5\n\n${checkpoint}`],
    ['line ends of another system', `old 0\r\n\r\n${checkpoint}`],
    ['a hash of too few bytes', `old 5\nAAAA\n\n${checkpoint}`],
    ['a hash that is no base64', `old 5\n${'_'.repeat(43)}=\n\n${checkpoint}`],
    [
      '64 hashes',
      formatAddCheckpoint({ oldSize: 1, proof: Array.from({ length: 64 }, () => hash), checkpoint }),
    ],
    ['a checkpoint with an extension line', `old 0\n\n${checkpoint.replace('\n\n', '\nmore\n\n')}`],
    ['a checkpoint without end', `old 0\n\n${checkpoint.slice(0, -1)}`],
  ])('is refused: %s', (_what, text) => {
    expect(() => parseAddCheckpoint(text)).toThrow(MalformedNote);
  });
});
