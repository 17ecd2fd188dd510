/** Filters of $all, by stream name or event type; each distinct name is tested once and remembered. */
import type { EventIndex } from './event-index';

export interface FilterSpec {
  readonly on: 'stream' | 'type';
  readonly regex: string;
  readonly prefixes: readonly string[];
}

export type OrdinalFilter = (ordinal: number) => boolean;

/** Throws SyntaxError for a regex JavaScript does not know. */
export function ordinalFilter(index: EventIndex, spec: FilterSpec | undefined): OrdinalFilter {
  if (!spec) return () => true;
  const accepts = nameFilter(spec);
  const isByStream = spec.on === 'stream';
  const numbers = isByStream ? index.streamNumbers : index.typeNumbers;
  const known: (boolean | undefined)[] = [];
  return (ordinal) => {
    const number = numbers.get(ordinal);
    const remembered = known[number];
    if (remembered !== undefined) return remembered;
    const name = (isByStream ? index.streams[number] : index.types[number])?.name ?? '';
    const isAccepted = accepts(name);
    known[number] = isAccepted;
    return isAccepted;
  };
}

function nameFilter(spec: FilterSpec): (name: string) => boolean {
  if (spec.regex === '') return (name) => spec.prefixes.some((prefix) => name.startsWith(prefix));
  const regex = new RegExp(spec.regex);
  return (name) => regex.test(name);
}
