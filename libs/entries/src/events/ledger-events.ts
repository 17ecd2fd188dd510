import { always, oneOf, optional, text } from '../shape';
import { ofWhole } from './acts';
import { metadata } from './common-shapes';
import type { DeclaredEvents } from './declared-event';

/** Of a ledger as a whole. */
export const ledgerEvents = {
  LedgerOpened: {
    meaning: 'The first entry of every journal; it occurs nowhere else.',
    act: ofWhole('openLedgers', 'OpenLedger'),
    body: {
      importing: optional(
        oneOf(true),
        'true: history is imported first, see [ImportEnded](#importended). If absent, the ledger is live.',
      ),
      metadata: optional(metadata, "The caller's own keys and values, in ascending order of keys."),
      name: always(text, 'Display name of the ledger.'),
      root: always(
        text,
        'Verifier key of the root key, which vouches for every other key of the ledger: `name+<hex key id>+<base64(type, public key)>`.',
      ),
      takesFuture: optional(
        oneOf(true),
        'true: a transaction may be effective after it is recorded. If absent, it may not.',
      ),
    },
    example: {
      importing: true,
      metadata: { region: 'eu' },
      name: 'Card desk',
      root: 'vectors.example/cards/root+20bf100a+AZbDdDm3sJWL4kq9lI9fHOSxm0/KoKQ72kWXyzH/SrbF',
      takesFuture: true,
    },
  },
  ImportEnded: {
    meaning:
      'The ledger is live: its history is complete. Every transaction before this entry is imported, none after it is.',
    act: ofWhole('configure', 'EndImport'),
    body: {
      reason: always(text, 'The reason.'),
    },
    example: { reason: 'History up to October is complete' },
  },
} satisfies Partial<DeclaredEvents>;
