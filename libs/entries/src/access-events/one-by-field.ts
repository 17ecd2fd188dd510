import { text, unknown, wrong, type Shape } from '../shape';

/** The shape that belongs to the value of one field; a value that has none may be of a later release. */
export function oneByField(name: string, shapes: Readonly<Record<string, Shape<unknown>>>): Shape<unknown> {
  return {
    judge(given) {
      const value = (given as Readonly<Record<string, unknown>> | null | undefined)?.[name];
      if (text.judge(value)) return wrong('must be text', name);
      const kind = value as string;
      if (!Object.hasOwn(shapes, kind)) return unknown(`is ${kind}, which this release does not know`, name);
      return shapes[kind]!.judge(given);
    },
  };
}
