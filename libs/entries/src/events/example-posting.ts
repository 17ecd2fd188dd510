import type { PostedPosting } from '@ledger/transactions/posting';

type Figures = readonly [available: string, posted: string, version: string, line: string];

export function debit(account: string, amount: string, figures: Figures): PostedPosting {
  return postingOf('debit', account, amount, figures);
}

export function credit(account: string, amount: string, figures: Figures): PostedPosting {
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
