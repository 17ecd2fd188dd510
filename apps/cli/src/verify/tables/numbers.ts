import { parseDecimals } from '@ledger/money/amount';
import { isoCurrencies } from '@ledger/money/iso4217';
import type { TakeRow } from './table';

/** What the journal says of an account in one currency so far; amounts in minor units. */
export interface Balance {
  readonly currency: NumberedCurrency;
  /** Of the entry that posted or held something first. */
  readonly firstSeq: number;
  debits: bigint;
  credits: bigint;
  version: string;
  heldDebits: bigint;
  heldCredits: bigint;
  /** Of the lines with an effective time of their own. */
  dated: { number: number; debits: bigint; credits: bigint } | undefined;
}

/** A node of the tree and its number in the tables. */
export interface NumberedNode {
  readonly number: number;
  readonly path: string;
  readonly parent: NumberedNode | undefined;
  readonly balances: Balance[];
}

/** A currency and its number in the tables. */
export interface NumberedCurrency {
  readonly number: number;
  readonly code: string;
  readonly isRegistered: boolean;
  decimals: number;
  name: string;
}

/** The numbers of paths and currencies in the tables: each gets the next one when the journal first names it. */
export class Numbers {
  private readonly nodes = new Map<string, NumberedNode>();
  private readonly currencies = new Map<string, NumberedCurrency>();

  constructor(private readonly take: TakeRow) {}

  /** The node of an account that is open. */
  node(path: string): NumberedNode {
    const node = this.nodes.get(path);
    if (!node) throw new Error(`no entry opened ${path}`);
    return node;
  }

  /** All nodes, in the order of their numbers. */
  get all(): Iterable<NumberedNode> {
    return this.nodes.values();
  }

  /** Numbers a path after those above it, where they have no number yet. */
  open(path: string): NumberedNode {
    const known = this.nodes.get(path);
    if (known) return known;
    const end = path.lastIndexOf(':');
    const parent = end === -1 ? undefined : this.open(path.slice(0, end));
    const node = { number: this.nodes.size, path, parent, balances: [] };
    this.nodes.set(path, node);
    const depth = path.split(':').length;
    this.take('nodes', { node: node.number, parent: parent?.number ?? null, depth, path });
    return node;
  }

  /** The number of a currency; one of ISO 4217 gets it when the first amount in it is posted or held. */
  currency(code: string): NumberedCurrency {
    const known = this.currencies.get(code);
    if (known) return known;
    const iso = isoCurrencies.get(code);
    if (!iso) throw new Error(`${code} is neither registered nor in ISO 4217`);
    return this.add({ code, decimals: iso.decimals, name: iso.name, isRegistered: false });
  }

  /** @param decimals as the journal writes them */
  register(code: string, decimals: string, name: string): void {
    this.add({ code, decimals: parseDecimals(decimals), name, isRegistered: true });
  }

  /** @param decimals as the journal writes them */
  correct(code: string, decimals: string, name: string): void {
    Object.assign(this.currency(code), { decimals: parseDecimals(decimals), name });
  }

  private add(currency: Omit<NumberedCurrency, 'number'>): NumberedCurrency {
    const numbered = { ...currency, number: this.currencies.size };
    this.currencies.set(currency.code, numbered);
    return numbered;
  }

  /** The account's balance in a currency, which begins with the entry `seq` where there was none. */
  balance({ balances }: NumberedNode, currency: NumberedCurrency, seq: number): Balance {
    for (const balance of balances) if (balance.currency === currency) return balance;
    const none = { debits: 0n, credits: 0n, version: '', heldDebits: 0n, heldCredits: 0n, dated: undefined };
    const balance = { currency, firstSeq: seq, ...none };
    balances.push(balance);
    return balance;
  }

  /** To be called after the last entry: a currency may have been corrected. */
  end(): void {
    for (const { number, code, decimals, name, isRegistered } of this.currencies.values())
      this.take('currencies', { currency: number, code, decimals, name, is_registered: isRegistered });
  }

  /** What a number stands for; undefined where nothing has it. */
  nameOf(column: string, number: string): string | undefined {
    const named = column === 'currency' ? this.currencies : this.nodes;
    for (const each of named.values())
      if (String(each.number) === number) return 'code' in each ? each.code : each.path;
    return undefined;
  }
}
