import { foundAtDesk, type Change, type DeskAccess } from '../support/resealed-desk';

/**
 * The payout desk, entry by entry: 7 a proposal of wallets, 8 and 9 its approvals by emma and ida, 10 the account that its
 * transaction needs, 11 the transaction; 12 to 14 a reversal, approved by emma; 15 to 17 a currency of admin, approved by
 * ida; 18 a proposal that emma rejects in 19; 20 one that admin retracts in 21; 22 to 24 other rules; 25 one that expires
 * in 26; 27 one that waits.
 */
const untouched: Change = () => undefined;

it('the honest journal passes, alone and with the access journal', () => {
  expect(foundAtDesk(untouched)).toEqual(['none', 'none']);
});

describe('somebody with the writer key cannot write, even where nothing is known of access,', () => {
  it.each<[string, string, Change]>([
    [
      'other than what was approved',
      'NotAllowedByBooks 11',
      (entries) => (entries[11]!.body['category'] = 'rent'),
    ],
    [
      'what needs approvals without any',
      'NotAllowedByBooks 7',
      (entries) => {
        entries.splice(7, 4);
        delete entries[7]!.actor['proposal'];
      },
    ],
    ['what has fewer approvals than it needs', 'NotAllowedByBooks 9', (entries) => void entries.splice(8, 1)],
    [
      'a proposal that needs fewer approvals than its rule asks for',
      'NotAllowedByBooks 7',
      (entries) => (entries[7]!.body['approvals'] = '1'),
    ],
    [
      'a proposal by a rule that there is not',
      'NotAllowedByBooks 7',
      (entries) => (entries[7]!.body['rule'] = 'none'),
    ],
    [
      'a proposal under the hash of another',
      'NotAllowedByBooks 7',
      (entries) => (entries[7]!.body['hash'] = entries[18]!.body['hash']),
    ],
    [
      'an approval of another hash',
      'NotAllowedByBooks 8',
      (entries) => (entries[8]!.body['hash'] = entries[18]!.body['hash']),
    ],
    [
      'an approval after the proposal expired',
      'NotAllowedByBooks 8',
      (entries) => (entries[7]!.body['expiresAt'] = entries[8]!.recordedAt),
    ],
    [
      'an approval of what was rejected',
      'NotAllowedByBooks 21',
      (entries, { actorOf }) => {
        const { hash } = entries[18]!.body;
        const proposal = { id: entries[18]!.id, seq: '18' };
        Object.assign(entries[21]!, {
          type: 'ProposalApproved',
          body: { hash, proposal },
          actor: actorOf('ida'),
        });
      },
    ],
    [
      'the expiry of a proposal before its time',
      'NotAllowedByBooks 26',
      (entries) => (entries[25]!.body['expiresAt'] = '2027-01-01T00:00:00.000Z'),
    ],
    [
      'approvals without what they bring about',
      'NotAllowedByBooks 10',
      (entries) => void entries.splice(10, 2),
    ],
    [
      'an approval by the maker',
      'ActorNotPermitted 8',
      (entries, { actorOf }) => (entries[8]!.actor = actorOf('wallets')),
    ],
    [
      'two approvals by one person',
      'ActorNotPermitted 9',
      (entries, { actorOf }) => (entries[9]!.actor = actorOf('emma')),
    ],
    [
      'what was approved for another than the maker',
      'ActorNotPermitted 10',
      (entries) => [10, 11].forEach((seq) => (entries[seq]!.actor['sub'] = 'paul')),
    ],
    [
      'a rejection by the maker',
      'ActorNotPermitted 19',
      (entries, { actorOf }) => (entries[19]!.actor = actorOf('wallets')),
    ],
    [
      'a retraction by another',
      'ActorNotPermitted 21',
      (entries, { actorOf }) => (entries[21]!.actor = actorOf('emma')),
    ],
    [
      'an expiry by a person',
      'ActorNotPermitted 26',
      (entries, { actorOf }) => (entries[26]!.actor = actorOf('emma')),
    ],
  ])('%s', (_, found, change) => {
    expect(foundAtDesk(change)[0]).toBe(found);
  });
});

