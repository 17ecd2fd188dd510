import { isSoftDeleted, noMetadata, parseMetadata, softDeleteJson, undeletedJson } from './metadata';

const parse = (json: string) => parseMetadata(Buffer.from(json));

describe('stream metadata', () => {
  it('has the three limits and leaves the rest alone', () => {
    expect(parse('{"$maxCount":3,"$maxAge":60,"$tb":5,"owner":"x"}')).toEqual({
      maxCount: 3,
      maxAgeSeconds: 60,
      truncateBefore: 5,
    });
  });

  it.each([['nonsense'], ['[]'], ['{"$maxCount":0}'], ['{"$maxAge":"1"}'], ['{"$tb":-1}'], ['{"$tb":1.5}']])(
    'counts as none at all when it is %s',
    (json) => {
      expect(parse(json)).toBe(noMetadata);
    },
  );

  it('marks a soft delete by the highest revision there is', () => {
    expect(isSoftDeleted(parseMetadata(softDeleteJson))).toBe(true);
    expect(isSoftDeleted(parse('{"$tb":1000}'))).toBe(false);
  });

  it('keeps everything else when a stream begins again', () => {
    const json = undeletedJson(Buffer.from('{"$tb":9223372036854775807,"owner":"x"}'), 7);
    expect(JSON.parse(String(json))).toEqual({ $tb: 7, owner: 'x' });
    expect(undeletedJson(Buffer.from('[]'), 7)).toBeUndefined();
  });
});
