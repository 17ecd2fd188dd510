import { CheckedClock, inWords, type OtherClock } from './checked-clock';

const noon = Date.parse('2026-11-30T12:00:00Z');

/** A process whose clock may be set, and two others that show the right time. */
function given() {
  let passed = 0;
  let set = 0;
  const own = { now: () => noon + passed + set, monotonic: () => 7 + passed };
  const clock = new CheckedClock(own);
  const right = () => noon + passed;
  const exact = (name: string, isAwayFrom = Infinity): OtherClock => ({
    name,
    read: async () => {
      if (passed >= isAwayFrom) throw new Error('away');
      return { from: right(), to: right() };
    },
  });
  return {
    clock,
    right,
    exact,
    pass: (milliseconds: number) => (passed += milliseconds),
    set: (milliseconds: number) => (set += milliseconds),
  };
}

describe('a clock that is compared with others', () => {
  it('is trusted as it is where no other can be read', async () => {
    const { clock, set } = given();
    set(3_600_000);
    expect(
      await clock.compare([{ name: 'Postgres', read: () => Promise.reject(new Error('away')) }]),
    ).toEqual([false]);
    expect([clock.worst, clock.now()]).toEqual([undefined, noon + 3_600_000]);
  });

  it('finds no difference from a clock that shows the seconds alone', async () => {
    const { clock, set } = given();
    set(900);
    await clock.compare([{ name: 'the event store', read: async () => ({ from: noon, to: noon + 1_000 }) }]);
    expect(clock.worst).toEqual({ clock: 'the event store', aheadMs: 0 });
  });

  it('says how far it is ahead or behind, of the one that differs most', async () => {
    const { clock, set, exact, right } = given();
    set(-8_000);
    const slow: OtherClock = {
      name: 'the event store',
      read: async () => ({ from: right() - 2_000, to: right() - 1_000 }),
    };
    await clock.compare([slow, exact('Postgres')]);
    expect(clock.offsets.map(inWords)).toEqual(['6.0 s behind the event store', '8.0 s behind Postgres']);
    expect(clock.worst).toEqual({ clock: 'Postgres', aheadMs: -8_000 });
  });

  it('never shows a time more than a minute ahead of any other', async () => {
    const { clock, set, pass, exact, right } = given();
    set(365 * 86_400_000);
    await clock.compare([exact('Postgres')]);
    expect(clock.now()).toBe(right() + 60_000);
    pass(10_000);
    expect(clock.now()).toBe(right() + 60_000);
  });

  it('notices that it was set, without asking anybody again', async () => {
    const { clock, set, pass, exact, right } = given();
    await clock.compare([exact('Postgres')]);
    pass(5_000);
    set(86_400_000);
    expect(clock.worst).toEqual({ clock: 'Postgres', aheadMs: 86_400_000 });
    expect(clock.now()).toBe(right() + 60_000);
    set(-86_400_000);
    expect([clock.worst?.aheadMs, clock.now()]).toEqual([0, right()]);
  });

  it('keeps what it found while nobody can be asked, and forgets one that is away as soon as another answers', async () => {
    const { clock, set, pass, exact } = given();
    set(70_000);
    await clock.compare([exact('Postgres'), exact('the event store', 1)]);
    pass(1_000);
    await clock.compare([exact('Postgres', 1), exact('the event store', 1)]);
    expect(clock.offsets.map(({ aheadMs }) => aheadMs)).toEqual([70_000, 70_000]);
    await clock.compare([exact('Postgres'), exact('the event store', 1)]);
    expect(clock.offsets).toEqual([{ clock: 'Postgres', aheadMs: 70_000 }]);
  });
});
