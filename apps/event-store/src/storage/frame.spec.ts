import { frameHeaderLength, frameMagicBytes, isFrameIntact, readFrameHeader, sealFrame } from './frame';

function sealed(body: Buffer): Buffer {
  const frame = Buffer.concat([Buffer.alloc(frameHeaderLength), body]);
  sealFrame(frame, 3, 2 ** 40 + 7);
  return frame;
}

describe('a frame', () => {
  it('shows its length, its count and how far the log was synced', () => {
    expect(readFrameHeader(sealed(Buffer.from('body')))).toMatchObject({
      bodyLength: 4,
      eventCount: 3,
      syncedUpTo: 2 ** 40 + 7,
    });
  });

  it('begins with bytes one can search for', () => {
    expect(sealed(Buffer.alloc(0)).indexOf(frameMagicBytes)).toBe(0);
  });

  it('is not intact when any bit of it was flipped', () => {
    const frame = sealed(Buffer.from('some body'));
    for (let bit = 0; bit < frame.length * 8; bit += 1) {
      const flipped = Buffer.from(frame);
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      const header = readFrameHeader(flipped);
      const whole = header && flipped.length === frameHeaderLength + header.bodyLength;
      expect(whole && isFrameIntact(flipped, header)).toBeFalsy();
    }
    expect(isFrameIntact(frame, readFrameHeader(frame) as never)).toBe(true);
  });

  it('is not seen in zeros or in less than a header', () => {
    expect(readFrameHeader(Buffer.alloc(100))).toBeUndefined();
    expect(readFrameHeader(sealed(Buffer.alloc(0)).subarray(0, -1))).toBeUndefined();
  });
});
