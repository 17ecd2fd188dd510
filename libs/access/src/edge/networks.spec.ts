import { isNetwork } from '../principals/network';
import { isWithin } from './networks';

describe('a network', () => {
  it.each(['10.0.0.0/8', '192.168.1.7/32', '0.0.0.0/0', '2001:db8::/32', '::/0', '::1/128', 'fe80::1:2/64'])(
    'is %s',
    (text) => {
      expect(isNetwork(text)).toBe(true);
    },
  );

  it.each([
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0/8',
    '256.0.0.0/8',
    '10.0.0.00/8',
    '::1',
    '::1/129',
    'g::/8',
    ':/8',
    '1::2::3/8',
    '',
  ])('is not %s', (text) => {
    expect(isNetwork(text)).toBe(false);
  });
});

describe('an address', () => {
  const networks = ['10.0.0.0/8', '2001:db8::/32'];

  it.each([
    ['10.255.0.1', true],
    ['::ffff:10.1.2.3', true],
    ['11.0.0.1', false],
    ['2001:db8:1::1', true],
    ['2001:db9::1', false],
    ['unknown', false],
  ])('%s is in the networks: %s', (address, isIn) => {
    expect(isWithin(networks, address)).toBe(isIn);
    expect(isWithin(networks, address)).toBe(isIn);
  });
});
