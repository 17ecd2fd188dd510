import type { AccessEvent } from '@access/events';
import { RecordedAccess, foundInAccess, recordAccess, resealed } from '../support/recorded-access';

interface Edited {
  actor: Record<string, string>;
  body: Record<string, unknown>;
  recordedAt: string;
  type: string;
}

const journal = new RecordedAccess();
recordAccess(journal);
const seqOf = (type: AccessEvent['type'], which = 0) =>
  journal.entries().flatMap((entry, seq) => (entry.type === type ? [seq] : []))[which]!;

/** What is found where one entry was edited by somebody with the writer key. */
function edited(type: AccessEvent['type'], change: (entry: Edited) => void, which = 0): string {
  const seq = seqOf(type, which);
  const found = foundInAccess(resealed((entries) => change(entries[seq] as unknown as Edited)));
  return found.replace(` ${seq}`, '');
}

describe('the access journal', () => {
  it('passes the verifier as it was written', () => {
    expect(foundInAccess(journal.events)).toBe('none');
    expect(foundInAccess(resealed(() => undefined))).toBe('none');
  });

  it('does not pass where somebody without keys changed a byte', () => {
    const seq = seqOf('GrantMade');
    const events = journal.events.map((event, at) => {
      const data = Buffer.from(Buffer.from(event.data).toString().replace('10000.00', '90000.00'));
      return at === seq ? { ...event, data } : event;
    });
    expect(foundInAccess(events)).toBe(`SealWrongHead ${seq}`);
  });
});

describe('somebody with the writer key', () => {
  it.each<[string, AccessEvent['type'], (entry: Edited) => void]>([
    ['by a grant that nobody made', 'GrantMade', ({ actor }) => (actor['grant'] = '0')],
    ['by the grant of another', 'GrantMade', ({ actor }) => Object.assign(actor, { sub: 'emma' })],
    ['as the system', 'GrantMade', (entry) => (entry.actor = { sub: 'system' })],
    ['judged at an entry yet to come', 'GrantMade', ({ actor }) => Object.assign(actor, { at: '900' })],
    [
      'as what came of a proposal',
      'GrantMade',
      (entry) => {
        const { at = '', grant = '', sub = '' } = entry.actor;
        entry.actor = { at, grant, proposal: '3', sub };
      },
    ],
  ])('cannot write %s', (_, type, change) => {
    expect(edited(type, change)).toBe('ActorNotPermitted');
  });

  it('cannot write as nobody', () => {
    expect(edited('PrincipalAdded', (entry) => (entry.actor = { sub: 'anonymous' }))).toBe('MalformedEntry');
  });

  it.each<[string, AccessEvent['type'], (entry: Edited) => void]>([
    ['a grant to oneself', 'GrantMade', ({ body }) => Object.assign(body, { principal: 'admin' })],
    ['a grant to nobody', 'GrantMade', ({ body }) => Object.assign(body, { principal: 'nobody' })],
    ['the role of an approver for a service', 'GrantMade', ({ body }) => (body['role'] = 'approver')],
    [
      'the text of a principal, by a grant of a ledger',
      'ReadRecorded',
      (entry) => (entry.body = { ledger: '_access', principal: 'wallets', reason: 'x', what: 'personal' }),
    ],
    ['a principal twice', 'PrincipalAdded', ({ body }) => Object.assign(body, { principal: 'admin' })],
    ['a proposal of another hash', 'ProposalMade', ({ body }) => (body['hash'] = 'A'.repeat(43))],
    [
      'the approval of what was not proposed',
      'SubjectErased',
      ({ body }) => (body['keys'] = ['0000000000000000']),
    ],
    [
      'a proposal that expired before its time',
      'ProposalExpired',
      (entry) => (entry.recordedAt = '2026-11-30T12:59:59.999Z'),
    ],
  ])('cannot write %s', (_, type, change) => {
    expect(edited(type, change)).toMatch(/^(NotAllowedByAccess|ActorNotPermitted)$/);
  });

  it('cannot name an administrator without the root key', () => {
    expect(edited('AdminNamed', ({ body }) => (body['principal'] = 'mallory'))).toBe('KeyNotVouchedFor');
    const byGrant = (entry: Edited) => {
      entry.actor = { at: '16', grant: '2', sub: 'admin' };
      entry.body['principal'] = 'mallory';
    };
    expect(edited('AdminNamed', byGrant, 1)).toBe('ActorNotPermitted');
  });

  it('cannot register a key as the system, but for the append that names an administrator', () => {
    const recovery = seqOf('AdminNamed', 2);
    const suspended = { principal: 'wallets', reason: 'Mallory' };
    const found = foundInAccess(
      resealed((entries) =>
        Object.assign(entries[recovery]!, { body: suspended, type: 'PrincipalSuspended' }),
      ),
    );
    expect(found).toBe(`ActorNotPermitted ${recovery}`);
    const ofOrdinary = (entry: Edited) => (entry.actor = { sub: 'system' });
    expect(edited('KeyRegistered', ofOrdinary, 1)).toBe('ActorNotPermitted');
  });

  it('cannot approve alone: the change needs the approval of another person', () => {
    const approval = seqOf('ProposalApproved');
    const found = foundInAccess(
      resealed((entries) => Object.assign(entries[approval]!.actor, { grant: '2', sub: 'admin' })),
    );
    expect(found).toBe(`NotAllowedByAccess ${approval}`);
  });

  it('cannot leave out what an approval brings about, nor put something before it', () => {
    const change = seqOf('SubjectErased');
    const without = resealed((entries) => void entries.splice(change, 1));
    expect(foundInAccess(without)).toBe(`NotAllowedByAccess ${change}`);
  });

  it('cannot change anything alone under dual control', () => {
    const last = journal.entries().length;
    const added = { type: 'PrincipalAdded', body: { kind: 'person', principal: 'mallory' } } as const;
    const found = foundInAccess(
      resealed((entries) => {
        const before = entries.at(-1)!;
        const actor = { at: '20', grant: '2', sub: 'admin' };
        const id = before.id.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
        entries.push({ ...before, ...added, actor, id });
      }),
    );
    expect(found).toBe(`NotAllowedByAccess ${last}`);
  });
});

