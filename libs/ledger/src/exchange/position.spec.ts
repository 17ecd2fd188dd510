import fc from 'fast-check';
import { moved, type Position } from './position';

const none: Position = { position: 0n, equivalent: 0n };

describe('a position at average cost', () => {
  it('long 110.00 at 99.73 that sells 160.00 for 150.40 gains 3.67, and is short 50.00 at 47.00', () => {
    const after = moved({ position: 11_000n, equivalent: 9_973n }, -16_000n, 15_040n);
    expect(after).toEqual({
      position: -5_000n,
      equivalent: -4_700n,
      closed: 11_000n,
      cost: 9_973n,
      gain: 367n,
    });
  });

  it('short gains where it buys back for less', () => {
    const after = moved({ position: -10_000n, equivalent: -9_000n }, 4_000n, 3_500n);
    expect(after).toEqual({
      position: -6_000n,
      equivalent: -5_400n,
      closed: 4_000n,
      cost: 3_600n,
      gain: 100n,
    });
  });

  const movements = fc.array(
    fc.tuple(
      fc.bigInt({ min: -1_000n, max: 1_000n }).filter((by) => by !== 0n),
      fc.bigInt({ min: 0n, max: 5_000n }),
    ),
    { maxLength: 40 },
  );

  it('costs nothing where nothing is open, else has the sign of its cost', () => {
    fc.assert(
      fc.property(movements, (all) => {
        let at = none;
        for (const [by, value] of all) {
          at = moved(at, by, value);
          if (at.position === 0n) expect(at.equivalent).toBe(0n);
          else expect(at.position > 0n ? at.equivalent >= 0n : at.equivalent <= 0n).toBe(true);
        }
      }),
    );
  });

  it('gains in all, once nothing is open, what was sold for less what was bought for', () => {
    fc.assert(
      fc.property(movements, fc.bigInt({ min: 0n, max: 5_000n }), (all, last) => {
        let [at, gain, cash] = [none, 0n, 0n];
        const move = (by: bigint, value: bigint) => {
          const after = moved(at, by, value);
          cash += by > 0n ? -value : value;
          gain += after.gain;
          at = after;
        };
        for (const [by, value] of all) move(by, value);
        if (at.position !== 0n) move(-at.position, last);
        expect(gain).toBe(cash);
      }),
    );
  });
});
