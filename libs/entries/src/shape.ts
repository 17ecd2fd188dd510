/** What is wrong with a value of an entry, or that a later release than this one wrote it. */
export interface ShapeFlaw {
  /**
   * Whether it is a field, type or version that this release does not know: a later one may. Everything else
   * contradicts what an entry is, whatever release wrote it.
   */
  readonly isUnknown: boolean;
  /** Where it stands, such as `body.postings[1].amount`; empty for the entry itself. */
  readonly path: string;
  /** Completes "<path> …". */
  readonly rule: string;
}

/** Judges values that were parsed from JSON. `Value` is the type that a value without a flaw has. */
export interface Shape<Value> {
  readonly judge: (value: unknown) => ShapeFlaw | undefined;
  /** Never there: it ties the shape to its type. */
  readonly of?: Value;
}

interface OptionalShape<Value> extends Shape<Value> {
  readonly isOptional: true;
}

/** What a field means, in the Markdown of docs/EVENTS.md. */
interface Documented {
  readonly meaning: string;
}

/** A shape for every field of an object; those of optional fields, and no others, are {@link optional}. */
export type Fields<Value> = {
  readonly [Name in keyof Value]-?: object extends Pick<Value, Name>
    ? OptionalShape<Required<Value>[Name]>
    : Shape<Value[Name]>;
};

/** As {@link Fields}, each with what it means. */
export type DocumentedFields<Value> = Fields<Value> & { readonly [Name in keyof Value]-?: Documented };

export function wrong(rule: string, path = ''): ShapeFlaw {
  return { isUnknown: false, path, rule };
}

export function unknown(rule: string, path = ''): ShapeFlaw {
  return { isUnknown: true, path, rule };
}

/** The flaw in one sentence. */
export function sentenceOf({ path, rule }: ShapeFlaw): string {
  return `${path === '' ? 'The entry' : path} ${rule}.`;
}

/** @param rule completes "it must be …" */
function value<Value>(rule: string, isRight: (value: unknown) => boolean): Shape<Value> {
  const flaw = wrong(`must be ${rule}`);
  return { judge: (given) => (isRight(given) ? undefined : flaw) };
}

/** Any value. */
export const anything: Shape<unknown> = { judge: () => undefined };

export const text: Shape<string> = value('text', (given) => typeof given === 'string');

/** True or false. */
export const truth: Shape<boolean> = value('true or false', (given) => typeof given === 'boolean');

/** Text of one form. */
export function textLike(pattern: RegExp, rule: string): Shape<string> {
  return value(rule, (given) => typeof given === 'string' && pattern.test(given));
}

/** Text that `isRight` accepts. */
export function textThat(isRight: (text: string) => boolean, rule: string): Shape<string> {
  return value(rule, (given) => typeof given === 'string' && isRight(given));
}

/** One of these values. */
export function oneOf<const Value extends string | true>(...values: readonly Value[]): Shape<Value> {
  return value(values.join(' or '), (given) => (values as readonly unknown[]).includes(given));
}

export function nullOr<Value>(shape: Shape<Value>): Shape<Value | null> {
  return { judge: (given) => (given === null ? undefined : shape.judge(given)) };
}

/** Is never absent. @param meaning Markdown */
export function always<Value>(shape: Shape<Value>, meaning: string): Shape<Value> & Documented {
  return { judge: shape.judge, meaning };
}

/** May be absent. @param meaning Markdown */
export function optional<Value>(shape: Shape<Value>): OptionalShape<Value>;
export function optional<Value>(shape: Shape<Value>, meaning: string): OptionalShape<Value> & Documented;
export function optional<Value>(shape: Shape<Value>, meaning = ''): OptionalShape<Value> & Documented {
  return { judge: shape.judge, isOptional: true, meaning };
}

/** The shape, and more that must hold of a value of it. @param rule completes "it must …" */
export function also<Value>(
  shape: Shape<Value>,
  rule: string,
  isRight: (value: Value) => boolean,
): Shape<Value> {
  const flaw = wrong(`must ${rule}`);
  return {
    judge: (given) => shape.judge(given) ?? (isRight(given as Value) ? undefined : flaw),
  };
}

/** Where the object has the field `name`, the first shape; else the second. */
export function either<First, Second>(
  name: string,
  first: Shape<First>,
  second: Shape<Second>,
): Shape<First | Second> {
  return { judge: (given) => (isObject(given) && Object.hasOwn(given, name) ? first : second).judge(given) };
}

export function listOf<Item>(
  item: Shape<Item>,
  { min = 0, max = Infinity }: { readonly min?: number; readonly max?: number } = {},
): Shape<readonly Item[]> {
  const noList = wrong(`must be a list${min > 0 ? ` of at least ${min}` : ''}`);
  const tooLong = wrong(`must be a list of at most ${max}`);
  return {
    judge(given) {
      if (!Array.isArray(given) || given.length < min) return noList;
      if (given.length > max) return tooLong;
      let unknownYet: ShapeFlaw | undefined;
      for (let i = 0; i < given.length; i += 1) {
        const flaw = item.judge(given[i]);
        if (flaw && !flaw.isUnknown) return below(`[${i}]`, flaw);
        if (flaw) unknownYet ??= below(`[${i}]`, flaw);
      }
      return unknownYet;
    },
  };
}

/** The caller's own keys, each with a value. */
export function recordOf<Value>(key: RegExp, shape: Shape<Value>): Shape<Readonly<Record<string, Value>>> {
  const noRecord = wrong('must be an object');
  return {
    judge(given) {
      if (!isObject(given)) return noRecord;
      for (const name of Object.keys(given)) {
        if (!key.test(name)) return wrong('is no key that a caller can choose', name);
        const flaw = shape.judge(given[name]);
        if (flaw) return below(name, flaw);
      }
      return undefined;
    },
  };
}

/** The shape of an object with some fields. */
interface ObjectShape<Value> extends Shape<Value> {
  readonly fields: Fields<Value>;
}

/** Exactly these fields. One that is not among them may be from a later release, unless another is wrong. */
export function object<Value extends object>(fields: Fields<Value>): ObjectShape<Value> {
  const shapes = new Map<string, Shape<unknown> | OptionalShape<unknown>>(Object.entries(fields));
  const required = [...shapes].flatMap(([name, shape]) => ('isOptional' in shape ? [] : [name]));
  const noObject = wrong('must be an object');
  return {
    fields,
    judge(given) {
      if (!isObject(given)) return noObject;
      let unknownYet: ShapeFlaw | undefined;
      for (const name in given) {
        const shape = shapes.get(name);
        const flaw = shape ? shape.judge(given[name]) : unknownField;
        if (flaw && !flaw.isUnknown) return below(name, flaw);
        if (flaw) unknownYet ??= below(name, flaw);
      }
      for (const name of required) if (given[name] === undefined) return wrong('is missing', name);
      return unknownYet;
    },
  };
}

const unknownField = unknown('is a field that this release does not know');

function below(step: string, { isUnknown, path, rule }: ShapeFlaw): ShapeFlaw {
  const isJoined = path === '' || path.startsWith('[');
  return { isUnknown, path: isJoined ? `${step}${path}` : `${step}.${path}`, rule };
}

function isObject(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}
