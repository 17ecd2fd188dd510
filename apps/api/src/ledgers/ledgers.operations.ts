import { declareChartInput } from '@commands/declare-chart';
import { openLedgerInput } from '@commands/open-ledger';
import { currencyInput } from '@commands/register-currency';
import { commandProblems, underLedger, type Operation } from '../operation';
import { dryRunQuery } from '../parts';
import { currencyAnswers, plainAnswers } from '../receipt.schemas';

const wallets = {
  pattern: 'customers:*:wallet',
  type: 'liability',
  currencies: ['EUR'],
  limits: [{ currency: 'EUR', least: '0.00' }],
};

export const openLedger: Operation = {
  id: 'openLedger',
  method: 'POST',
  path: '/v1/ledgers',
  tag: 'Ledgers',
  summary: 'Open a ledger',
  isKeyed: true,
  query: dryRunQuery,
  body: { schema: openLedgerInput, example: { id: 'acme', name: 'Acme Payments', chart: [wallets] } },
  answers: plainAnswers,
  problems: [
    ...commandProblems.filter((code) => code !== 'LedgerNotFound'),
    'LedgerAlreadyExists',
    'CurrencyAlreadyRegistered',
    'CurrencyNotRegistered',
    'ChartPatternsContradict',
    'LimitsContradict',
    'AmountHasWrongDecimals',
    'AmountTooLarge',
  ],
};

export const registerCurrency: Operation = {
  id: 'registerCurrency',
  method: 'POST',
  path: `${underLedger}/currencies`,
  tag: 'Ledgers',
  summary: 'Register a currency beside those of ISO 4217',
  isKeyed: true,
  query: dryRunQuery,
  body: { schema: currencyInput, example: { code: 'PTS', decimals: 0, name: 'Loyalty points' } },
  answers: currencyAnswers,
  problems: [...commandProblems, 'CurrencyAlreadyRegistered'],
};

export const declareChart: Operation = {
  id: 'declareChart',
  method: 'PUT',
  path: `${underLedger}/chart`,
  tag: 'Ledgers',
  summary: 'Declare the chart: which accounts open on their first posting',
  description: 'Replaces an earlier chart; accounts that are open keep the terms they have.',
  isKeyed: true,
  query: dryRunQuery,
  body: { schema: declareChartInput, example: { patterns: [wallets] } },
  answers: plainAnswers,
  problems: [
    ...commandProblems,
    'ChartPatternsContradict',
    'CurrencyNotRegistered',
    'LimitsContradict',
    'AmountHasWrongDecimals',
    'AmountTooLarge',
  ],
};
