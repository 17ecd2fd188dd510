import {
  closed,
  credit,
  currency,
  debit,
  given,
  opened,
  paid,
  post,
  type Wish,
} from '../../../../test/support/given';
import { held } from '../../../../test/support/given-holds';
import type { StatementIssued } from './statement';

const books = [opened('bank'), opened('wallet', 'liability')];
const issued = (path = 'wallet', description?: string): Wish => ({
  type: 'IssueStatement',
  path,
  ...(description !== undefined && { description }),
});
const statement = (body: Omit<StatementIssued['body'], 'path'>): StatementIssued => ({
  type: 'StatementIssued',
  body: { path: 'wallet', ...body },
});
const eur = (posted: string) => ({ currency: 'EUR', posted });

describe('a statement', () => {
  it('covers everything so far where it is the first', () => {
    given(...books, paid('5.00', 'bank', 'wallet'))
      .when(issued('wallet', 'November'))
      .then(
        statement({
          closing: [eur('5.00')],
          description: 'November',
          fromSeq: '0',
          number: '1',
          opening: [],
          toSeq: '4',
        }),
      );
  });

  it('goes on where the one before closed, entry by entry and figure by figure', () => {
    given(...books, paid('5.00', 'bank', 'wallet'), issued(), paid('2.00', 'wallet', 'bank'))
      .when(issued())
      .then(
        statement({
          closing: [eur('3.00')],
          fromSeq: '5',
          number: '2',
          opening: [eur('5.00')],
          toSeq: '6',
        }),
      );
  });

  it('of an account that never moved has nothing in it', () => {
    given(...books)
      .when(issued())
      .then(statement({ closing: [], fromSeq: '0', number: '1', opening: [], toSeq: '3' }));
  });

  it('shows what is posted: holds are not in it', () => {
    given(...books, paid('5.00', 'bank', 'wallet'), held('4.00', 'wallet', 'bank'))
      .when(issued())
      .then(statement({ closing: [eur('5.00')], fromSeq: '0', number: '1', opening: [], toSeq: '5' }));
    given(...books, held('4.00', 'wallet', 'bank'))
      .when(issued())
      .then(statement({ closing: [], fromSeq: '0', number: '1', opening: [], toSeq: '4' }));
  });

  it('keeps a currency that was used, though it is at zero, and all in order of their codes', () => {
    const points = [debit('bank', '7', 'PTS'), credit('wallet', '7', 'PTS')];
    given(
      ...books,
      currency('PTS', 0),
      post(...points),
      paid('5.00', 'bank', 'wallet'),
      paid('5.00', 'wallet', 'bank'),
    )
      .when(issued())
      .then(
        statement({
          closing: [eur('0.00'), { currency: 'PTS', posted: '7' }],
          fromSeq: '0',
          number: '1',
          opening: [],
          toSeq: '7',
        }),
      );
  });

  it('is numbered account by account', () => {
    given(...books, issued('bank'), issued('bank'))
      .when(issued())
      .then(statement({ closing: [], fromSeq: '0', number: '1', opening: [], toSeq: '5' }));
  });

  it('is given for a closed account too, and for none that was never opened', () => {
    given(...books, closed('wallet'))
      .when(issued())
      .then(statement({ closing: [], fromSeq: '0', number: '1', opening: [], toSeq: '4' }));
    given(...books)
      .when(issued('nobody'))
      .refused('AccountNotFound', { account: 'nobody' });
  });
});
