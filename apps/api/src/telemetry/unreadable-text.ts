import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import type { OnUnreadable } from '@personal/personal-texts';

/** Counts and logs personal text that its key does not open, though it is not erased. */
export function observeUnreadable(registry: Registry, log: Logger): OnUnreadable {
  const unreadable = new Counter({
    name: 'ledger_personal_text_unreadable_total',
    help: 'Personal text that could not be decrypted, or encrypted, because the row of its key is damaged.',
    registers: [registry],
  });
  return (key, damage) => {
    unreadable.inc();
    log.error({ key, damage }, 'personal text is unreadable: restore the row of its key from a backup');
  };
}
