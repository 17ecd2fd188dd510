import type { GrantBody } from '@access/commands';
import type { LedgerEvent } from '@ledger/ledger';
import { GrantedAccess, actorIn, foundBy, ledgerBy } from '../support/replayed-actors';
import { appends, posting } from '../support/written-journal';

/** Seq of the first of four top-ups, from the bank to Alice. */
const topUp = 4;
const refused = `ActorNotPermitted ${topUp}`;

/** What is found where `wallets` posts by the grant it was given at entry 5. */
const foundWith = (grant: Partial<GrantBody>, by = 'wallets 5@5') =>
  foundBy(new GrantedAccess().granted(grant).history(), ledgerBy(by));

describe('the replay of access permits', () => {
  it.each<[string, Partial<GrantBody>]>([
    ['what a grant of the whole ledger covers', {}],
    ['what a grant of every ledger covers', { ledger: '*' }],
    ['accounts below those that are named', { accounts: ['bank', 'customers:*'] }],
    ['accounts of each side', { debits: ['bank'], credits: ['customers'] }],
    ['a currency that is named', { currencies: ['EUR', 'USD'] }],
    ['debits up to the maximum of a command', { maximum: [{ amount: '10.00', currency: 'EUR' }] }],
    ['a command that is named', { commands: ['PostTransaction'] }],
    ['what is recorded while the grant has not expired', { expiresAt: '2026-11-30T12:00:31.000Z' }],
    ['what was judged just before the grant expired', { expiresAt: '2026-11-30T12:00:20.000Z' }],
    ['what was judged after the grant began', { startsAt: '2026-11-30T12:00:20.000Z' }],
  ])('%s', (_, grant) => {
    expect(foundWith(grant)).toBe('none');
  });

  it('what a revocation came too late for, within 120 seconds', () => {
    const access = new GrantedAccess().granted().revoked('5');
    expect(foundBy(access.history(), ledgerBy('wallets 5@5'))).toBe('none');
  });

  it('a principal that was restored', () => {
    const access = new GrantedAccess().granted().set('SuspendPrincipal').set('RestorePrincipal');
    expect(foundBy(access.history(), ledgerBy('wallets 5@7'))).toBe('none');
  });
});

describe('the replay of access finds an entry', () => {
  it.each<[string, Partial<GrantBody>]>([
    ['on an account that is not covered', { accounts: ['bank', 'customers:bob'] }],
    ['on an account whose name only begins like a covered one', { accounts: ['bank', 'customers:alic'] }],
    ['on the wrong side of an account', { debits: ['customers'] }],
    ['in a currency that is not covered', { currencies: ['USD'] }],
    ['above the maximum of a command', { maximum: [{ amount: '9.99', currency: 'EUR' }] }],
    ['in a currency without a maximum', { maximum: [{ amount: '10.00', currency: 'USD' }] }],
    ['by a command that is not named', { commands: ['PlaceHold'] }],
    ['by a role that does not post', { role: 'auditor' }],
    ['of another ledger than the grant', { ledger: 'other' }],
    ['by a grant that had not begun', { startsAt: '2026-11-30T12:00:31.000Z' }],
  ])('%s', (_, grant) => {
    expect(foundWith(grant)).toBe(refused);
  });

  it('by a grant that had expired more than 120 seconds before', () => {
    const access = new GrantedAccess().granted({ expiresAt: '2026-11-30T12:00:10.000Z' });
    expect(foundBy(access.history(), ledgerBy('wallets 5@5', { minute: 3 }))).toBe(refused);
  });

  it.each<[string, string]>([
    ['by the grant of another', 'wallets 2@5'],
    ['under another name', 'emma 5@5'],
    ['by a grant that nobody made', 'wallets 3@5'],
    ['by a grant that was made later', 'wallets 5@4'],
    ['by a grant that was revoked', 'wallets 5@6'],
  ])('%s', (_, by) => {
    const access = new GrantedAccess().granted().revoked('5');
    expect(foundBy(access.history(), ledgerBy(by))).toBe(refused);
  });

  it('of a principal that is suspended', () => {
    const access = new GrantedAccess().granted().set('SuspendPrincipal');
    expect(foundBy(access.history(), ledgerBy('wallets 5@6'))).toBe(refused);
  });

  it('that was judged long before it was recorded, so that a revocation in between did not count', () => {
    const access = new GrantedAccess().granted().revoked('5');
    expect(foundBy(access.history(), ledgerBy('wallets 5@5', { minute: 3 }))).toBe(refused);
  });

  it('of nobody', () => {
    const events = ledgerBy('wallets 5@5', {
      change: (entry) => {
        if (entry.type === 'TransactionPosted') entry.actor = { sub: 'anonymous' } as never;
      },
    });
    expect(foundBy(new GrantedAccess().granted().history(), events)).toBe(`MalformedEntry ${topUp}`);
  });

  it('that is posted late without the right to do so', () => {
    const late = ledgerBy('wallets 5@5', {
      change: (entry) => {
        if (entry.type !== 'TransactionPosted') return;
        const { description = '', postings } = entry.body;
        entry.body = { description, lateReason: 'Invoice came late', postings };
      },
    });
    expect(foundBy(new GrantedAccess().granted().history(), late)).toBe(refused);
    expect(foundBy(new GrantedAccess().granted({ late: true }).history(), late)).toBe('none');
  });

  it('as incomplete where the access journal ends before it was judged', () => {
    const history = new GrantedAccess().granted().history();
    expect(foundBy(history, ledgerBy('wallets 5@6'))).toBe('AccessEndsEarlier');
  });

  it('as tampered where there is that as well', () => {
    const history = new GrantedAccess().granted().history();
    const events = ledgerBy('wallets 5@6', {
      change: (entry) => {
        if (entry.seq === '6') entry.actor = actorIn('wallets 3@5');
      },
    });
    expect(foundBy(history, events)).toBe('ActorNotPermitted 6');
  });
});

