import { plainLayout } from './frame';
import { GroupCommit } from './group-commit';

/** A target whose writes end when the test says so. */
function manualTarget() {
  const writes: { bytes: string; done: (error?: Error) => void }[] = [];
  const target = {
    end: 0,
    layout: plainLayout,
    append(bytes: Buffer, done: (error?: Error) => void) {
      const finish = (error?: Error) => {
        if (!error) target.end += bytes.length;
        done(error);
      };
      writes.push({ bytes: bytes.toString(), done: finish });
    },
    close: () => Promise.resolve(),
  };
  return { target, writes };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('group commit', () => {
  const set = () => {
    const { target, writes } = manualTarget();
    const log: string[] = [];
    const commits = new GroupCommit(
      target,
      (position, bytes) => log.push(`${bytes} at ${position}`),
      () => log.push('group'),
      (error) => log.push(error.message),
    );
    const append = (name: string) => commits.append(Buffer.from(name), () => log.push(`answer ${name}`));
    return { commits, writes, log, append };
  };

  it('answers only when the bytes are durable, in order', async () => {
    const { writes, log, append } = set();
    append('a');
    append('b');
    await nextTurn();
    expect(writes.map(({ bytes }) => bytes)).toEqual(['ab']);
    expect(log).toEqual([]);
    writes[0]?.done();
    expect(log).toEqual(['ab at 0', 'answer a', 'answer b', 'group']);
  });

  it('gathers what comes during a write into the next one', async () => {
    const { commits, writes, log, append } = set();
    append('a');
    await nextTurn();
    for (const name of ['b', 'c', 'd']) append(name);
    expect(commits.end).toBe(4);
    writes[0]?.done();
    expect(writes.map(({ bytes }) => bytes)).toEqual(['a', 'bcd']);
    expect(log).toEqual(['a at 0', 'answer a', 'group']);
    writes[1]?.done();
    await commits.drained();
    expect(commits.waitingBytes).toBe(0);
  });

  it('answers nothing of a group the disk refused', async () => {
    const { writes, log, append } = set();
    append('a');
    await nextTurn();
    writes[0]?.done(new Error('disk full'));
    expect(log).toEqual(['disk full']);
  });
});
