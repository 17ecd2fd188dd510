import type { BookEvent } from '@entries/entry';
import type { Actor } from '@ledger/actor';

/** Who asks for a command. */
export interface Asked {
  readonly actor: Actor;
  /**
   * Judges each event when it is decided, which may be more than once, and says who its entry names; `actor` where it is
   * absent.
   * @throws Refusal, and then nothing of the command is written
   */
  judged?(event: BookEvent): Actor;
}

/** A command with who asks for it, its idempotency key and the fingerprint of its content. */
export interface KeyedCommand<Command> extends Asked {
  readonly command: Command;
  readonly key: string;
  readonly hash: string;
  /** Whether it must be the first of its append, before what is due. */
  readonly isFirst?: boolean;
}

export function keysOf(items: readonly { readonly key: string }[]): string[] {
  return items.map(({ key }) => key);
}
