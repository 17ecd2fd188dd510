import type { LedgerEvent } from '../ledger';
import type { PostedPosting } from '../transactions/posting';
import type { LedgerState } from '../state';

/** An entry without its postings, generously. */
const restBytesMax = 1_024;

/** A posting without its path and currency, every figure as long as figures get: 38 digits, point and sign. */
const figure = `-${'9'.repeat(38)}.`;
const longest: PostedPosting = {
  account: '',
  amount: figure,
  available: figure,
  currency: '',
  line: String(Number.MAX_SAFE_INTEGER),
  posted: figure,
  side: 'credit',
  version: String(Number.MAX_SAFE_INTEGER),
};
const postingBytesMax = JSON.stringify(longest).length + 1;

/**
 * How large the entry can get with which a hold or a proposal expires, whatever becomes of balances: it has to be
 * written one day, and nobody could then be refused. 0 for events that give nothing an expiry.
 */
export function expiryBytesMax({ holds }: LedgerState, { type, body }: LedgerEvent): number {
  if (type === 'ProposalMade') return restBytesMax;
  if ((type !== 'HoldPlaced' && type !== 'HoldIncremented') || body.expiresAt === undefined) return 0;
  const lines =
    type === 'HoldPlaced'
      ? body.postings.map(({ account, currency }) => account.length + currency.length)
      : holds.get(body.hold.id)!.lines.map(({ account, currency }) => account.length + currency.code.length);
  return lines.reduce((sum, bytes) => sum + bytes + postingBytesMax, restBytesMax);
}
