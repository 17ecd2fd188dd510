import type { Entry } from '@entries/entry';
import { formatUnits, unitsOf } from '@ledger/money/amount';
import type { PostedPosting } from '@ledger/transactions/posting';
import type { MovementRows } from './movement-rows';
import type { Balance, Numbers } from './numbers';
import type { RowOf, TakeRow } from './table';
import { Versions } from './versions';

/** An entry that places a hold or changes one; of transactions only those that capture. */
export type HoldEntry = Extract<Entry, { readonly type: `Hold${string}` | 'TransactionPosted' }>;

/** A posting that a hold may turn into; amounts in minor units. */
interface Line {
  readonly account: number;
  readonly path: string;
  readonly side: 'debit' | 'credit';
  readonly balance: Balance;
  held: bigint;
  captured: bigint;
  remaining: bigint;
}

const steps: Readonly<Record<HoldEntry['type'], RowOf<'hold_steps'>['step']>> = {
  HoldPlaced: 'placed',
  HoldIncremented: 'incremented',
  TransactionPosted: 'captured',
  HoldVoided: 'voided',
  HoldExpired: 'expired',
};

/** The rows of holds. What is known of a hold is forgotten when it ends. */
export class HoldRows {
  private readonly versions: Versions<'holds'>;
  /** By the seq of the entry that placed it. */
  private readonly open = new Map<number, readonly Line[]>();

  constructor(
    private readonly numbers: Numbers,
    private readonly movements: MovementRows,
    private readonly takeRow: TakeRow,
  ) {
    this.versions = new Versions('holds', takeRow);
  }

  take(seq: number, entry: HoldEntry): void {
    const { id, recordedAt, type } = entry;
    const hold = placedBy(seq, entry);
    this.takeRow('hold_steps', { hold, seq, step: steps[type], id, recorded_at: recordedAt });
    if (entry.type === 'HoldPlaced') return this.place(seq, entry);
    const lines = this.open.get(hold)!;
    const before = lines.map(({ remaining }) => remaining);
    const changes = changesBy(entry, lines);
    this.versions.begin(hold, seq, {
      ...this.versions.of(hold)!,
      ...changes,
      changed_at: recordedAt,
      lines: itemsOf(lines),
    });
    this.keepBack(seq, lines, before);
    if (changes.status === 'open') return;
    this.versions.settle(hold);
    this.open.delete(hold);
  }

  private place(seq: number, { id, body, recordedAt }: Extract<HoldEntry, { type: 'HoldPlaced' }>): void {
    const lines = body.postings.map((posting): Line => {
      const node = this.numbers.node(posting.account);
      const balance = this.movements.touched(seq, node, posting);
      const units = unitsOf(posting.amount);
      const place = { account: node.number, path: node.path, side: posting.side, balance };
      return { ...place, held: units, captured: 0n, remaining: units };
    });
    this.open.set(seq, lines);
    this.versions.begin(seq, seq, {
      hold: seq,
      id,
      status: 'open',
      placed_at: recordedAt,
      changed_at: recordedAt,
      expires_at: body.expiresAt,
      category: body.category,
      reference: body.reference,
      description: body.description,
      reason: null,
      tags: body.tags ?? [],
      metadata: body.metadata ?? {},
      personal: body.personal?.map(({ key }) => key),
      tolerance: body.tolerance,
      lines: itemsOf(lines),
    });
    for (const account of new Set(lines.map((line) => line.account)))
      this.takeRow('hold_accounts', { account, hold: seq });
    this.keepBack(
      seq,
      lines,
      lines.map(() => 0n),
    );
  }

  /** What is held of each account, where the entry changed it. */
  private keepBack(seq: number, lines: readonly Line[], before: readonly bigint[]): void {
    const changed = new Map<Balance, number>();
    for (const [i, { account, balance, remaining, side }] of lines.entries()) {
      const units = remaining - before[i]!;
      if (units === 0n) continue;
      if (side === 'debit') balance.heldDebits += units;
      else balance.heldCredits += units;
      changed.set(balance, account);
    }
    for (const [{ currency, heldDebits, heldCredits }, account] of changed) {
      this.takeRow('held_sums', {
        account,
        currency: currency.number,
        seq,
        debits: formatUnits(heldDebits, currency.decimals),
        credits: formatUnits(heldCredits, currency.decimals),
      });
    }
  }

  /** To be called after the last entry. */
  end(): void {
    this.versions.settleAll();
  }
}

function placedBy(seq: number, entry: HoldEntry): number {
  if (entry.type === 'HoldPlaced') return seq;
  return Number(entry.type === 'TransactionPosted' ? entry.body.captures!.seq : entry.body.hold.seq);
}

/** Changes the lines as the entry says. @returns what else of the hold's row is different after it */
function changesBy(
  entry: Exclude<HoldEntry, { type: 'HoldPlaced' }>,
  lines: readonly Line[],
): Pick<RowOf<'holds'>, 'status'> & Partial<RowOf<'holds'>> {
  switch (entry.type) {
    case 'HoldIncremented': {
      const { expiresAt, postings } = entry.body;
      for (const [line, units] of shares(lines, postings)) {
        line.held += units;
        line.remaining += units;
      }
      return { status: 'open', ...(expiresAt !== undefined && { expires_at: expiresAt }) };
    }
    case 'TransactionPosted': {
      for (const [line, units] of shares(lines, entry.body.postings)) line.captured += units;
      lines.forEach((line, i) => (line.remaining = unitsOf(entry.body.captures!.remaining[i]!)));
      return { status: lines.every(({ remaining }) => remaining === 0n) ? 'captured' : 'open' };
    }
    case 'HoldVoided':
    case 'HoldExpired':
      for (const line of lines) line.remaining = 0n;
      if (entry.type === 'HoldExpired') return { status: 'expired' };
      return { status: 'voided', reason: entry.body.reason };
  }
}

/**
 * What each line gets of the postings. Of several lines of one account, side and currency, the first gets what it still
 * holds, and so on; the last of them gets the rest.
 */
function shares(lines: readonly Line[], postings: readonly PostedPosting[]): Map<Line, bigint> {
  const units = new Map(lines.map((line) => [line, 0n]));
  for (const { account, amount, currency, side } of postings) {
    const alike = lines.filter(
      (line) => line.path === account && line.side === side && line.balance.currency.code === currency,
    );
    let rest = unitsOf(amount);
    for (const [i, line] of alike.entries()) {
      const room = line.remaining - units.get(line)!;
      const isLast = i === alike.length - 1;
      const share = isLast || rest < room ? rest : room > 0n ? room : 0n;
      units.set(line, units.get(line)! + share);
      rest -= share;
    }
  }
  return units;
}

function itemsOf(lines: readonly Line[]): RowOf<'holds'>['lines'] {
  return lines.map(({ path: account, side, balance: { currency }, held, captured, remaining }) => ({
    account,
    side,
    currency: currency.code,
    held: formatUnits(held, currency.decimals),
    captured: formatUnits(captured, currency.decimals),
    remaining: formatUnits(remaining, currency.decimals),
  }));
}
