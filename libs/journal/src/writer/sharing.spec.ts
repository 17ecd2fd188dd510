import { Sharing } from './sharing';

/** A writer that began at 1,000 to fold what another process had appended, met it at 1,010, and appended at 1,100. */
function metThenAppended(): Sharing {
  const sharing = new Sharing();
  sharing.folding(1_000);
  sharing.met(1_010);
  sharing.appended(1_100);
  return sharing;
}

describe('a writer that shares its ledger', () => {
  it('neither rests nor expects another process while it is alone', () => {
    const sharing = new Sharing();
    sharing.appended(1_000);
    expect([sharing.restMs(1_000), sharing.isContested(1_000)]).toEqual([0, false]);
  });

  it('lets others go first for four times as long as its own turn took, folding included', () => {
    const sharing = metThenAppended();
    expect([1_100, 1_499, 1_500, 1_501].map((now) => sharing.restMs(now))).toEqual([400, 1, 0, 0]);
  });

  it('ends its rest as soon as another process has appended', () => {
    const sharing = metThenAppended();
    sharing.met(1_200);
    expect(sharing.restMs(1_200)).toBe(0);
  });

  it('rests for 50 ms at least, and for a second at most: a process that has died does not hold it up', () => {
    const [quick, slow] = [new Sharing(), new Sharing()];
    for (const sharing of [quick, slow]) {
      sharing.folding(1_000);
      sharing.met(1_001);
    }
    quick.appended(1_002);
    slow.appended(1_900);
    expect([quick.restMs(1_002), slow.restMs(1_900)]).toEqual([50, 1_000]);
  });

  it('rests once more and for half as long where nobody came, and then no more', () => {
    const sharing = metThenAppended();
    sharing.appended(1_600);
    expect(sharing.restMs(1_600)).toBe(200);
    sharing.appended(1_900);
    expect(sharing.restMs(1_900)).toBe(0);
  });

  it('does not rest for a process that it met more than a second ago', () => {
    const sharing = new Sharing();
    sharing.folding(1_000);
    sharing.met(1_010);
    sharing.appended(2_010);
    expect(sharing.restMs(2_010)).toBe(0);
  });

  it('expects another process until a second after it met it', () => {
    const sharing = metThenAppended();
    expect([sharing.isContested(2_009), sharing.isContested(2_010)]).toEqual([true, false]);
  });

  it('decides less at a time when it keeps coming too late, until it is in time', () => {
    const sharing = new Sharing();
    const most = [sharing.entriesMax];
    for (let round = 0; round < 4; round += 1) {
      sharing.cameTooLate();
      most.push(sharing.entriesMax);
    }
    sharing.appended(1_000);
    expect([...most, sharing.entriesMax]).toEqual([500, 500, 7, 1, 1, 500]);
  });
});
