import type { ApiClient } from '../api-client';
import { accepted } from '../keys/listed-keys';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** The items of all pages of a list. @param path with or without a query. @throws Failure with what the API says */
export async function everyPage<Item>(api: ApiClient, path: string): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const url: URL = new URL(path, 'http://any');
    if (cursor !== null) url.searchParams.set('cursor', cursor);
    const page = accepted(await api.get(url.pathname + url.search)) as unknown as Page<Item>;
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
}
