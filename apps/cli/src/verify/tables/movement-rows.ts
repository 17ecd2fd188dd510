import type { Entry } from '@entries/entry';
import { formatUnits, unitsOf } from '@ledger/money/amount';
import type { PostedPosting } from '@ledger/transactions/posting';
import type { Balance, NumberedNode, Numbers } from './numbers';
import type { TakeRow } from './table';

type TransactionEntry = Extract<Entry, { readonly type: 'TransactionPosted' }>;

/** The rows of transactions and of what they move. */
export class MovementRows {
  constructor(
    private readonly numbers: Numbers,
    private readonly takeRow: TakeRow,
  ) {}

  post(seq: number, entry: TransactionEntry): void {
    const { body, recordedAt } = entry;
    const effectiveAt = body.effectiveAt === recordedAt ? undefined : body.effectiveAt;
    this.transaction(seq, entry, effectiveAt);
    for (const [place, posting] of body.postings.entries()) this.line(seq, { place, posting, effectiveAt });
  }

  private transaction(
    seq: number,
    { id, body, recordedAt }: TransactionEntry,
    effectiveAt: string | undefined,
  ): void {
    this.takeRow('transactions', {
      seq,
      id,
      recorded_at: recordedAt,
      effective_at: effectiveAt,
      category: body.category,
      reference: body.reference,
      description: body.description,
      reason: body.reason,
      reverses: body.reverses?.seq,
      captures: body.captures?.seq,
      late_reason: body.lateReason,
      is_imported: body.imported ?? false,
      tags: body.tags,
      metadata: body.metadata,
      personal: body.personal?.map(({ key }) => key),
    });
    for (const tag of new Set(body.tags)) this.takeRow('transaction_tags', { tag, seq });
  }

  private line(
    seq: number,
    {
      place,
      posting,
      effectiveAt,
    }: { place: number; posting: PostedPosting; effectiveAt: string | undefined },
  ): void {
    const { account, amount, posted, side, version } = posting;
    const node = this.numbers.node(account);
    const balance = this.touched(seq, node, posting);
    const { number: currency, decimals } = balance.currency;
    add(balance, side, unitsOf(amount));
    const isCredit = side === 'credit';
    this.takeRow('statement_lines', {
      account: node.number,
      seq,
      posting: place,
      currency,
      is_credit: isCredit,
      amount,
      posted,
      debits: formatUnits(balance.debits, decimals),
      version,
      effective_at: effectiveAt,
    });
    if (effectiveAt === undefined) return;
    const dated = (balance.dated ??= { number: 0, debits: 0n, credits: 0n });
    dated.number += 1;
    add(dated, side, unitsOf(amount));
    this.takeRow('dated_lines', {
      account: node.number,
      currency,
      number: dated.number,
      seq,
      effective_at: effectiveAt,
      is_credit: isCredit,
      amount,
      debits: formatUnits(dated.debits, decimals),
      credits: formatUnits(dated.credits, decimals),
    });
  }

  /** An account has a balance in a currency as soon as something is posted or held in it. */
  touched(seq: number, node: NumberedNode, { currency, version }: PostedPosting): Balance {
    const balance = this.numbers.balance(node, this.numbers.currency(currency), seq);
    balance.version = version;
    return balance;
  }

  /** To be called after the last entry. */
  end(): void {
    const sums = new Map<NumberedNode, Sum[]>();
    for (const node of this.numbers.all) {
      for (const balance of node.balances) {
        this.balance(node, balance);
        for (let above = node.parent; above; above = above.parent) addTo(sums, above, balance);
      }
    }
    for (const [{ number: node }, ofNode] of sums) {
      for (const { currency, debits, credits } of ofNode) {
        this.takeRow('node_sums', {
          node,
          currency: currency.number,
          debits_below: formatUnits(debits, currency.decimals),
          credits_below: formatUnits(credits, currency.decimals),
        });
      }
    }
  }

  private balance(node: NumberedNode, { currency, debits, credits, version, firstSeq }: Balance): void {
    this.takeRow('balances', {
      account: node.number,
      currency: currency.number,
      debits: formatUnits(debits, currency.decimals),
      credits: formatUnits(credits, currency.decimals),
      version,
      first_seq: firstSeq,
    });
  }
}

type Sum = Pick<Balance, 'currency' | 'debits' | 'credits'>;

function addTo(sums: Map<NumberedNode, Sum[]>, node: NumberedNode, { currency, debits, credits }: Balance) {
  const ofNode = sums.get(node) ?? [];
  sums.set(node, ofNode);
  const sum = ofNode.find((each) => each.currency === currency);
  if (!sum) return void ofNode.push({ currency, debits, credits });
  sum.debits += debits;
  sum.credits += credits;
}

function add(sums: { debits: bigint; credits: bigint }, side: 'debit' | 'credit', units: bigint): void {
  if (side === 'debit') sums.debits += units;
  else sums.credits += units;
}
