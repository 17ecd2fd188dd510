import { Keeper, type Running, Stopped } from './keep-running';

/** A service that ends when its test says so, and notes when it is started and stopped. */
function service(name: string, events: string[]) {
  const ends: ((how: string) => void)[] = [];
  const starts: (() => void)[] = [];
  const task = {
    name,
    start: (): Promise<Running> => {
      events.push(`start ${name}`);
      let end!: (how: string) => void;
      const ended = new Promise<string>((resolve) => (end = resolve));
      ends.push(end);
      starts.shift()?.();
      const stop = async (): Promise<void> => {
        events.push(`stop ${name}`);
        end('code 0');
      };
      return Promise.resolve({ ended, stop });
    },
  };
  const nextStart = (): Promise<void> => new Promise((resolve) => starts.push(resolve));
  return { task, nextStart, end: (how: string) => ends.at(-1)?.(how) };
}

describe('keeping services running', () => {
  const silent = (): void => undefined;

  it('stops them in the reverse of the order they were asked for', async () => {
    const events: string[] = [];
    const keeper = new Keeper(silent);
    const [store, api] = [service('store', events), service('api', events)];
    await Promise.all([keeper.start(store.task), keeper.start(api.task)]);

    await keeper.stop();

    expect(events).toEqual(['start store', 'start api', 'stop api', 'stop store']);
  });

  it('starts again what ends unasked, and says so', async () => {
    const lines: string[] = [];
    const keeper = new Keeper((line) => lines.push(line));
    const projector = service('The projector', []);
    await keeper.start(projector.task);
    const again = projector.nextStart();

    projector.end('SIGKILL');
    await again;

    expect(lines).toEqual(['The projector ended (SIGKILL); starting it again.']);
    await keeper.stop();
  });

  it('gives up on what keeps ending', async () => {
    const keeper = new Keeper(silent, 1);
    const broken: Running = { ended: Promise.resolve('code 3'), stop: () => Promise.resolve() };
    await keeper.start({ name: 'The API', start: () => Promise.resolve(broken) });

    await expect(keeper.failure).resolves.toBe('The API keeps ending (code 3).');
  });

  it('hands on why a service cannot start the first time', async () => {
    const keeper = new Keeper(silent);
    const task = { name: 'The API', start: () => Promise.reject(new Error('no port')) };

    await expect(keeper.start(task)).rejects.toThrow('no port');
  });

  it('starts nothing any more once it stops', async () => {
    const events: string[] = [];
    const keeper = new Keeper(silent);
    await keeper.stop();

    await expect(keeper.start(service('api', events).task)).rejects.toBeInstanceOf(Stopped);
    expect(events).toEqual([]);
  });
});
