import type { AccessEvent } from '@access/events';
import type { KeyEvent } from '@ledger/key-events';
import { object, type DocumentedFields, type Shape } from '../shape';

/** The events that the access journal alone has: changes of keys are declared with those of ledgers. */
export type OwnEvent = Exclude<AccessEvent, KeyEvent>;

type Of<Type, Each> = Each extends { readonly type: infer Known }
  ? Type extends Known
    ? Each
    : never
  : never;

/** The body of an event of this type. */
export type AccessBodyOf<Type> = Of<Type, OwnEvent>['body'];

type NameOf<Body> = Body extends unknown ? keyof Body : never;

/** Every field that a body of some form has, with what it means. */
type FieldsOfPage<Body> = { readonly [Name in NameOf<Body>]: { readonly meaning: string } };

/**
 * All there is to say of one type of event of the access journal: readers judge entries by it, and docs/EVENTS.md is made
 * from it. Texts are Markdown of that page.
 */
interface DeclaredAccessEvent<Body extends object> {
  readonly meaning: string;
  readonly fields: FieldsOfPage<Body>;
  readonly shape: Shape<Body>;
  /** A body that stands in the golden journal. */
  readonly example: Body;
}

export type DeclaredAccessEvents = {
  readonly [Type in OwnEvent['type']]: DeclaredAccessEvent<AccessBodyOf<Type>>;
};

/** An event whose body has these fields, and needs no other rule. */
export function declared<Type extends OwnEvent['type']>(
  _: Type,
  about: {
    readonly meaning: string;
    readonly fields: DocumentedFields<AccessBodyOf<Type>>;
    readonly example: AccessBodyOf<Type>;
  },
): DeclaredAccessEvent<AccessBodyOf<Type>> {
  return { ...about, shape: object<AccessBodyOf<Type>>(about.fields) };
}
