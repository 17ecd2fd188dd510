import { uuidv7 } from './uuid';

describe('a UUIDv7', () => {
  it('has the bits of the example in RFC 9562, A.6', () => {
    // rand_a = 0xCC3, rand_b = 0b01, 0x8C4DC0C0C07398F, 2022-02-22T19:22:22Z
    const random = Buffer.from('0cc318c4dc0c0c07398f', 'hex');
    expect(uuidv7(0x017f22e279b0, () => random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it.each([
    [0x00, '00000000-0000-7000-8000-000000000000'],
    [0xff, '00000000-0000-7fff-bfff-ffffffffffff'],
  ])('keeps version and variant whatever the random bytes are: %i', (byte, uuid) => {
    expect(uuidv7(0, (size) => new Uint8Array(size).fill(byte))).toBe(uuid);
  });

  it('sorts by time', () => {
    const times = [0, 1, 255, 256, 2 ** 32, Date.UTC(2026, 10, 23), 2 ** 48 - 1];
    const uuids = times.map((time) => uuidv7(time, (size) => new Uint8Array(size).fill(0xff - (time % 2))));
    expect([...uuids].sort()).toEqual(uuids);
  });

  it('asks for its random bytes once', () => {
    const sizes: number[] = [];
    uuidv7(0, (size) => {
      sizes.push(size);
      return new Uint8Array(size);
    });
    expect(sizes).toEqual([10]);
  });
});
