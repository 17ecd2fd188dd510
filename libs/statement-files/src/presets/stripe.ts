import type { Mapping } from '../mapped/mapping';

/**
 * Stripe's itemised balance change reports (CSV): the amount of a line is the net.
 * @see https://docs.stripe.com/reports/report-types/balance#balance-change-from-activity
 */
export const stripeCsv: Mapping = {
  dates: 'yyyy-MM-dd HH:mm:ss',
  zone: 'UTC',
  booked: 'created',
  value: 'available_on',
  amount: 'net',
  currency: 'currency',
  accountIsCurrency: true,
  code: 'reporting_category',
  text: 'description',
  ids: { transaction: 'balance_transaction_id', source: 'source_id', payout: 'automatic_payout_id' },
  identity: ['balance_transaction_id'],
  fees: ['fee'],
  required: ['balance_transaction_id', 'created', 'currency', 'net', 'reporting_category'],
};

/**
 * Balance transactions of Stripe's API, one JSON object a line; amounts count the smallest unit.
 * @see https://docs.stripe.com/api/balance_transactions/object
 */
export const stripeJson: Mapping = {
  dates: 'epoch',
  booked: 'created',
  value: 'available_on',
  amount: 'net',
  smallestUnit: true,
  currency: 'currency',
  accountIsCurrency: true,
  code: 'reporting_category',
  text: 'description',
  ids: { transaction: 'id', source: 'source' },
  identity: ['id'],
  fees: ['fee'],
  advices: { column: 'status', values: { pending: 'pending' } },
};
