import type { AccessEvent } from '@access/events';
import type { Entry } from '@entries/entry';
import { keyReused, type Accepted } from '@journal/answer';
import type { LedgerEvent, OpenedLedgerCommand } from '@ledger/ledger';
import type { PersonalCipher } from '@ledger/personal';
import { Refusal } from '@ledger/refusal';
import { textNotKept, type PersonalText, type PersonalTexts } from '@personal/personal-texts';
import type { Conditional } from '@ledger/transactions/condition';
import type { Declaration } from './declaration';
import type { BulkEnvelope } from './envelope';

/** A command as its caller gives it, with its own idempotency key. */
export interface GivenItem {
  readonly command: {
    readonly type: Declaration['type'];
    readonly personal?: readonly PersonalText[] | null;
  };
  readonly key: string;
}

/** Personal text as a caller gives it, with the idempotency key of its command. */
interface GivenText {
  readonly command: object & { readonly personal?: readonly PersonalText[] | null };
  readonly key: string;
}

/** A command as the journal takes it. */
interface EncryptedItem {
  readonly command: Conditional & Extract<OpenedLedgerCommand, { readonly type: Declaration['type'] }>;
  readonly key: string;
}

/**
 * Encrypts the personal text of commands, so that no journal gets to know it. An item is refused where the installation
 * keeps no personal text, or the key of a subject is unreadable.
 * @throws SubjectKeysUnavailable
 */
export async function encryptItems(
  texts: PersonalTexts,
  { ledger, isDryRun }: Pick<BulkEnvelope, 'ledger' | 'isDryRun'>,
  items: readonly GivenItem[],
): Promise<(EncryptedItem | Refusal)[]> {
  // Without personal text, what a caller gives is what the rules take.
  const asGiven = (item: GivenItem) => item as EncryptedItem;
  const speaking = items.filter(({ command }) => command.personal);
  if (speaking.length === 0) return items.map(asGiven);
  if (!texts.areKept) return items.map((item) => (item.command.personal ? textNotKept() : asGiven(item)));
  const wanted = speaking.map(({ command, key }) => ({
    texts: command.personal!,
    place: { ledger, idempotencyKey: key },
  }));
  const ciphers = await texts.encryptAll(wanted, isDryRun);
  let next = 0;
  return items.map((item) => {
    if (!item.command.personal) return asGiven(item);
    const personal = ciphers[next++]!;
    if (personal instanceof Refusal) return personal;
    const command: object = { ...item.command, personal };
    return { key: item.key, command: command as EncryptedItem['command'] };
  });
}

/**
 * The answer to a command, unless its key was answered before with other personal text: the hash of a command leaves
 * that out, so the first entry is decrypted to compare.
 * @throws SubjectKeysUnavailable
 */
export async function unlessOtherText<Event extends LedgerEvent | AccessEvent>(
  texts: PersonalTexts,
  ledger: string,
  { command, key }: GivenText,
  accepted: Accepted<Event>,
): Promise<Accepted<Event> | Refusal> {
  const { body, type } = accepted.entry as Entry<LedgerEvent | AccessEvent>;
  const said: object = type === 'ProposalMade' ? body.command : body;
  const ciphers = (said as { readonly personal?: readonly PersonalCipher[] | null }).personal ?? [];
  const given = command.personal ?? [];
  if (!accepted.isReplayed || (ciphers.length === 0 && given.length === 0)) return accepted;
  const isSame = await texts.areOf(given, ciphers, { ledger, idempotencyKey: key });
  return isSame ? accepted : keyReused(key, accepted.entry.seq);
}
