import { formatUnits, unitsOf } from '@ledger/money/amount';
import type { Entry } from '@entries/entry';
import { isDebitNormal } from '@ledger/accounts/normal-side';
import type { AccountType } from '@ledger/state';

const decimalsOf: Readonly<Record<string, number>> = { EUR: 2, JPY: 0, ETH: 18 };

/** One posting and its two times. */
export interface NaiveLine {
  readonly seq: number;
  readonly account: string;
  readonly currency: string;
  readonly debit: bigint;
  readonly credit: bigint;
  readonly recordedAt: string;
  readonly effectiveAt: string;
}

/** Which past is asked about: `knownSeq` is the last entry known. */
export interface NaiveAsOf {
  readonly knownSeq: number;
  readonly effectiveAt?: string | undefined;
}

/** Answers about the past by looking at every posting there is. */
export class NaivePast {
  readonly lines: readonly NaiveLine[];

  constructor(private readonly entries: readonly Entry[]) {
    this.lines = entries.flatMap((entry) => (entry.type === 'TransactionPosted' ? linesOf(entry) : []));
  }

  /** Lines that are known and count. */
  known({ knownSeq, effectiveAt }: NaiveAsOf): NaiveLine[] {
    return this.lines.filter(
      (line) => line.seq <= knownSeq && (effectiveAt === undefined || line.effectiveAt <= effectiveAt),
    );
  }

  /** Type of the account that was open at a path; undefined where there was none. */
  typeOf(path: string, { knownSeq }: NaiveAsOf): AccountType | undefined {
    for (const { type, body, seq } of this.entries)
      if (type === 'AccountOpened' && body.path === path && Number(seq) <= knownSeq) return body.type;
    return undefined;
  }

  /** Every node of the tree, in ascending order. */
  nodes({ knownSeq }: NaiveAsOf): string[] {
    const nodes = new Set<string>();
    for (const { type, body, seq } of this.entries) {
      if (type !== 'AccountOpened' || Number(seq) > knownSeq) continue;
      const segments = body.path.split(':');
      segments.forEach((_, i) => nodes.add(segments.slice(0, i + 1).join(':')));
    }
    return [...nodes].sort();
  }

  /** The items of the balances of a node, as the API returns them. */
  balances(path: string, asOf: NaiveAsOf): object[] {
    const type = this.typeOf(path, asOf);
    return this.currencies(path, asOf).map((currency) => {
      const ofCurrency = this.known(asOf).filter((line) => line.currency === currency);
      const rolledUp = totals(
        type,
        currency,
        ofCurrency.filter(({ account }) => isAtOrBelow(account, path)),
      );
      if (type === undefined) return { currency, rolledUp };
      const own = ofCurrency.filter(({ account }) => account === path);
      const reported = { currency, ...totals(type, currency, own), rolledUp };
      if (asOf.effectiveAt !== undefined) return reported;
      const zero = formatUnits(0n, decimalsOf[currency]!);
      const held = { debits: zero, credits: zero };
      return { ...reported, available: reported.posted, held, version: String(own.length) };
    });
  }

  /** The tree as the API returns it. */
  tree(asOf: NaiveAsOf): object[] {
    return this.nodes(asOf).map((path) => {
      const type = this.typeOf(path, asOf);
      const lines = this.known(asOf).filter(({ account }) => isAtOrBelow(account, path));
      const balances = this.currencies(path, asOf).map((currency) => ({
        currency,
        ...totals(
          type,
          currency,
          lines.filter((line) => line.currency === currency),
        ),
      }));
      return { path, depth: path.split(':').length, type: type ?? null, balances };
    });
  }

  /** Currencies that were used by then, at the node or below, whatever their effective times. */
  private currencies(path: string, { knownSeq }: NaiveAsOf): string[] {
    const used = this.known({ knownSeq }).filter(({ account }) => isAtOrBelow(account, path));
    return [...new Set(used.map(({ currency }) => currency))].sort();
  }
}

/** Debits and credits of lines of one currency; on the normal side too, where there is one. */
export function totals(
  type: AccountType | undefined,
  currency: string,
  lines: readonly NaiveLine[],
): { debits: string; credits: string; posted?: string } {
  const debits = lines.reduce((sum, { debit }) => sum + debit, 0n);
  const credits = lines.reduce((sum, { credit }) => sum + credit, 0n);
  const text = (units: bigint) => formatUnits(units, decimalsOf[currency]!);
  const both = { debits: text(debits), credits: text(credits) };
  if (type === undefined) return both;
  return { ...both, posted: text(isDebitNormal(type) ? debits - credits : credits - debits) };
}

function linesOf({ seq, recordedAt, body }: Extract<Entry, { type: 'TransactionPosted' }>): NaiveLine[] {
  return body.postings.map(({ account, currency, side, amount }) => ({
    ...{ account, currency, recordedAt },
    seq: Number(seq),
    debit: side === 'debit' ? unitsOf(amount) : 0n,
    credit: side === 'credit' ? unitsOf(amount) : 0n,
    effectiveAt: body.effectiveAt ?? recordedAt,
  }));
}

function isAtOrBelow(path: string, node: string): boolean {
  return path === node || path.startsWith(`${node}:`);
}
