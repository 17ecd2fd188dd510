import type { ApiClient } from './api-client';
import { Failure } from './failure';

/** What the API answers to a query. @throws Failure where it is anything but an answer */
export async function ask<Body>(api: ApiClient, path: string): Promise<Body> {
  const { status, body } = await api.get(path);
  if (status !== 200) throw new Failure(`${path} was answered ${status}: ${String(body['detail'])}`);
  return body as Body;
}

/** All items of a list, page by page. @param path with at least one parameter */
export async function* pages<Item>(api: ApiClient, path: string): AsyncGenerator<Item> {
  for (let cursor: string | null = ''; cursor !== null;) {
    const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: Item[]; next: string | null } = await ask(api, `${path}&limit=1000${more}`);
    yield* page.items;
    cursor = page.next;
  }
}

/** Sends a command that must be accepted; resolves with the seq of its entry. @throws Failure */
export async function must(api: ApiClient, path: string, key: string, command: object): Promise<string> {
  const { status, body } = await api.post(path, key, command);
  if (status !== 201) throw new Failure(`${path} was answered ${status}: ${String(body['detail'])}`);
  return String(body['seq']);
}
