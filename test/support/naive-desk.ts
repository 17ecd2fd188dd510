/** A posting in EUR; cents. */
export interface DeskLine {
  readonly account: string;
  readonly side: 'debit' | 'credit';
  readonly cents: number;
}

export interface DeskGrant {
  readonly role: 'poster' | 'approver' | 'analyst';
  readonly accounts?: readonly string[];
  /** Most that the debits of one command may add up to, in cents. */
  readonly maximum?: number;
}

/** What needs approvals: transactions that touch an account and debit more than this, in cents. */
export interface DeskRule {
  readonly account: string;
  readonly above: number;
  readonly approvals: number;
}

export interface DeskProposal {
  readonly lines: readonly DeskLine[];
  readonly maker: string;
  readonly needed: number;
  approvedBy: readonly string[];
  status: 'open' | 'approved' | 'rejected' | 'retracted';
}

/** Status and code of a refusal, or status and type of what is accepted. */
export type DeskAnswer = `${number} ${string}`;

const permitted = {
  poster: ['post', 'readTerms', 'readFigures'],
  approver: ['approve', 'readTerms', 'readFigures'],
  analyst: ['readTerms', 'readFigures'],
} as const;
type DeskPermission = (typeof permitted)[keyof typeof permitted][number];

/**
 * Who may post, propose, approve, reject and retract in one ledger, once more and as plainly as it can be said: without
 * code of the product, a journal, or speed.
 */
export class NaiveDesk {
  /** Of customers' wallets, in cents; none goes below zero. */
  readonly wallets = new Map<string, number>();
  readonly grants = new Map<string, readonly DeskGrant[]>();
  /** Service -> the person who answers for it. */
  readonly owners = new Map<string, string>();
  readonly proposals = new Map<string, DeskProposal>();
  rule: DeskRule | undefined;

  post(by: string, lines: readonly DeskLine[]): DeskAnswer {
    const refused = this.judged(by, 'post', lines) ?? this.short(lines);
    if (refused) return refused;
    if (this.needed(lines) > 0) return '422 ApprovalRequired';
    this.move(lines);
    return '201 TransactionPosted';
  }

  propose(by: string, lines: readonly DeskLine[]): DeskAnswer {
    const refused = this.judged(by, 'post', lines) ?? this.short(lines);
    if (refused) return refused;
    return this.needed(lines) > 0 ? '202 ProposalMade' : '422 ProposalNotPossible';
  }

  /** Takes what {@link propose} would accept, once it has an id. */
  proposed(id: string, by: string, lines: readonly DeskLine[]): void {
    const needed = this.needed(lines);
    this.proposals.set(id, { lines, maker: by, needed, approvedBy: [], status: 'open' });
  }

  approve(by: string, id: string, isSameHash: boolean): DeskAnswer {
    const proposal = this.proposals.get(id);
    const refused = this.deciding(by, proposal);
    if (refused) return refused;
    const { approvedBy, lines, maker, needed } = proposal!;
    if (this.person(by) === this.person(maker)) return '403 ApproverIsMaker';
    if (approvedBy.includes(by)) return '409 ProposalAlreadyApproved';
    if (!isSameHash) return '409 ProposalHashDiffers';
    const approved = [...approvedBy, by];
    if (approved.length < needed) {
      proposal!.approvedBy = approved;
      return '201 ProposalApproved';
    }
    const short = this.short(lines);
    if (short) return short;
    if (this.needed(lines) > approved.length) return '422 ApprovalRequired';
    if (this.judged(maker, 'post', lines)) return '409 MakerNotPermitted';
    proposal!.approvedBy = approved;
    proposal!.status = 'approved';
    this.move(lines);
    return '201 TransactionPosted';
  }

  reject(by: string, id: string): DeskAnswer {
    const proposal = this.proposals.get(id);
    const refused = this.deciding(by, proposal);
    if (refused) return refused;
    if (proposal!.maker === by) return '403 ApproverIsMaker';
    proposal!.status = 'rejected';
    return '201 ProposalRejected';
  }

  retract(by: string, id: string): DeskAnswer {
    const proposal = this.proposals.get(id);
    const refused = this.judged(by, 'readTerms');
    if (refused) return refused;
    const isSeen = proposal && (proposal.maker === by || this.touches(by, 'readFigures', proposal.lines));
    if (!isSeen) return '404 ProposalNotFound';
    if (proposal.status !== 'open') return '409 ProposalNotOpen';
    if (proposal.maker !== by) return '403 NotMaker';
    proposal.status = 'retracted';
    return '201 ProposalRetracted';
  }

  /** What speaks against an approval or a rejection before anything is said of the maker. */
  private deciding(by: string, proposal: DeskProposal | undefined): DeskAnswer | undefined {
    const refused = this.judged(by, 'approve');
    if (refused) return refused;
    if (!proposal || !this.touches(by, 'approve', proposal.lines)) return '404 ProposalNotFound';
    const narrow = this.judged(by, 'approve', proposal.lines);
    if (narrow) return narrow;
    return proposal.status === 'open' ? undefined : '409 ProposalNotOpen';
  }

  private judged(by: string, to: DeskPermission, lines?: readonly DeskLine[]): DeskAnswer | undefined {
    const all = this.grants.get(by) ?? [];
    if (all.length === 0) return '404 LedgerNotFound';
    const having = all.filter(({ role }) => (permitted[role] as readonly string[]).includes(to));
    if (having.length === 0) return '403 NotPermitted';
    const isCovered = !lines || having.some((grant) => covered(grant, lines));
    return isCovered ? undefined : '403 OutOfScope';
  }

  private touches(by: string, to: DeskPermission, lines: readonly DeskLine[]): boolean {
    return lines.some(({ account }) => !this.judged(by, to, [{ account, side: 'credit', cents: 0 }]));
  }

  private person(principal: string): string {
    return this.owners.get(principal) ?? principal;
  }

  private needed(lines: readonly DeskLine[]): number {
    if (!this.rule) return 0;
    const { above, account, approvals } = this.rule;
    const isMeant = lines.some((line) => isWithin(line.account, account)) && debits(lines) > above;
    return isMeant ? approvals : 0;
  }

  private short(lines: readonly DeskLine[]): DeskAnswer | undefined {
    const isShort = lines.some(
      ({ account, cents, side }) => side === 'debit' && (this.wallets.get(account) ?? Infinity) < cents,
    );
    return isShort ? '422 BalanceBelowMinimum' : undefined;
  }

  private move(lines: readonly DeskLine[]): void {
    for (const { account, cents, side } of lines) {
      const before = this.wallets.get(account);
      if (before !== undefined) this.wallets.set(account, side === 'debit' ? before - cents : before + cents);
    }
  }
}

function isWithin(account: string, node: string): boolean {
  return account === node || account.startsWith(`${node}:`);
}

function debits(lines: readonly DeskLine[]): number {
  return lines.reduce((sum, { cents, side }) => sum + (side === 'debit' ? cents : 0), 0);
}

function covered({ accounts, maximum }: DeskGrant, lines: readonly DeskLine[]): boolean {
  const isNamed = lines.every(({ account }) => !accounts || accounts.some((node) => isWithin(account, node)));
  return isNamed && (maximum === undefined || debits(lines) <= maximum);
}