describe('an entry of another shape', () => {
  it.each<[string, AccessEvent['type'], (entry: Edited) => void]>([
    ['a service without an owner', 'PrincipalAdded', ({ body }) => (body['kind'] = 'service')],
    [
      'text of a principal that is nobody’s',
      'ReadRecorded',
      ({ body }) => Object.assign(body, { ledger: '_access' }),
    ],
    [
      'a read of a principal in a ledger',
      'ReadRecorded',
      (entry) =>
        (entry.body = {
          account: 'bank',
          ledger: 'acme',
          principal: 'wallets',
          reason: 'x',
          what: 'account',
        }),
    ],
    ['a role that does not exist', 'GrantMade', ({ body }) => (body['role'] = 'god')],
    ['a network that is none', 'CredentialAdded', ({ body }) => (body['networks'] = ['10.0.0.0/33'])],
    [
      'a change without its reason',
      'ProposalMade',
      ({ body }) => delete (body['command'] as { reason?: string }).reason,
    ],
    ['no grant of the actor', 'GrantMade', ({ actor }) => delete actor['grant']],
    ['an id of a principal that is reserved', 'PrincipalAdded', ({ body }) => (body['principal'] = 'system')],
  ])('is found: %s', (_, type, change) => {
    expect(edited(type, change)).toBe('MalformedEntry');
  });

  it.each<[string, AccessEvent['type'], (entry: Edited) => void]>([
    ['a field', 'GrantMade', ({ body }) => (body['until'] = 'later')],
    ['a kind of credential', 'CredentialAdded', ({ body }) => (body['kind'] = 'passkey')],
    ['a type', 'DualControlSet', (entry) => (entry.type = 'TripleControlSet')],
    [
      'a kind of change',
      'ProposalMade',
      ({ body }) => ((body['command'] as { type: string }).type = 'Merge'),
    ],
  ])('of a later release is left to it: %s', (_, type, change) => {
    expect(edited(type, change)).toBe('FromLaterRelease');
  });
});
