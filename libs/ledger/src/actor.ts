/** Ids of principals: 2 to 63 of a-z, 0-9 and -, beginning with a letter; never what entries call the ledger itself. */
export const principalIdPattern = /^(?!system$)[a-z][a-z0-9-]{1,62}$/;

/** Who asked for an entry, and the grant that permitted it: ids, never the name of a person. */
export interface GrantedActor {
  /** Seq of the last entry of the access journal when the grant was judged. */
  readonly at: string;
  /** Seq of the entry of the access journal that made the grant. */
  readonly grant: string;
  /** Seq of the proposal that others have approved, where there was one. */
  readonly proposal?: string;
  /** Id of the principal. */
  readonly sub: string;
}

/** The ledger itself, for what no caller asks for. */
interface SystemActor {
  readonly at?: never;
  readonly grant?: never;
  readonly proposal?: never;
  readonly sub: 'system';
}

export type Actor = GrantedActor | SystemActor;

/** Who is named for what no caller asks for. */
export const system = { sub: 'system' } as const satisfies Actor;

/** The fields of an actor, whatever belongs together. */
export type ActorFields = Partial<GrantedActor> & Pick<GrantedActor, 'sub'>;

/** Whether the fields that are there belong together. */
export function isActor({ at, grant, proposal, sub }: ActorFields): boolean {
  if (sub === system.sub) return (at ?? grant ?? proposal) === undefined;
  return at !== undefined && grant !== undefined && principalIdPattern.test(sub);
}
