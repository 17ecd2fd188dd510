import type { Conditional } from '@ledger/transactions/condition';
import { CaptureHold } from './holds/capture-hold';
import { parseCaptureHolds } from './holds/capture-holds';
import { ChangeAccount } from './accounts/change-account';
import { DeclareKeyCompromised, RegisterKey, RetireKey } from './keys/change-keys';
import { CloseAccount } from './accounts/close-account';
import { ClosePeriod } from './periods/close-period';
import { DeclareChart } from './ledgers/declare-chart';
import { EndImport } from './ledgers/end-import';
import { FreezeAccount } from './accounts/freeze-account';
import { IncrementHold } from './holds/increment-hold';
import { IssueStatement } from './accounts/issue-statement';
import { OpenAccount } from './accounts/open-account';
import { parseOpenLedger } from './ledgers/open-ledger';
import { PlaceHold } from './holds/place-hold';
import { PostTransaction } from './transactions/post-transaction';
import { parseBulkItem } from './transactions/post-transactions';
import { RegisterCurrency } from './ledgers/register-currency';
import { ReopenPeriod } from './periods/reopen-period';
import { ReverseTransaction } from './transactions/reverse-transaction';
import { SetVelocityLimits } from './limits/set-velocity-limits';
import { VoidHold } from './holds/void-hold';
import { Malformed } from './input/malformed';
import { flawsOf } from '../../../test/support/flaws-of';

const id = '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21';
const reason = 'Why';
const rootSignature = Buffer.alloc(68, 1).toString('base64');
const vkey = 'ledger.example/acme/writer+415783f0+AUA0RQQwFulZmpixzw0txmpcQCHL7/vnfFF0uk902/gM';
const postings = [
  { account: 'bank', side: 'debit', amount: '1.00', currency: 'EUR' },
  { account: 'sales', side: 'credit', amount: '1.00', currency: 'EUR' },
];
const october = { period: '2025-10', from: '2025-10-01T00:00:00Z', to: '2025-11-01T00:00:00Z', kind: 'soft' };
const condition = { account: 'bank', currency: 'EUR', version: '12', availableAtLeast: '-5.00' };

type With = { readonly conditions: readonly unknown[] };
const commandOf = (item: ReturnType<typeof parseBulkItem>) => {
  if (item instanceof Malformed) throw item;
  return item.command;
};

/** Every write to a ledger that is open. */
const writes: Readonly<Record<string, (more: With) => Conditional>> = {
  RegisterKey: (more) =>
    RegisterKey.read({ keyId: '415783f0', role: 'writer', rootSignature, vkey, ...more }),
  RetireKey: (more) => RetireKey.read({ rootSignature, ...more }, '415783f0'),
  DeclareKeyCompromised: (more) => DeclareKeyCompromised.read({ rootSignature, ...more }, '415783f0'),
  RegisterCurrency: (more) => RegisterCurrency.read({ code: 'PTS', decimals: 0, name: 'Points', ...more }),
  DeclareChart: (more) => DeclareChart.read({ patterns: [], ...more }),
  OpenAccount: (more) => OpenAccount.read({ path: 'bank', ...more }),
  ChangeAccount: (more) => ChangeAccount.read({ tags: [], ...more }, 'bank'),
  FreezeAccount: (more) => FreezeAccount.read({ reason, ...more }, 'bank'),
  CloseAccount: (more) => CloseAccount.read({ reason, ...more }, 'bank'),
  SetVelocityLimits: (more) => SetVelocityLimits.read({ limits: [], ...more }, 'bank'),
  PostTransaction: (more) => PostTransaction.read({ postings, ...more }),
  'an item of a bulk': (more) => commandOf(parseBulkItem({ idempotencyKey: 'k', postings, ...more })),
  ReverseTransaction: (more) => ReverseTransaction.read({ reason, ...more }, id),
  PlaceHold: (more) => PlaceHold.read({ postings, ...more }),
  IncrementHold: (more) => IncrementHold.read({ amount: '1.00', ...more }, id),
  CaptureHold: (more) => CaptureHold.read(more, id),
  'an item of a settlement file': (more) =>
    parseCaptureHolds({ items: [{ idempotencyKey: 'k', hold: id, ...more }] })[0]!.command,
  VoidHold: (more) => VoidHold.read({ reason, ...more }, id),
  ClosePeriod: (more) => ClosePeriod.read({ ...october, ...more }),
  ReopenPeriod: (more) => ReopenPeriod.read({ reason, ...more }, '2025-10'),
  EndImport: (more) => EndImport.read({ reason, ...more }),
  IssueStatement: (more) => IssueStatement.read(more, 'bank'),
};

describe('conditions', () => {
  it.each(Object.keys(writes))('go with %s', (name) => {
    expect(writes[name]!({ conditions: [condition] }).conditions).toEqual([condition]);
  });

  it('do not go with the opening of a ledger, which has nothing yet', () => {
    expect(flawsOf(() => parseOpenLedger({ id: 'acme', name: 'Acme', conditions: [condition] }))).toEqual([
      'UnknownField /conditions',
    ]);
  });

  const inPost = (conditions: readonly unknown[]) => () => writes['PostTransaction']!({ conditions });

  it.each([
    [{ account: 'bank', currency: 'EUR' }, 'Missing /conditions/0'],
    [{ currency: 'EUR', version: '1' }, 'Missing /conditions/0/account'],
    [{ account: 'bank', version: '1' }, 'Missing /conditions/0/currency'],
    [{ account: 'bank', currency: 'EUR', version: 1 }, 'WrongType /conditions/0/version'],
    [{ account: 'bank', currency: 'EUR', version: '01' }, 'BadFormat /conditions/0/version'],
    [{ account: 'bank', currency: 'EUR', version: '-1' }, 'BadFormat /conditions/0/version'],
    [{ account: 'bank', currency: 'eur', version: '1' }, 'BadFormat /conditions/0/currency'],
    [{ account: '_bank', currency: 'EUR', version: '1' }, 'BadFormat /conditions/0/account'],
    [
      { account: 'bank', currency: 'EUR', availableAtLeast: '-0.00' },
      'AmountHasSign /conditions/0/availableAtLeast',
    ],
    [{ account: 'bank', currency: 'EUR', availableAtLeast: 5 }, 'WrongType /conditions/0/availableAtLeast'],
    [{ account: 'bank', currency: 'EUR', postedAtLeast: '5.00' }, 'UnknownField /conditions/0/postedAtLeast'],
  ])('are not %j', (bad, flaw) => {
    expect(flawsOf(inPost([bad]))).toContain(flaw);
  });

  it('are at most 16', () => {
    expect(flawsOf(inPost(new Array(16).fill(condition)))).toEqual([]);
    expect(flawsOf(inPost(new Array(17).fill(condition)))).toEqual(['TooLong /conditions']);
  });

  it('are no change of an account', () => {
    expect(flawsOf(() => ChangeAccount.read({ conditions: [condition] }, 'bank'))).toEqual(['Missing ']);
  });
});