/** A transaction to Bob, for whom the chart opens an account, or another. */
function openedFor(path: string): readonly (readonly LedgerEvent[])[] {
  const pattern = { pattern: 'customers:*', type: 'liability' } as const;
  const postings = [
    posting('bank', 'debit', '1.00', ['1.00', '1']),
    posting('customers:bob', 'credit', '1.00', ['1.00', '1']),
  ];
  return [
    ...appends.slice(0, 2),
    [{ type: 'ChartDeclared', body: { patterns: [pattern] } }],
    [
      { type: 'AccountOpened', body: { path: 'customers:bob', pattern: 'customers:*', type: 'liability' } },
      { type: 'AccountOpened', body: { path, pattern: 'customers:*', type: 'liability' } },
      { type: 'TransactionPosted', body: { postings } },
    ].slice(path === 'customers:bob' ? 1 : 0) as LedgerEvent[],
  ];
}

describe('of a command that makes several entries', () => {
  const first = 5;
  const history = new GrantedAccess().granted({ commands: ['PostTransaction'] }).history();
  const foundIn = (groups: readonly (readonly LedgerEvent[])[], opener = 'wallets 5@5') =>
    foundBy(
      history,
      ledgerBy('wallets 5@5', {
        groups,
        change(entry) {
          if (entry.type !== 'AccountOpened' || entry.body.pattern === undefined) return;
          entry.actor = actorIn(opener);
          delete (entry as { idem?: string }).idem;
          delete (entry as { idemHash?: string }).idemHash;
        },
      }),
    );

  it('the last is judged, and what the chart opens for it is its consequence', () => {
    expect(foundIn(openedFor('customers:bob'))).toBe('none');
  });

  it('no account is opened that it does not need', () => {
    expect(foundIn(openedFor('customers:mallory'))).toBe(`ActorNotPermitted ${first + 1}`);
  });

  it('all are by the same actor', () => {
    expect(foundIn(openedFor('customers:bob'), 'admin 2@2')).toBe(`ActorNotPermitted ${first}`);
  });

  it('one is the last: a command is answered', () => {
    const [opening, accounts, chart, needing] = openedFor('customers:bob');
    expect(foundIn([opening!, accounts!, chart!, needing!.slice(0, 1)])).toBe(`ActorNotPermitted ${first}`);
  });
});
