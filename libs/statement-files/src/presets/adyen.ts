import type { Mapping } from '../mapped/mapping';

/**
 * Adyen's settlement details report: every batch begins and ends with nothing, the payout included.
 * @see https://docs.adyen.com/reporting/settlement-reconciliation/transaction-level/settlement-details-report
 */
export const adyenCsv: Mapping = {
  dates: 'yyyy-MM-dd HH:mm:ss',
  booked: 'Creation Date',
  in: 'Net Credit (NC)',
  out: 'Net Debit (NC)',
  currency: 'Net Currency',
  account: 'Merchant Account',
  statement: 'Batch Number',
  closesAtZero: true,
  code: 'Type',
  text: 'Modification Reference',
  ids: {
    psp: 'Psp Reference',
    merchant: 'Merchant Reference',
    modification: 'Modification Reference',
    batch: 'Batch Number',
  },
  // One payment is settled, refunded and charged back under one reference.
  identity: ['Psp Reference', 'Type', 'Modification Reference'],
  fees: ['Commission (NC)', 'Markup (NC)', 'Scheme Fees (NC)', 'Interchange (NC)'],
  gross: {
    amounts: ['Gross Credit (GC)', 'Gross Debit (GC)'],
    currency: 'Gross Currency',
    rate: 'Exchange Rate',
  },
  required: [
    'Psp Reference',
    'Creation Date',
    'Type',
    'Net Currency',
    'Net Debit (NC)',
    'Net Credit (NC)',
    'Batch Number',
  ],
};
