import { apiKeyText, digestOf, newApiKey, parseApiKey } from './api-key';

const counting = (size: number) => Uint8Array.from({ length: size }, (_, i) => i);
const key = newApiKey(counting);
const text = apiKeyText(key);

describe('an API key', () => {
  it('is lk_, an id, a secret of 256 bits and a checksum, in base62', () => {
    expect(text).toMatch(/^lk_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
    expect(parseApiKey(text)).toEqual(key);
    const full = newApiKey((size) => new Uint8Array(size).fill(0xff));
    expect(BigInt(2) ** 256n < 62n ** 43n).toBe(true);
    expect(apiKeyText(full)).toHaveLength(text.length);
  });

  it('has another secret for every other random bytes', () => {
    const last = newApiKey((size) => Uint8Array.from({ length: size }, (_, i) => (i === size - 1 ? 1 : 0)));
    const none = newApiKey((size) => new Uint8Array(size));
    expect(last).not.toEqual(none);
  });

  it('is none with one character off, wherever it stands', () => {
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === 'x' ? 'y' : 'x';
      expect(parseApiKey(text.slice(0, at) + other + text.slice(at + 1))).toBe(undefined);
    }
  });

  it.each([
    ['cut short', text.slice(0, -1)],
    ['longer', `${text}0`],
    ['with a space', ` ${text}`],
    ['empty', ''],
  ])('is none where it is %s', (_, other) => {
    expect(parseApiKey(other)).toBe(undefined);
  });

  it('is kept as the HMAC-SHA-256 of its secret', () => {
    // printf %s secret | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f
    expect(digestOf('secret', counting(32)).toString('hex')).toBe(
      '723f228d66d0f98dd0b43d22396eda3938365077ed1737631b6ca62d2dca6b43',
    );
  });
});
