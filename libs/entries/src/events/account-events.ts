import { metadataKeyPattern } from '@ledger/accounts/account';
import type { BodyOf } from '@ledger/ledger';
import { chartPathPattern } from '@ledger/accounts/path';
import { accountTypes, type ChartPattern } from '@ledger/state';
import { always, listOf, nullOr, object, oneOf, optional, recordOf, text, textLike } from '../shape';
import { ofNode, ofWhole, type Act } from './acts';
import { currencies, limits, metadata, path, personal, side, texts } from './common-shapes';
import type { DeclaredEvents } from './declared-event';

const accountType = oneOf(...accountTypes);

export const pattern = object<ChartPattern>({
  currencies: optional(currencies, 'As for an account.'),
  limits: optional(limits, 'As for an account.'),
  pattern: always(
    textLike(chartPathPattern, 'the path of an account, in which a segment may be *'),
    'A path in which a segment can be `*`. If several patterns match, the one that spells out the first differing segment applies.',
  ),
  type: always(accountType, 'As for an account.'),
});

/** Limits and currencies say what an account may hold; the rest only describes it. */
function ofChange({ currencies, limits, path: node }: BodyOf<'AccountChanged'>): Act {
  const isConfigured = currencies !== undefined || limits !== undefined;
  const permission = isConfigured ? 'configure' : 'maintain';
  return { permission, command: 'ChangeAccount', reach: { nodes: [node] } };
}

/** Of accounts, and of the chart that opens them. */
export const accountEvents = {
  ChartDeclared: {
    meaning: 'The whole chart, which replaces an earlier one. Open accounts keep their terms.',
    act: ofWhole('configure', 'DeclareChart'),
    body: {
      patterns: always(
        listOf(pattern),
        'The patterns of the chart, see [Pattern](#pattern). Their order has no meaning.',
      ),
    },
    example: {
      patterns: [
        {
          limits: [
            { currency: 'EUR', minimum: '0.00' },
            { currency: 'USD', minimum: '0.00' },
          ],
          pattern: 'customers:*:wallet',
          type: 'liability',
        },
      ],
    },
  },
  AccountOpened: {
    meaning:
      'The account accepts postings from now on. It was opened by a command, or by the chart in the same append as the first transaction that needs it.',
    act: ofNode('maintain', 'OpenAccount'),
    body: {
      currencies: optional(
        currencies,
        'Codes of the currencies that the account accepts, ascending; if absent, any.',
      ),
      limits: optional(limits, 'See [Limit](#limit), ascending by currency, at most one per currency.'),
      metadata: optional(metadata, "The caller's own keys and values."),
      path: always(path, 'Address in the tree: 1 to 12 segments joined by colons.'),
      pattern: optional(text, 'The pattern of the chart that opened it; absent if a command did.'),
      personal: optional(
        personal,
        'Personal text about at most 8 subjects, encrypted, see [Personal text](#personal-text).',
      ),
      tags: optional(texts, 'Search terms, ascending.'),
      type: always(
        accountType,
        '`asset`, `liability`, `equity`, `income` or `expense`; an inherited type is written out.',
      ),
    },
    example: { path: 'bank', type: 'asset' },
  },
  AccountChanged: {
    meaning: 'Absent fields stay as they were.',
    act: ofChange,
    body: {
      currencies: optional(nullOr(currencies), 'The new list; null accepts any currency.'),
      limits: optional(limits, 'All limits from now on, replacing the earlier ones.'),
      metadata: optional(recordOf(metadataKeyPattern, nullOr(text)), 'Changed keys; null removes a key.'),
      path: always(path, 'The account.'),
      personal: optional(
        nullOr(personal),
        'All personal text from now on, encrypted, see [Personal text](#personal-text); null for none. Earlier text stays in its entry.',
      ),
      tags: optional(texts, 'All tags from now on.'),
    },
    example: {
      currencies: null,
      limits: [{ currency: 'EUR', maximum: '1000000.00', minimum: '-1000.00' }],
      metadata: { 'iban.masked': null, purpose: 'settlement' },
      path: 'bank',
      tags: ['cash'],
    },
  },
  AccountFrozen: {
    meaning: 'Postings on this side are refused from now on.',
    act: ofNode('maintain', 'FreezeAccount'),
    body: {
      exceptHolds: optional(oneOf(true), '`true`: holds that are open may still be captured on this side.'),
      path: always(path, 'The account.'),
      reason: always(text, 'The reason, for readers of the journal.'),
      side: optional(side, '`debit` or `credit`; if absent, both.'),
    },
    example: { path: 'customers:bob:wallet', reason: 'court order', side: 'debit' },
  },
  AccountUnfrozen: {
    meaning: 'Postings on this side are accepted again.',
    act: ofNode('maintain', 'UnfreezeAccount'),
    body: {
      path: always(path, 'The account.'),
      reason: always(text, 'The reason.'),
      side: optional(side, '`debit` or `credit`; if absent, both.'),
    },
    example: { path: 'bank:till', reason: 'court order' },
  },
  AccountClosed: {
    meaning:
      'The account, whose balances are zero, permanently accepts no more postings. Its path is not opened again.',
    act: ofNode('configure', 'CloseAccount'),
    body: {
      path: always(path, 'The account.'),
      reason: always(text, 'The reason.'),
    },
    example: { path: 'bank:till', reason: 'customer left' },
  },
} satisfies Partial<DeclaredEvents>;
