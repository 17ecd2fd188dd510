import { operations } from '../../apps/api/src/operations/operations';
import type { Operation } from '../../apps/api/src/operations/operation';
import { AccessDesk } from '../support/access-desk';
import { askersOf, type Asker } from '../support/access-matrix/callers';
import { expectedAnswer } from '../support/access-matrix/expected-answer';
import { wallet, type Request } from '../support/access-matrix/request';
import { namesOf, requestsOf } from '../support/access-matrix/requests';
import { worldFor } from '../support/access-matrix/world';
import type { Problem } from '../support/api';
import { startServices, type Services } from '../support/services';

let services: Services;
let desk: AccessDesk;
let askers: readonly Asker[];
let requests: Readonly<Record<string, Request>>;

beforeAll(async () => {
  services = await startServices({
    withPersonal: true,
    api: { RATE_LIMIT_PER_SECOND: '0', RATE_LIMIT_PER_PRINCIPAL: '0', TRUSTED_PROXIES: '127.0.0.1' },
  });
  await services.startNotary();
  desk = await AccessDesk.opened(services);
  const world = await worldFor(services, desk);
  requests = requestsOf(world);
  const commands = Object.values(requests).flatMap(({ command }) => command ?? []);
  askers = await askersOf(desk, services.apiUrl, { ...world, commands: [...new Set(commands)] });
  // Known here means that all before it is known too.
  await desk.caller('last');
});
afterAll(async () => {
  await desk?.close();
  await services?.stop();
});

/** The path with its parts in place; that of an account is the one that the request is of. */
function pathOf({ path }: Operation, { ledger = '', of, params, query }: Request): string {
  const account = typeof of === 'object' && 'node' in of ? of.node : wallet;
  const parts: Record<string, string> = { ledger, path: account, ...params };
  const address = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parts[name]!));
  return query ? `${address}?${new URLSearchParams(query).toString()}` : address;
}

let sent = 0;

/** The status, and the code of the problem, that somebody is answered, each time from another address. */
async function answerTo({ client }: Asker, operation: Operation, request: Request): Promise<string> {
  sent += 1;
  const { body } = request;
  const headers = {
    'X-Forwarded-For': `10.${sent >> 16}.${(sent >> 8) & 255}.${sent & 255}`,
    ...(body && { 'Content-Type': 'application/json', 'Idempotency-Key': `matrix-${sent}` }),
  };
  const init = { headers, redirect: 'manual', ...(body && { body: JSON.stringify(body) }) } as const;
  const path = pathOf(operation, request);
  const { body: problem, status } = await client.send<Problem | undefined>(operation.method, path, init);
  if (problem?.code === 'NotPermitted')
    expect([request.needs, request.needsFirst]).toContain(problem['permission']);
  return problem?.code === undefined ? String(status) : `${status} ${problem.code}`;
}

describe('to whoever asks for it, by whatever role and scope, is answered what the tables say:', () => {
  it.each(operations.map((operation) => [operation.id, operation] as const))('%s', async (id, operation) => {
    const names = namesOf(requests, id);
    expect(names).not.toEqual([]);
    for (const name of names) {
      const request = requests[name]!;
      const answers = askers.map(async (asker) => [asker.name, await answerTo(asker, operation, request)]);
      const expected = askers.map((asker) => [asker.name, expectedAnswer(asker, request)]);
      expect({ [name]: Object.fromEntries(await Promise.all(answers)) as object }).toEqual({
        [name]: Object.fromEntries(expected) as object,
      });
    }
  });
});
