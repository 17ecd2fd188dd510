import { RateLimit } from './rate-limit';
import { requestIds } from './request-id';

describe('the rate limit', () => {
  const limited = (perSecond: number) => {
    const clock = { ms: 0 };
    const limit = new RateLimit(perSecond, () => clock.ms);
    const admitted = (address: string, count: number) =>
      Array.from({ length: count }, () => limit.admits(address)).filter(Boolean).length;
    return { clock, admitted };
  };

  it('admits a second of requests at once, then as many as time brings', () => {
    const { clock, admitted } = limited(10);

    expect(admitted('a', 15)).toBe(10);
    clock.ms = 300;
    expect(admitted('a', 15)).toBe(3);
    clock.ms = 10_000;
    expect(admitted('a', 15)).toBe(10);
  });

  it('counts each address for itself', () => {
    const { admitted } = limited(2);

    expect([admitted('a', 5), admitted('b', 5)]).toEqual([2, 2]);
  });

  it('admits everything when it is off', () => {
    expect(limited(0).admitted('a', 1000)).toBe(1000);
  });

  it('forgets the longest known address when there are too many', () => {
    const { admitted } = limited(1);
    admitted('first', 1);
    for (let i = 0; i < 10_000; i++) admitted(`a${i}`, 1);

    expect([admitted('a9999', 1), admitted('first', 1)]).toEqual([0, 1]);
  });

  it('says how long a number of requests at once has to wait, and counts at most a second of them', () => {
    const clock = { ms: 0 };
    const limit = new RateLimit(10, () => clock.ms);

    expect([limit.delayMs('a', 4), limit.delayMs('a', 8)]).toEqual([0, 200]);
    clock.ms = 200;
    expect(limit.delayMs('a', 8)).toBe(0);
    clock.ms = 1_199;
    expect(limit.delayMs('a', 500)).toBe(1);
    clock.ms = 1_200;
    expect(limit.delayMs('a', 500)).toBe(0);
  });
});

describe('request ids', () => {
  it('are the caller’s where they are printable and short, else new ones', () => {
    const idOf = requestIds();
    const given = (id: string) => idOf({ headers: { 'x-request-id': id } });

    expect(given('trace-42')).toBe('trace-42');
    expect(given('x'.repeat(129))).not.toContain('x'.repeat(129));
    expect(given('a b')).not.toBe('a b');
    expect(idOf({ headers: {} })).not.toBe(idOf({ headers: {} }));
  });
});
