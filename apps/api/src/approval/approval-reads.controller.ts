import { Controller, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Journal } from '@journal/journal';
import type { ApprovableType } from '@ledger/approval/approvable';
import type { ProposedCommand } from '@ledger/approval/proposed-command';
import { GetHold } from '@read-models/holds/holds.queries';
import { namedAccounts } from '@read-models/proposals/named-accounts';
import {
  GetProposal,
  ListProposals,
  proposalNotFound,
  type ProposalItem,
} from '@read-models/proposals/proposals.queries';
import { GetTransaction } from '@read-models/transactions/transactions.queries';
import { askerOf } from '../access/asker';
import { ledgerOf, proposalOf, queryOf, type ApiRequest } from '../requests/parts';
import { asOf, pageOf } from '../requests/reading';
import { Route } from '../operations/route';
import { PersonalReads } from '../subjects/personal-reads';
import { getApprovalRules, getProposal, listProposals } from './approval-reads.operations';

@Controller()
export class ApprovalReadsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly journal: Journal,
    private readonly texts: PersonalReads,
  ) {}

  @Route(listProposals)
  async list(@Req() request: ApiRequest) {
    const { account, command, maker, rule, status, ...rest } = queryOf(request, listProposals.query);
    const filter = {
      ...(account && { account }),
      ...(command && { command }),
      ...(maker && { maker }),
      ...(rule && { rule }),
      ...(status && { status }),
    };
    const query = new ListProposals(ledgerOf(request), filter, pageOf(rest), asOf(rest));
    const page = await this.queries.execute(query);
    return { ...page, items: page.items.map(shown) };
  }

  @Route(getProposal)
  async get(@Req() request: ApiRequest) {
    const { personal, reason, ...rest } = queryOf(request, getProposal.query);
    const [ledger, id] = [ledgerOf(request), proposalOf(request)];
    const { proposal, seq } = await this.queries.execute(new GetProposal(ledger, id, asOf(rest)));
    const accounts = await this.accountsOf(proposal);
    const { principal, judgeIn } = askerOf(request);
    const judge = judgeIn(ledger);
    const isReadable = (reach: { nodes: string[] } | { isWhole: true }) =>
      judge.covers({ permission: 'readFigures', reach });
    const isShown =
      proposal.maker === principal ||
      accounts.some((account) => isReadable({ nodes: [account] })) ||
      isReadable({ isWhole: true });
    if (!isShown) throw proposalNotFound(id);
    const texts = await this.texts.shown(request, { personal, reason }, { ...proposal, accounts });
    return { proposal: { ...shown(proposal), ...texts }, seq };
  }

  @Route(getApprovalRules)
  rules(@Req() request: ApiRequest) {
    queryOf(request, getApprovalRules.query);
    return this.journal.look(ledgerOf(request), ({ approvalRules, seq }) => ({
      rules: approvalRules.map(({ above, accounts, approvals, commands, name }) => ({
        name,
        commands: [...commands],
        ...(accounts && { accounts: [...accounts] }),
        ...(above && { above: above.map(({ amount, currency }) => ({ amount, currency })) }),
        approvals,
      })),
      seq: String(seq),
    }));
  }

  /** Those that the command names, or that the transaction or hold has to which it points. */
  private async accountsOf({ command, ledger }: ProposalItem): Promise<string[]> {
    const { hold, transaction } = command as { readonly hold?: string; readonly transaction?: string };
    const named = namedAccounts(command);
    if (transaction !== undefined) {
      const found = await this.queries.execute(new GetTransaction(ledger, transaction));
      named.push(...found.transaction.postings.map(({ account }) => account));
    }
    if (hold !== undefined) {
      const found = await this.queries.execute(new GetHold(ledger, hold));
      named.push(...found.hold.lines.map(({ account }) => account));
    }
    return named;
  }
}

function shown(proposal: ProposalItem): Omit<ProposalItem, 'command'> & { readonly command: ShownCommand } {
  return { ...proposal, command: commandShown(proposal.command) };
}

interface ShownCommand {
  readonly type: ApprovableType;
  readonly [field: string]: unknown;
}

/** Whatever fields its type has. */
function commandShown({ type, ...fields }: ProposedCommand): ShownCommand {
  return { ...fields, type };
}
