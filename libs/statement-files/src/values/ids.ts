import type { IdName, Ids, Line } from '../record';

/** What banks write where they have no id. */
const none = /^(?:|NONREF|NOTPROVIDED|NOT PROVIDED|N\/A|0+)$/i;

/** An id as it stands in a file; undefined where it says that there is none. */
export function idIn(text: string | undefined): string | undefined {
  const id = text?.trim();
  return id === undefined || none.test(id) ? undefined : id;
}

/** The ids that are there. */
export function idsOf(given: Readonly<Partial<Record<IdName, string | undefined>>>): Ids {
  const ids: Partial<Record<IdName, string>> = {};
  for (const name in given) {
    const id = idIn(given[name as IdName]);
    if (id !== undefined) ids[name as IdName] = id;
  }
  return ids;
}

/** Those ids that differ from what the line says already. */
export function idsBeyond(ids: Ids, line: Ids): Ids {
  return Object.fromEntries(Object.entries(ids).filter(([name, id]) => line[name as IdName] !== id));
}

/**
 * What distinguishes a movement from others of its account, day, direction and amount: the id of the provider, else what it says
 * of it. Two lines may have the same: two equal purchases of one day are two.
 */
export function identityOf(line: Pick<Line, 'identity' | 'ids' | 'items' | 'party' | 'text'>): string {
  if (line.identity !== undefined) return line.identity;
  const said = [line, ...(line.items ?? [])].flatMap(({ ids, party, text }) => [
    ids.endToEnd,
    party?.account,
    text,
  ]);
  return folded(said.filter((each) => each !== undefined).join(' '));
}

/** Text without what banks change between two files: case, width of letters, spaces and marks. */
function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
