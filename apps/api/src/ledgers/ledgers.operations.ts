import { CorrectCurrency } from '@commands/ledgers/correct-currency';
import { DeclareChart } from '@commands/ledgers/declare-chart';
import { EndImport } from '@commands/ledgers/end-import';
import { RegisterCurrency } from '@commands/ledgers/register-currency';
import { openLedgerInput } from '@commands/ledgers/open-ledger';
import { commandProblems, underLedger, writeProblems, type Operation } from '../operations/operation';
import { dryRunQuery } from '../requests/parts';
import { currencyAnswers, plainAnswers } from '../answers/receipt.schemas';
import { submitting } from '../operations/submitting';

const wallets = {
  pattern: 'customers:*:wallet',
  type: 'liability',
  currencies: ['EUR'],
  limits: [{ currency: 'EUR', minimum: '0.00' }],
};

export const openLedger: Operation = {
  id: 'openLedger',
  permission: { to: 'openLedgers', of: 'command' },
  method: 'POST',
  path: '/v1/ledgers',
  tag: 'Ledgers',
  summary: 'Open a ledger',
  description:
    'A closed set of accounts with its own rules, currencies and journal. The root key signs the opening; ' +
    'the id never changes.',
  isKeyed: true,
  query: dryRunQuery,
  body: {
    schema: openLedgerInput,
    example: {
      id: 'acme',
      name: 'Acme Payments',
      chart: [
        wallets,
        { pattern: 'income:fees:*', type: 'income' },
        { pattern: 'payables:*', type: 'liability' },
      ],
    },
  },
  answers: plainAnswers,
  problems: [
    ...writeProblems,
    'LedgerAlreadyExists',
    'RootKeyMissing',
    'CurrencyAlreadyRegistered',
    'CurrencyNotRegistered',
    'ChartPatternsContradict',
    'LimitsContradict',
    'AmountHasWrongDecimals',
    'AmountTooLarge',
  ],
};

export const registerCurrency = submitting(RegisterCurrency, {
  id: 'registerCurrency',
  method: 'POST',
  path: `${underLedger}/currencies`,
  tag: 'Ledgers',
  summary: 'Register a currency beside those of ISO 4217',
  description: 'For example a crypto asset or loyalty points. Codes of ISO 4217 need no registration.',
  example: { code: 'PTS', decimals: 0, name: 'Loyalty points' },
  answers: currencyAnswers,
  problems: [...commandProblems, 'CurrencyAlreadyRegistered'],
});

export const correctCurrency = submitting(CorrectCurrency, {
  id: 'correctCurrency',
  method: 'PUT',
  path: `${underLedger}/currencies/:code`,
  tag: 'Ledgers',
  summary: 'Correct the decimals and the name of a registered currency that is not used yet',
  description:
    'Possible until an amount in this currency is used in a posting, a hold, a limit of an account or of the chart, or a velocity limit. ' +
    'Currencies of ISO 4217 are never corrected.',
  example: { decimals: 2, name: 'Loyalty points' },
  answers: currencyAnswers,
  problems: [...commandProblems, 'CurrencyIsFixed', 'CurrencyNotRegistered'],
});

export const declareChart = submitting(DeclareChart, {
  id: 'declareChart',
  method: 'PUT',
  path: `${underLedger}/chart`,
  tag: 'Ledgers',
  summary: 'Declare the chart: which accounts open on their first posting',
  description: 'Replaces an earlier chart; accounts that are open keep the terms they have.',
  example: { patterns: [wallets] },
  answers: plainAnswers,
  problems: [
    ...commandProblems,
    'ChartPatternsContradict',
    'CurrencyNotRegistered',
    'LimitsContradict',
    'AmountHasWrongDecimals',
    'AmountTooLarge',
  ],
});

export const endImport = submitting(EndImport, {
  id: 'endImport',
  method: 'POST',
  path: `${underLedger}/import/end`,
  tag: 'Ledgers',
  summary: 'End the import of history; the ledger is live from then on',
  description:
    'A ledger opened with `importing` takes transactions in the order of their effective times, each with its own, ' +
    'and marks them as imported. Limits hold then too; velocity limits and holds begin when the ledger is live.',
  example: { reason: 'History up to 2026-10-31 is complete' },
  answers: plainAnswers,
  problems: [...commandProblems, 'LedgerIsLive'],
});
