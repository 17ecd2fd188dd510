import type { Actor } from '@ledger/actor';

/** A command with who asks for it, its idempotency key and the fingerprint of its content. */
export interface KeyedCommand<Command> {
  readonly actor: Actor;
  readonly command: Command;
  readonly key: string;
  readonly hash: string;
  /** Whether it must be the first of its append, before what is due. */
  readonly isFirst?: boolean;
}

export function keysOf(items: readonly { readonly key: string }[]): string[] {
  return items.map(({ key }) => key);
}
