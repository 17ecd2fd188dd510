import { SlowBodies } from './slow-bodies';

describe('slow bodies', () => {
  const setUp = () => {
    const clock = { ms: 0 };
    const slow = new SlowBodies(() => clock.ms);
    const broken: string[] = [];
    const request = (name: string, type = 'application/json', complete = false) => ({
      complete,
      headers: { 'content-type': type },
      socket: { destroy: () => broken.push(name) },
    });
    return { clock, slow, broken, request };
  };

  it('are broken off after half a minute, and none before', () => {
    const { clock, slow, broken, request } = setUp();
    slow.begin(request('early'));
    clock.ms = 1_000;
    slow.begin(request('late'));
    clock.ms = 30_000;
    slow.sweep();

    expect(broken).toEqual(['early']);
  });

  it('are not those that have come, are answered, or are streams of lines', () => {
    const { clock, slow, broken, request } = setUp();
    const answered = request('answered');
    for (const each of [
      answered,
      request('come', 'application/json', true),
      request('lines', 'application/x-ndjson'),
    ])
      slow.begin(each);
    slow.end(answered);
    clock.ms = 60_000;
    slow.sweep();

    expect(broken).toEqual([]);
  });
});
