/** A transaction of an hledger journal, read without hledger. */
export interface PlainTransaction {
  readonly day: string;
  readonly code: string;
  readonly description: string;
  readonly tags: readonly (readonly [name: string, value: string])[];
  readonly postings: readonly PlainPosting[];
}

export interface PlainPosting {
  readonly account: string;
  readonly amount: string;
  readonly currency: string;
  /** What the balance is asserted to be. */
  readonly asserted?: string;
}

export interface PlainJournal {
  /** Decimals by currency. */
  readonly commodities: ReadonlyMap<string, number>;
  /** Type by account. */
  readonly accounts: ReadonlyMap<string, string>;
  /** What one unit of the base costs from a day on, in the order of the file. */
  readonly prices: readonly PlainPrice[];
  readonly transactions: readonly PlainTransaction[];
}

export interface PlainPrice {
  readonly day: string;
  readonly base: string;
  readonly counter: string;
  readonly mid: string;
}

/** Reads the part of hledger's format that an export uses, and fails at anything else. */
export function readPlainJournal(text: string): PlainJournal {
  const blocks = text.trimEnd().split('\n\n');
  const commodities = new Map<string, number>();
  const accounts = new Map<string, string>();
  const transactions: PlainTransaction[] = [];
  for (const line of blocks.splice(0, 3).join('\n').split('\n').filter(Boolean)) {
    const [, decimals, code] = /^commodity 1\.(0*) "([^"]+)"$/.exec(line) ?? [];
    const [, account, type] = /^account (\S+) {2}; type: ([ALERVX])$/.exec(line) ?? [];
    if (code !== undefined) commodities.set(code, decimals!.length);
    else if (account !== undefined) accounts.set(account, type!);
    else if (line !== 'decimal-mark .') throw new Error(`not a directive: ${line}`);
  }
  const prices = blocks[0]?.startsWith('P ') ? blocks.shift()!.split('\n').map(priceIn) : [];
  for (const block of blocks) transactions.push(transactionIn(block));
  return { commodities, accounts, prices, transactions };
}

function priceIn(line: string): PlainPrice {
  const [, day, base, mid, counter] =
    /^P (\d{4}-\d{2}-\d{2}) "([^"]+)" (\d+(?:\.\d+)?) "([^"]+)"$/.exec(line) ?? [];
  if (day === undefined) throw new Error(`not a price: ${line}`);
  return { day, base: base!, counter: counter!, mid: mid! };
}

function transactionIn(block: string): PlainTransaction {
  const [first = '', ...rest] = block.split('\n');
  const [, day, code, description] = /^(\d{4}-\d{2}-\d{2}) \* \(([^()]*)\) ([^;|]*)$/.exec(first) ?? [];
  if (day === undefined) throw new Error(`not a transaction: ${first}`);
  const comment = rest[0]?.startsWith('    ; ') ? rest.shift()!.slice(6) : '';
  const tags = comment === '' ? [] : comment.split(', ').map(tagIn);
  return { day, code: code!, description: description!, tags, postings: rest.map(postingIn) };
}

function tagIn(text: string): [string, string] {
  const colon = text.indexOf(':');
  return [text.slice(0, colon), text.slice(colon + 1)];
}

function postingIn(line: string): PlainPosting {
  const [, account, amount, currency, asserted, again] =
    /^ {4}([a-z0-9_:-]+) {2}(-?\d+(?:\.\d+)?) "([^"]+)"(?: = (-?\d+(?:\.\d+)?) "([^"]+)")?$/.exec(line) ?? [];
  if (account === undefined) throw new Error(`not a posting: ${line}`);
  if (asserted === undefined) return { account, amount: amount!, currency: currency! };
  if (again !== currency) throw new Error(`another currency is asserted: ${line}`);
  return { account, amount: amount!, currency: currency!, asserted };
}

/** What each account has in each currency after all transactions, debits less credits, by `<account> <currency>`. */
export function plainBalances({ transactions }: PlainJournal): Map<string, bigint> {
  const balances = new Map<string, bigint>();
  for (const { postings } of transactions) {
    for (const { account, amount, currency } of postings) {
      const key = `${account} ${currency}`;
      balances.set(key, (balances.get(key) ?? 0n) + BigInt(amount.replace('.', '')));
    }
  }
  return balances;
}
