import { tombstoneRevision, varintInto, varintLength, WireReader } from './wire';

describe('a number on the wire', () => {
  it.each([
    [0, '00'],
    [127, '7f'],
    [128, '8001'],
    [16_383, 'ff7f'],
    [16_384, '808001'],
    [2 ** 28 - 1, 'ffffff7f'],
    [2 ** 28, '8080808001'],
    [2 ** 32, '8080808010'],
    [2 ** 35, '808080808001'],
    [Number.MAX_SAFE_INTEGER, 'ffffffffffffff0f'],
    [tombstoneRevision, 'ffffffffffffffff7f'],
  ])('%d is %s', (value, hex) => {
    const bytes = Buffer.alloc(varintLength(value));
    expect(varintInto(bytes, 0, value)).toBe(bytes.length);
    expect(bytes.toString('hex')).toBe(hex);
    expect(new WireReader(bytes).varint()).toBe(value);
  });

  it.each([['80'], ['0a05aabb'], ['ffffffffffffffffffffff']])(
    'truncated or endless bytes %s are refused',
    (hex) => {
      const reader = new WireReader(Buffer.from(hex, 'hex'));
      expect(() => {
        const tag = reader.varint();
        reader.skip(tag);
      }).toThrow(RangeError);
    },
  );
});
