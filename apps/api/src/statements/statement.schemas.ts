import { z } from 'zod';
import {
  balanceSchema,
  amount,
  category,
  currency,
  description,
  effectiveAt,
  recordedAt,
  reference,
  seq,
  side,
  transactionId,
} from '../answers/read.schemas';

/** One line of a statement, and balances by currency. */
export const lineSchema = z
  .object({
    seq,
    posting: z.int().meta({ description: 'Place of the posting in its transaction, from 0.' }),
    transaction: transactionId,
    side,
    amount,
    currency,
    balance: amount.meta({ description: 'Balance after this line, on the normal side.' }),
    effectiveAt,
    recordedAt,
    category,
    reference,
    description,
  })
  .meta({ id: 'StatementLine' });

export const lineExample = {
  seq: '1024',
  posting: 1,
  transaction: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
  side: 'credit',
  amount: '99.00',
  currency: 'EUR',
  balance: '149.00',
  effectiveAt: '2026-11-22T05:57:37.123Z',
  recordedAt: '2026-11-22T05:57:38.001Z',
  category: 'wallet.top_up',
  reference: 'psp-20261122-0017',
  description: 'Card top-up',
};

export const figuresSchema = z.array(balanceSchema);
