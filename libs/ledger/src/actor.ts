/** Who asked for an entry, and why he was allowed to: ids, never the name of a person. */
export interface Actor {
  /** Seq of the last entry of the access journal when the grant was judged. */
  readonly at?: string;
  /** Seq of the entry of the access journal that made the grant. */
  readonly grant?: string;
  /** Seq of the proposal that others have approved, where there was one. */
  readonly proposal?: string;
  /** Id of the principal, or `system`. */
  readonly sub: string;
}

/** Who is named for what no caller asks for. */
export const system: Actor = { sub: 'system' };
