import type { LedgerEvent } from '@ledger/ledger';
import type { PostedPosting } from '@ledger/transactions/posting';

type BodyOf<Type, Event = LedgerEvent> = Event extends {
  readonly type: infer Known;
  readonly body: infer Body;
}
  ? Type extends Known
    ? Body
    : never
  : never;

type Figures = readonly [available: string, posted: string, version: string, line: string];

function debit(account: string, amount: string, figures: Figures): PostedPosting {
  return postingOf('debit', account, amount, figures);
}

function credit(account: string, amount: string, figures: Figures): PostedPosting {
  return postingOf('credit', account, amount, figures);
}

function postingOf(
  side: 'debit' | 'credit',
  account: string,
  amount: string,
  [available, posted, version, line]: Figures,
): PostedPosting {
  return { account, amount, available, currency: 'EUR', line, posted, side, version };
}

/** What an entry of each type may say; every one stands in a golden journal. */
export const eventExamples: { readonly [Type in LedgerEvent['type']]: BodyOf<Type> } = {
  LedgerOpened: {
    importing: true,
    metadata: { region: 'eu' },
    name: 'Card desk',
    root: 'vectors.example/cards/root+20bf100a+AZbDdDm3sJWL4kq9lI9fHOSxm0/KoKQ72kWXyzH/SrbF',
    takesFuture: true,
  },
  KeyRegistered: {
    keyId: '3af97f07',
    role: 'writer',
    rootSignature:
      'DWqkdOE61f1PQX8bs8WpXow6qMCqZF2SoHObSgvYFGrNCnIt7ZuwvAKsv/z8hDcjhOd0ApefqKBiV7weFjIHCZaR1Qg=',
    vkey: 'vectors.example/vault/writer+3af97f07+AUA0RQQwFulZmpixzw0txmpcQCHL7/vnfFF0uk902/gM',
  },
  KeyRetired: {
    keyId: '9373cd32',
    rootSignature:
      'DWqkdD3aXA2VEJD04KsC4UiEvwI3dtSSr+vJIspApCmwPbM/ofTr13Tdy5boxNQtrHdN+tH/G5rkuZ88lB3zKvuJ2AI=',
  },
  KeyCompromised: {
    fromSeq: '5',
    keyId: 'e11f621a',
    rootSignature:
      'DWqkdNmUy/jaYVsrwzKq7we30cVXR2FK3+HVFvCJoV0itJQ/HOOadW/rriDa4FIp0gynqGsBfhSMm6j25lUppa2BzQE=',
  },
  CurrencyRegistered: { code: 'ETH', decimals: '18', name: 'Ether' },
  CurrencyCorrected: { code: 'MILES', decimals: '0', name: 'Miles' },
  ChartDeclared: {
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
  AccountOpened: { path: 'bank', type: 'asset' },
  AccountChanged: {
    currencies: null,
    limits: [{ currency: 'EUR', maximum: '1000000.00', minimum: '-1000.00' }],
    metadata: { 'iban.masked': null, purpose: 'settlement' },
    path: 'bank',
    tags: ['cash'],
  },
  AccountFrozen: { path: 'customers:bob:wallet', reason: 'court order', side: 'debit' },
  AccountUnfrozen: { path: 'bank:till', reason: 'court order' },
  AccountClosed: { path: 'bank:till', reason: 'customer left' },
  VelocityLimitsSet: {
    limits: [
      { count: '100', name: 'bursts', per: 'node', side: 'debit', window: { seconds: '3600' } },
      {
        category: 'card',
        currency: 'EUR',
        maximum: '500.00',
        name: 'card-daily',
        per: 'account',
        side: 'debit',
        window: { calendar: 'day', timeZone: 'Europe/Berlin' },
      },
    ],
    path: 'customers',
  },
  TransactionPosted: {
    captures: {
      counted: { at: '2026-11-23T12:00:07.000Z', category: 'card.purchase' },
      id: '01a20847-1958-78dc-a2ab-3c624e3443ee',
      remaining: ['40.00', '40.00'],
      seq: '13',
    },
    category: 'card.purchase',
    postings: [
      debit('customers:alice:wallet', '30.00', ['164.00', '270.00', '2', '9']),
      credit('visa', '30.00', ['30.00', '30.00', '1', '9']),
    ],
    reference: 'clr-1',
  },
  HoldPlaced: {
    category: 'card.purchase',
    description: 'Fuel',
    expiresAt: '2026-11-30T00:00:00.000Z',
    metadata: { terminal: 'pump-4' },
    postings: [
      debit('customers:alice:wallet', '60.00', ['240.00', '300.00', '1', '3']),
      credit('visa', '60.00', ['0.00', '0.00', '0', '1']),
    ],
    reference: 'auth-1',
    tags: ['card', 'fuel'],
    tolerance: { percent: '20' },
  },
  HoldIncremented: {
    expiresAt: '2026-12-01T00:00:00.000Z',
    hold: { id: '01a20847-1958-78dc-a2ab-3c624e3443ee', seq: '13' },
    postings: [
      debit('customers:alice:wallet', '10.00', ['165.00', '300.00', '1', '7']),
      credit('visa', '10.00', ['0.00', '0.00', '0', '7']),
    ],
  },
  HoldVoided: {
    hold: { id: '01a20847-1958-7ee4-866d-af583e89c3cb', seq: '15' },
    postings: [
      debit('customers:bob:wallet', '5.00', ['5.00', '15.00', '2', '5']),
      credit('visa', '5.00', ['90.00', '90.00', '3', '13']),
    ],
    reason: 'The order was cancelled',
  },
  HoldExpired: {
    hold: { id: '01a20847-1958-7728-9413-09c8633e25d2', seq: '14' },
    postings: [
      debit('customers:bob:wallet', '10.00', ['15.00', '15.00', '2', '6']),
      credit('visa', '10.00', ['90.00', '90.00', '3', '14']),
    ],
  },
  PeriodClosed: {
    from: '2026-10-01T00:00:00.000Z',
    kind: 'soft',
    period: '2026-10',
    reason: 'Month-end',
    to: '2026-11-01T00:00:00.000Z',
  },
  PeriodReopened: { period: '2026-10', reason: 'Auditor asked for a correction' },
  ImportEnded: { reason: 'History up to October is complete' },
  StatementIssued: {
    closing: [
      { currency: 'EUR', posted: '253.50' },
      { currency: 'USD', posted: '17.50' },
    ],
    description: 'November 2026',
    fromSeq: '29',
    number: '2',
    opening: [
      { currency: 'EUR', posted: '255.00' },
      { currency: 'USD', posted: '17.50' },
    ],
    path: 'customers:alice:wallet',
    toSeq: '35',
  },
};