describe('the access journal shows', () => {
  it.each<[string, string, Change, DeskAccess]>([
    [
      'an approval by the owner of the service that made the proposal',
      'ActorNotPermitted 8',
      (entries, { actorOf }) => (entries[8]!.actor = actorOf('olga')),
      {},
    ],
    [
      'an approval by somebody who is no approver',
      'ActorNotPermitted 8',
      (entries, { actorOf }) => (entries[8]!.actor = actorOf('paul')),
      {},
    ],
    [
      'an approval by the grant of another',
      'ActorNotPermitted 8',
      (entries, { actorOf }) => Object.assign(entries[8]!.actor, { grant: actorOf('ida').grant }),
      {},
    ],
    [
      'an approval by a grant that was revoked',
      'ActorNotPermitted 8',
      (entries, { actorOf, revokedAt }) => (entries[8]!.actor = actorOf('emma', revokedAt)),
      { revoked: 'emma' },
    ],
    [
      'an approval of accounts that the grant does not cover',
      'ActorNotPermitted 8',
      untouched,
      { narrowed: { emma: { accounts: ['bank', 'partners:otto'] } } },
    ],
    [
      'an approval above the maximum of the grant',
      'ActorNotPermitted 9',
      untouched,
      { narrowed: { ida: { maximum: [{ amount: '4999.99', currency: 'EUR' }] } } },
    ],
    [
      'an approval of a reversal by a grant of some accounts alone',
      'ActorNotPermitted 13',
      untouched,
      { narrowed: { emma: { accounts: ['bank', 'partners'] } } },
    ],
    [
      'an approval of terms by a grant of some accounts alone',
      'ActorNotPermitted 16',
      untouched,
      { narrowed: { ida: { accounts: ['bank', 'partners'] } } },
    ],
    [
      'a proposal of what the grant of its maker does not cover',
      'ActorNotPermitted 7',
      untouched,
      { narrowed: { wallets: { maximum: [{ amount: '4999.99', currency: 'EUR' }] } } },
    ],
    [
      'a proposal by somebody who may not do it',
      'ActorNotPermitted 7',
      (entries, { actorOf }) =>
        [7, 10, 11].forEach((seq) => Object.assign(entries[seq]!.actor, actorOf('olga'))),
      {},
    ],
    [
      'what was carried out for a maker whose grant was revoked by then',
      'ActorNotPermitted 11',
      (entries, { revokedAt }) => [10, 11].forEach((seq) => (entries[seq]!.actor['at'] = revokedAt)),
      { revoked: 'wallets' },
    ],
    [
      'a rejection by somebody who is no approver',
      'ActorNotPermitted 19',
      (entries, { actorOf }) => (entries[19]!.actor = actorOf('paul')),
      {},
    ],
    [
      'a rejection by a grant of other accounts',
      'ActorNotPermitted 19',
      (entries, { actorOf }) => (entries[19]!.actor = actorOf('olga')),
      { narrowed: { olga: { accounts: ['partners'] } } },
    ],
    [
      'a retraction by a grant that was revoked',
      'ActorNotPermitted 21',
      (entries, { actorOf, revokedAt }) => {
        entries[18]!.actor = actorOf('wallets');
        Object.assign(entries[20]!, {
          actor: actorOf('wallets'),
          body: entries[18]!.body,
          type: 'ProposalMade',
        });
        entries[21]!.actor = actorOf('wallets', revokedAt);
      },
      { revoked: 'wallets' },
    ],
  ])('%s', (_, found, change, access) => {
    expect(foundAtDesk(change, access)).toEqual(['none', found]);
  });

  it('that a grant of the accounts which are named suffices to approve', () => {
    const narrowed = { ida: { accounts: ['bank', 'partners:mills:payable'] } };
    const onlyFirst: Change = (entries, { actorOf }) => (entries[16]!.actor = actorOf('emma'));
    expect(foundAtDesk(onlyFirst, { narrowed })).toEqual(['none', 'none']);
  });
});
