/** A type as JSON has it: read-only and flat, so that two ways to write one shape are one type. */
type Shape<Type> = Type extends object ? { readonly [Name in keyof Type]: Shape<Type[Name]> } : Type;

/** `true` where two types have the same shape: the same fields, each with the same values, optional in both or in none. */
export type Same<One, Other> =
  (<T>() => T extends Shape<One> ? 1 : 2) extends <T>() => T extends Shape<Other> ? 1 : 2 ? true : false;
