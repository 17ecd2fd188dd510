import { TestAccess } from '../../../../test/support/given-access';
import type { Change } from '../commands';

const toBen: Change = { type: 'MakeGrant', principal: 'ben', role: 'poster', ledger: '*' };
const later = '2026-11-24T12:00:00.000Z';

/** Two administrators under dual control, and `ben`. */
function dual(): TestAccess {
  const access = TestAccess.opened().named('eva').added('ben', 'wallets of eva');
  access.as('root', { type: 'SetDualControl', on: true });
  return access;
}

function approved(access: TestAccess, sub: string, proposal: { proposal: string; hash: string }): string {
  return access.refusal(() => access.as(sub, { type: 'ApproveProposal', ...proposal }));
}

describe('dual control', () => {
  it('needs two administrators', () => {
    const access = TestAccess.opened();
    const on = { type: 'SetDualControl', on: true } as const;
    expect(access.refusal(() => access.as('root', on))).toBe('AdminIsLast');
    access.named('eva').as('root', on);
    expect(access.state.isDual).toBe(true);
  });

  it('keeps one administrator from any change, its own end included', () => {
    const access = dual();
    expect(access.refusal(() => access.as('root', toBen))).toBe('ApprovalRequired');
    expect(access.refusal(() => access.as('root', { type: 'SetDualControl', on: false }))).toBe(
      'ApprovalRequired',
    );
    const off = access.proposed('root', { type: 'SetDualControl', on: false });
    expect(approved(access, 'eva', off)).toBe('accepted');
    expect(access.state.isDual).toBe(false);
  });

  it('keeps two administrators', () => {
    const access = dual();
    const suspend = { type: 'SuspendPrincipal', principal: 'eva', reason: 'Left' } as const;
    expect(access.refusal(() => access.proposed('root', suspend))).toBe('AdminIsLast');
  });
});

describe('a proposal', () => {
  it('happens by its approval, in the name of its maker', () => {
    const access = dual();
    const proposal = access.proposed('root', toBen);
    const made = access.state.seq;
    expect(access.verdict('ben', { permission: 'post', ledger: 'acme' })).toBe('ledger');
    access.as('eva', { type: 'ApproveProposal', ...proposal });

    const [approval, grant] = access.events.slice(-2);
    expect(approval).toMatchObject({ event: { type: 'ProposalApproved' }, actor: { sub: 'eva' } });
    expect(grant).toMatchObject({
      event: { type: 'GrantMade', body: { principal: 'ben' } },
      actor: { sub: 'root', proposal: String(made), grant: access.actor('root').grant },
    });
    expect(access.verdict('ben', { permission: 'post', ledger: 'acme' })).toBe('permitted');
  });

  it('is approved by another person than its maker, who is permitted, for what was seen', () => {
    const access = dual();
    const proposal = access.proposed('root', toBen);
    expect(approved(access, 'root', proposal)).toBe('ApproverIsMaker');
    expect(approved(access, 'ben', proposal)).toBe('NotPermitted');
    expect(approved(access, 'eva', { ...proposal, hash: 'B'.repeat(43) })).toBe('ProposalHashDiffers');
    expect(approved(access, 'eva', { ...proposal, proposal: 'none' })).toBe('ProposalNotFound');
    expect(approved(access, 'eva', proposal)).toBe('accepted');
    expect(approved(access, 'eva', proposal)).toBe('ProposalNotOpen');
  });

  it('of a grant is not approved by whom it is for, nor by the owner of a service that it is for', () => {
    const access = dual();
    const toEva = access.proposed('root', {
      type: 'MakeGrant',
      principal: 'eva',
      role: 'auditor',
      ledger: '*',
    });
    expect(approved(access, 'eva', toEva)).toBe('GrantToOneself');
    const toWallets = access.proposed('root', { ...toBen, principal: 'wallets', role: 'auditor' });
    expect(approved(access, 'eva', toWallets)).toBe('GrantToOneself');
  });

  it('is refused as what it proposes would be', () => {
    const access = dual();
    const toSelf: Change = { ...toBen, principal: 'root', role: 'auditor' };
    expect(access.refusal(() => access.proposed('root', toSelf))).toBe('GrantToOneself');
    expect(access.refusal(() => access.proposed('ben', toBen))).toBe('NotPermitted');
    expect(access.refusal(() => access.proposed('root', toBen, '2026-11-23T12:00:00.000Z'))).toBe(
      'ExpiryInPast',
    );
  });

  it('that is refused when it is approved changes nothing and stays open', () => {
    const access = dual().named('ida');
    const first = access.proposed('root', toBen);
    const admin = access.proposed('root', { ...toBen, role: 'admin' });
    expect(approved(access, 'eva', admin)).toBe('accepted');
    const before = access.events.length;
    expect(approved(access, 'eva', first)).toBe('DutiesConflict');
    expect(access.events).toHaveLength(before);
    expect(access.state.seq).toBe(before - 1);
    expect(access.state.proposals.open.has(first.proposal)).toBe(true);
  });

  it('does not happen once its maker is no longer permitted to do it', () => {
    const access = dual().named('ida');
    const proposal = access.proposed('root', toBen);
    const suspend = access.proposed('eva', { type: 'SuspendPrincipal', principal: 'root', reason: 'Left' });
    approved(access, 'ida', suspend);
    expect(approved(access, 'eva', proposal)).toBe('MakerNotPermitted');
  });

  it('is retracted by its maker, and rejected by others', () => {
    const access = dual();
    const [first, second] = [access.proposed('root', toBen), access.proposed('root', toBen)];
    const end = (
      sub: string,
      type: 'RejectProposal' | 'RetractProposal',
      { proposal }: { proposal: string },
    ) => access.refusal(() => access.as(sub, { type, proposal, reason: 'Not now' }));
    expect(end('eva', 'RetractProposal', first)).toBe('NotPermitted');
    expect(end('root', 'RejectProposal', first)).toBe('ApproverIsMaker');
    expect(end('root', 'RetractProposal', first)).toBe('accepted');
    expect(end('eva', 'RejectProposal', second)).toBe('accepted');
    expect(approved(access, 'eva', second)).toBe('ProposalNotOpen');
  });

  it('expires at its time, before anything else is decided', () => {
    const access = dual();
    const proposal = access.proposed('root', toBen, later);
    const approve = () => access.as('eva', { type: 'ApproveProposal', ...proposal }, later);
    expect(access.refusal(approve)).toBe('ProposalNotOpen');
    expect(access.events.at(-1)).toMatchObject({
      event: { type: 'ProposalExpired' },
      actor: { sub: 'system' },
    });
  });
});
