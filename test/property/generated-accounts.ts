import fc from 'fast-check';
import type { FreezeAccount, UnfreezeAccount } from '@ledger/accounts/account-status';
import type { ChangeAccount } from '@ledger/accounts/account';
import type { LedgerCommand } from '@ledger/ledger';
import { sides } from '@ledger/state';
import {
  codes,
  currencies,
  limits,
  mostly,
  optional,
  path,
  pattern,
  someAccount,
  type,
} from './generated-postings';

const reason = fc.constantFrom('order', 'remaining');

const frozen = { path: mostly(someAccount, 4, path), side: fc.constantFrom(...sides), reason };
export const freezing = fc.oneof(
  optional<FreezeAccount>({ type: fc.constant('FreezeAccount'), exceptHolds: fc.boolean(), ...frozen }, [
    'type',
    'path',
    'reason',
  ]),
  optional<UnfreezeAccount>({ type: fc.constant('UnfreezeAccount'), ...frozen }, ['type', 'path', 'reason']),
);

export const accounts: fc.WeightedArbitrary<LedgerCommand>[] = [
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('RegisterCurrency' as const),
      code: fc.constantFrom(...codes),
      decimals: mostly(fc.constant(3), 3, fc.nat(18)),
      name: fc.constant('Any'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('CorrectCurrency' as const),
      code: mostly(fc.constant('PTS'), 3, fc.constantFrom(...codes)),
      decimals: fc.constantFrom(3, 3, 2),
      name: fc.constant('Other'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('DeclareChart' as const),
      patterns: fc.array(optional({ pattern, type, currencies, limits }, ['pattern', 'type']), {
        maxLength: 5,
      }),
    }),
  },
  {
    weight: 4,
    arbitrary: optional(
      { type: fc.constant('OpenAccount' as const), path, accountType: type, currencies, limits },
      ['type', 'path'],
    ),
  },
  {
    weight: 3,
    arbitrary: optional<ChangeAccount>(
      { type: fc.constant('ChangeAccount' as const), path, currencies: fc.option(currencies), limits },
      ['type', 'path'],
    ),
  },
  { weight: 3, arbitrary: freezing },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('CloseAccount' as const), path, reason }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('IssueStatement' as const), path: someAccount }) },
];
