import { Sharing } from './sharing';

/** A writer that read from 1,000 to 1,010, met another process, and appended at 1,100. */
function metThenAppended(): Sharing {
  const sharing = new Sharing();
  sharing.looking(1_000);
  sharing.met(1_010);
  sharing.appended(1_100);
  return sharing;
}

describe('a writer that shares its ledger', () => {
  it('neither rests nor reads first while it is alone', () => {
    const sharing = new Sharing();
    sharing.appended(1_000);
    expect([sharing.isResting(1_000), sharing.takeNeedToRead(1_000)]).toEqual([false, false]);
  });

  it('lets others go first for four times as long as its own turn took, reading included', () => {
    const sharing = metThenAppended();
    expect([sharing.isResting(1_499), sharing.isResting(1_500)]).toEqual([true, false]);
  });

  it('ends its rest as soon as another process has appended', () => {
    const sharing = metThenAppended();
    sharing.met(1_200);
    expect(sharing.isResting(1_200)).toBe(false);
  });

  it('rests once more and for half as long where nobody came, and then no more', () => {
    const sharing = metThenAppended();
    sharing.appended(1_600);
    expect([sharing.isResting(1_799), sharing.isResting(1_800)]).toEqual([true, false]);
    sharing.appended(1_900);
    expect(sharing.isResting(1_900)).toBe(false);
  });

  it('does not rest for a process that it met more than a second ago', () => {
    const sharing = new Sharing();
    sharing.looking(1_000);
    sharing.met(1_010);
    sharing.appended(2_010);
    expect(sharing.isResting(2_010)).toBe(false);
  });

  it('reads before it decides until a second after it met another process', () => {
    const sharing = metThenAppended();
    expect([sharing.takeNeedToRead(2_009), sharing.takeNeedToRead(2_010)]).toEqual([true, false]);
  });

  it('does not read again what it has just read after a conflict', () => {
    const sharing = metThenAppended();
    sharing.cameTooLate();
    expect([sharing.takeNeedToRead(1_200), sharing.takeNeedToRead(1_200)]).toEqual([false, true]);
  });

  it('looks when the other process is expected, and more often from then on', () => {
    const sharing = metThenAppended();
    sharing.looking(1_290);
    sharing.met(1_300);
    sharing.appended(1_400);
    // It waited for 200 ms the last time.
    expect(sharing.lookIn(1_400)).toBe(150);
    expect(sharing.lookIn(1_560)).toBe(25);
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
