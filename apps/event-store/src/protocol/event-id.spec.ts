import { eventIdFromHalves, eventIdFromText } from './event-id';

const eventId = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9';
const parsed = (text: string) => eventIdFromText(Buffer.from(text)).text.toString();

describe('an event id', () => {
  it.each([
    [eventId],
    [eventId.toUpperCase()],
    [eventId.replace(/-/g, '')],
    [`{${eventId}}`],
    [`(${eventId})`],
  ])('is read from %s', (text) => {
    expect(parsed(text)).toBe(eventId);
  });

  it('has the same words in any letter case', () => {
    const { words } = eventIdFromText(Buffer.from(eventId.toUpperCase()));
    expect(words).toEqual([0x0a1b2c3d, 0x4e5f6071, 0x8293a4b5, 0xc6d7e8f9]);
  });

  it('is read from two signed halves', () => {
    const id = eventIdFromHalves(0x0a1b2c3d4e5f6071n, BigInt.asIntN(64, 0x8293a4b5c6d7e8f9n));
    expect(id.text.toString()).toBe(eventId);
  });

  it.each([
    [''],
    ['not-an-id'],
    [eventId.replace('a', 'g')],
    [eventId.slice(1)],
    [eventId.replace('-', '0')],
  ])('is not %j', (text) => {
    expect(() => parsed(text)).toThrow('Guid should contain 32 digits');
  });

  it('is not all zeros', () => {
    expect(() => parsed(eventId.replace(/[0-9a-f]/g, '0'))).toThrow('Empty eventId provided');
  });
});
