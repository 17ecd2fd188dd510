import { parseDecimals } from '@ledger/money/amount';
import { isoCurrencies } from '@ledger/money/iso4217';
import { parentOf } from '@ledger/accounts/path';
import { invariant } from '@ledger/refusal';

/** A node of the tree of accounts and its number in the tables. */
export interface Node {
  readonly number: number;
  readonly path: string;
  readonly depth: number;
  readonly parent: Node | undefined;
  /** Whether an account was opened here, or only below. */
  isAccount: boolean;
  /** By the number of the currency, all debits of the account so far, in minor units. */
  readonly debits: bigint[];
}

/** A currency of a ledger and its number in the tables. */
export interface NumberedCurrency {
  readonly number: number;
  readonly code: string;
  readonly decimals: number;
  readonly name: string;
  readonly isRegistered: boolean;
}

/**
 * The numbers that stand for one ledger's paths and currency codes in the tables. Each gets the next number when the
 * journal first names it, so numbers depend on nothing but the journal. Kept in memory by the leading projector.
 */
export class LedgerNames {
  private readonly nodes = new Map<string, Node>();
  private readonly currencies = new Map<string, NumberedCurrency>();
  /** Seq of the last entry taken; -1 before the first. */
  seq = -1;
  /** When that entry was recorded; RFC 3339, empty before the first. */
  recordedAt = '';

  constructor(
    /** The ledger's own number. */
    readonly number: number,
    readonly id: string,
  ) {}

  /** @throws when no account was opened at `path`: an entry that the rules cannot have made */
  node(path: string): Node {
    const node = this.nodes.get(path);
    // The sentence is made only when it is needed: this runs for every posting.
    if (!node?.isAccount) throw new Error(`${this.id} has no account at ${path}`);
    return node;
  }

  /**
   * Numbers `path` like {@link addNode}, and remembers that an account is open there.
   * @throws when there is one already: an entry that the rules cannot have made
   */
  openAccount(path: string): Node[] {
    const added = this.addNode(path);
    const node = this.nodes.get(path)!;
    if (node.isAccount) throw new Error(`${path} is opened twice`);
    node.isAccount = true;
    return added;
  }

  /** Numbers `path` and those of its prefixes that have no number yet; answers the new ones, the shortest first. */
  addNode(path: string): Node[] {
    if (this.nodes.has(path)) return [];
    const above = parentOf(path);
    const added = above === undefined ? [] : this.addNode(above);
    const parent = above === undefined ? undefined : this.nodes.get(above);
    const place = { number: this.nodes.size, path, depth: (parent?.depth ?? 0) + 1, parent };
    const node: Node = { ...place, isAccount: false, debits: [] };
    this.nodes.set(path, node);
    return [...added, node];
  }

  currency(code: string): NumberedCurrency | undefined {
    return this.currencies.get(code);
  }

  /** Numbers a currency that the ledger registers. */
  registerCurrency(code: string, decimals: string, name: string): NumberedCurrency {
    return this.addCurrency({ code, decimals: parseDecimals(decimals), name, isRegistered: true });
  }

  /** A currency without postings has other decimals and another name; it keeps its number. */
  correctCurrency(code: string, decimals: string, name: string): NumberedCurrency {
    const before = this.currencies.get(code);
    invariant(before, `${code} is registered in ${this.id}`);
    const currency = { ...before, decimals: parseDecimals(decimals), name };
    this.currencies.set(code, currency);
    return currency;
  }

  /** Numbers a currency of ISO 4217 at its first posting. */
  useIsoCurrency(code: string): NumberedCurrency {
    const currency = isoCurrencies.get(code);
    invariant(currency, `${code} is neither in ISO 4217 nor registered in ${this.id}`);
    return this.addCurrency({ ...currency, isRegistered: false });
  }

  private addCurrency(currency: Omit<NumberedCurrency, 'number'>): NumberedCurrency {
    const numbered = { ...currency, number: this.currencies.size };
    this.currencies.set(currency.code, numbered);
    return numbered;
  }

  /** Takes back a currency that the tables already have. */
  restoreCurrency(currency: NumberedCurrency): void {
    this.currencies.set(currency.code, currency);
  }
}
