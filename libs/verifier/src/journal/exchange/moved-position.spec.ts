import { movedPosition } from './moved-position';

it('a long position of 110.00 at 99.73 that gives away 160.00 for 150.40 gains 3.67 and is short 50.00 at 47.00', () => {
  expect(movedPosition({ position: 11_000n, equivalent: 9_973n }, -16_000n, 15_040n)).toEqual({
    position: -5_000n,
    equivalent: -4_700n,
    closed: 11_000n,
    cost: 9_973n,
    gain: 367n,
  });
});

it('a short position gains where less is paid than was received', () => {
  expect(movedPosition({ position: -10_000n, equivalent: -9_000n }, 4_000n, 3_500n)).toEqual({
    position: -6_000n,
    equivalent: -5_400n,
    closed: 4_000n,
    cost: 3_600n,
    gain: 100n,
  });
});

it('the last unit takes the rest of the cost', () => {
  const third = movedPosition({ position: 3n, equivalent: 100n }, -1n, 40n);
  expect(third).toMatchObject({ position: 2n, equivalent: 67n, cost: 33n, gain: 7n });
  expect(movedPosition(third, -2n, 80n)).toMatchObject({
    position: 0n,
    equivalent: 0n,
    cost: 67n,
    gain: 13n,
  });
});
