import type { Mapping } from '../mapped/mapping';

/**
 * PayPal's activity download: the running balance says which rows move money.
 * @see https://developer.paypal.com/docs/reports/reference/activity-download
 */
export const paypalCsv: Mapping = {
  decimal: '.',
  thousands: ',',
  dates: 'dd/MM/yyyy',
  booked: 'Date',
  amount: 'Net',
  balance: 'Balance',
  countsByBalance: true,
  currency: 'Currency',
  accountIsCurrency: true,
  code: 'Type',
  party: 'Name',
  ids: { transaction: 'Transaction ID', source: 'Reference Txn ID' },
  identity: ['Transaction ID'],
  fees: ['Fee'],
  feesAreNegative: true,
  // The first row of a currency has no balance before it to compare with.
  advices: {
    column: 'Type',
    values: {
      'General Authorization': 'moves nothing',
      'Void of Authorization': 'moves nothing',
    },
  },
  required: ['Date', 'Type', 'Currency', 'Net', 'Transaction ID', 'Balance'],
};
