import type { Conditional } from '@ledger/transactions/condition';
import { parseCaptureHold } from './capture-hold';
import { parseCaptureHolds } from './capture-holds';
import { parseChangeAccount } from './change-account';
import { parseCompromiseKey, parseRegisterKey, parseRetireKey } from './change-keys';
import { parseCloseAccount } from './close-account';
import { parseClosePeriod } from './close-period';
import { parseDeclareChart } from './declare-chart';
import { parseEndImport } from './end-import';
import { parseFreezeAccount } from './freeze-account';
import { parseIncrementHold } from './increment-hold';
import { parseIssueStatement } from './issue-statement';
import { Malformed } from './malformed';
import { parseOpenAccount } from './open-account';
import { parseOpenLedger } from './open-ledger';
import { parsePlaceHold } from './place-hold';
import { parsePostTransaction } from './post-transaction';
import { parseBulkItem } from './post-transactions';
import { parseRegisterCurrency } from './register-currency';
import { parseReopenPeriod } from './reopen-period';
import { parseReverseTransaction } from './reverse-transaction';
import { parseSetVelocityLimits } from './set-velocity-limits';
import { parseVoidHold } from './void-hold';

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
    parseRegisterKey({ keyId: '415783f0', role: 'writer', rootSignature, vkey, ...more }),
  RetireKey: (more) => parseRetireKey('415783f0', { rootSignature, ...more }),
  DeclareKeyCompromised: (more) => parseCompromiseKey('415783f0', { rootSignature, ...more }),
  RegisterCurrency: (more) => parseRegisterCurrency({ code: 'PTS', decimals: 0, name: 'Points', ...more }),
  DeclareChart: (more) => parseDeclareChart({ patterns: [], ...more }),
  OpenAccount: (more) => parseOpenAccount({ path: 'bank', ...more }),
  ChangeAccount: (more) => parseChangeAccount('bank', { tags: [], ...more }),
  FreezeAccount: (more) => parseFreezeAccount('bank', { reason, ...more }),
  CloseAccount: (more) => parseCloseAccount('bank', { reason, ...more }),
  SetVelocityLimits: (more) => parseSetVelocityLimits('bank', { limits: [], ...more }),
  PostTransaction: (more) => parsePostTransaction({ postings, ...more }),
  'an item of a bulk': (more) => commandOf(parseBulkItem({ idempotencyKey: 'k', postings, ...more })),
  ReverseTransaction: (more) => parseReverseTransaction(id, { reason, ...more }),
  PlaceHold: (more) => parsePlaceHold({ postings, ...more }),
  IncrementHold: (more) => parseIncrementHold(id, { amount: '1.00', ...more }),
  CaptureHold: (more) => parseCaptureHold(id, more),
  'an item of a settlement file': (more) =>
    parseCaptureHolds({ items: [{ idempotencyKey: 'k', hold: id, ...more }] })[0]!.command as Conditional,
  VoidHold: (more) => parseVoidHold(id, { reason, ...more }),
  ClosePeriod: (more) => parseClosePeriod({ ...october, ...more }),
  ReopenPeriod: (more) => parseReopenPeriod('2025-10', { reason, ...more }),
  EndImport: (more) => parseEndImport({ reason, ...more }),
  IssueStatement: (more) => parseIssueStatement('bank', more),
};

const flawsOf = (parse: () => unknown) => {
  try {
    parse();
  } catch (error) {
    if (error instanceof Malformed) return error.flaws.map(({ pointer, code }) => `${code} ${pointer}`);
    throw error;
  }
  return [];
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
    expect(flawsOf(() => parseChangeAccount('bank', { conditions: [condition] }))).toEqual(['Missing ']);
  });
});
