import type { ApiClient } from '../api-client';
import { accepted } from '../keys/listed-keys';
import { commandInWords, postingsInWords, type ShownCommand, type ShownPosting } from './command-in-words';

/** A proposal as the API shows it. */
export interface ShownProposal {
  readonly id: string;
  readonly ledger: string;
  readonly seq: string;
  readonly status: string;
  readonly rule: string;
  readonly maker: string;
  readonly madeAt: string;
  readonly expiresAt: string;
  readonly command: ShownCommand;
  readonly hash: string;
  readonly approvals: string;
  readonly approvedBy: readonly { readonly principal: string; readonly approvedAt: string }[];
  readonly end: {
    readonly id: string;
    readonly seq: string;
    readonly type: string;
    readonly by: string;
    readonly reason: string | null;
  } | null;
}

/** As the journal has it at this moment: the tables are waited for. @throws Failure with what the API says */
export async function proposalAt(api: ApiClient, ledger: string, id: string): Promise<ShownProposal> {
  const path = `/v1/ledgers/${ledger}/proposals/${encodeURIComponent(id)}?${await nowIn(api, ledger)}`;
  return (accepted(await api.get(path)) as unknown as { proposal: ShownProposal }).proposal;
}

/** The parameters of a read that knows all of the journal. */
export async function nowIn(api: ApiClient, ledger: string): Promise<string> {
  const { seq } = accepted(await api.get(`/v1/ledgers/${ledger}/approval-rules`));
  return `after=${String(seq)}&wait=30s`;
}

/** The proposal in plain words: what is proposed, by whom, and what became of it. */
export async function proposalInWords(api: ApiClient, proposal: ShownProposal): Promise<string[]> {
  const { approvals, approvedBy, command, end, expiresAt, hash, id, madeAt, maker, rule, status } = proposal;
  return [
    `Proposal ${id} of ${proposal.ledger}: ${status}`,
    `  made by ${maker} at ${madeAt}; expires at ${expiresAt}`,
    `  rule ${rule}: ${approvals === '1' ? '1 approval' : `${approvals} approvals`} needed`,
    ...approvedBy.map(({ approvedAt, principal }) => `  approved by ${principal} at ${approvedAt}`),
    ...(end === null ? [] : [endInWords(status, end)]),
    ...commandInWords(command),
    ...(await pointedTo(api, proposal)),
    `Hash: ${hash}`,
  ];
}

function endInWords(
  status: string,
  { by, id, reason, seq, type }: NonNullable<ShownProposal['end']>,
): string {
  if (status === 'approved') return `  carried out: ${type} is entry ${seq}, with the id ${id}`;
  return `  ${status} by ${by}, entry ${seq}${reason === null ? '' : `: ${reason}`}`;
}

/** The postings of the transaction or hold that a command points to: by them it is understood. */
async function pointedTo(api: ApiClient, { command, ledger }: ShownProposal): Promise<string[]> {
  const { hold, transaction } = command as { readonly hold?: string; readonly transaction?: string };
  const base = `/v1/ledgers/${ledger}`;
  if (transaction !== undefined) {
    const found = accepted(await api.get(`${base}/transactions/${transaction}`)) as unknown as {
      readonly transaction: { readonly postings: readonly ShownPosting[] };
    };
    return ['Of the transaction:', ...postingsInWords(found.transaction.postings)];
  }
  if (hold === undefined) return [];
  const found = accepted(await api.get(`${base}/holds/${hold}`)) as unknown as {
    readonly hold: { readonly lines: readonly (ShownPosting & { readonly held: string })[] };
  };
  return [
    'Of the hold:',
    ...postingsInWords(found.hold.lines.map((line) => ({ ...line, amount: line.held }))),
  ];
}
