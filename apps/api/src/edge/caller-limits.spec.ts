import { CallerLimits } from './caller-limits';
import { clientNetwork } from './client-network';

function given(perAddress = 10, perPrincipal = 5) {
  const clock = { ms: 0 };
  const limits = new CallerLimits({ perAddress, perPrincipal }, () => clock.ms);
  return { clock, limits };
}
const anna = { ip: '10.0.0.1', asker: { principal: 'anna' } };

describe('the limits of callers', () => {
  it('count what costs more for several, and a principal for itself', () => {
    const { limits, clock } = given();
    expect(limits.admitsPrincipal('anna', 4)).toBe(true);
    expect(limits.admitsPrincipal('anna', 2)).toBe(false);
    expect(limits.admitsPrincipal('olga', 2)).toBe(true);
    clock.ms = 200;
    expect(limits.admitsPrincipal('anna', 2)).toBe(true);
  });

  it('admit what costs more than a second brings, once all of a second is there', () => {
    const { limits, clock } = given();
    expect(limits.admitsPrincipal('anna', 1_000)).toBe(true);
    clock.ms = 999;
    expect(limits.admitsPrincipal('anna', 1_000)).toBe(false);
    clock.ms = 1_000;
    expect(limits.admitsPrincipal('anna', 1_000)).toBe(true);
  });

  it('slow a stream down by its address and by its principal, and count nothing that has to wait', () => {
    const { limits } = given(10, 5);
    expect([limits.delayMs(anna, 4), limits.delayMs(anna, 4)]).toEqual([0, 600]);
    expect(limits.delayMs({ ip: anna.ip }, 6)).toBe(0);
  });

  it('count the items of a bulk after it was served, at most so that its principal waits two seconds', () => {
    const { limits, clock } = given(10, 5);
    limits.countItems(anna, 10_000);
    expect(limits.admitsPrincipal('anna', 1)).toBe(false);
    clock.ms = 1_200;
    expect(limits.admitsPrincipal('anna', 1)).toBe(true);
  });

  it('let an address try 50 invalid credentials at once and 5 a second', () => {
    const { limits, clock } = given();
    const tried = (count: number) =>
      Array.from({ length: count }, () => {
        if (limits.areTooMany('10.0.0.1')) return false;
        limits.count('10.0.0.1');
        return true;
      }).filter(Boolean).length;
    expect(tried(100_000)).toBe(50);
    clock.ms = 1_000;
    expect(tried(100)).toBe(5);
    expect(limits.areTooMany('10.0.0.2')).toBe(false);
  });

  it('count all addresses of one IPv6 network of 64 bits together', () => {
    const networks = ['2001:db8:0:1::1', '2001:0DB8::1:ffff:0:0:2', '2001:db8::1:0:0:0:3'].map(clientNetwork);
    expect(new Set(networks)).toEqual(new Set(['2001:db8:0:1::/64']));
    expect(clientNetwork('::1')).toBe('0:0:0:0::/64');
    expect(clientNetwork('2001:db8:0:2::1')).toBe('2001:db8:0:2::/64');
    expect(clientNetwork('::ffff:10.1.2.3')).toBe('10.1.2.3');
    expect(clientNetwork('10.1.2.3')).toBe('10.1.2.3');
  });
});
