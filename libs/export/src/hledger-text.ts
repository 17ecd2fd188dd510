import { formatUnits, type Currency } from '@ledger/money/amount';
import type { AccountType } from '@ledger/state';
import type { Entry } from '@entries/entry';
import type { BookAccount } from '@verifier/journal/books';

/** An entry that moved money. */
export type TransactionEntry = Extract<Entry, { type: 'TransactionPosted' }>;

const typeLetters: Readonly<Record<AccountType, string>> = {
  asset: 'A',
  liability: 'L',
  equity: 'E',
  income: 'R',
  expense: 'X',
};

/** Says how amounts of a currency are written: with all of its decimals. */
export function commodityDirective({ code, decimals }: Currency): string {
  return `commodity 1.${'0'.repeat(decimals)} ${quoted(code)}\n`;
}

/** @param isOfPosition whether it is one of the pair of a position: hledger calls such an equity account a conversion account */
export function accountDirective(path: string, type: AccountType, isOfPosition: boolean): string {
  return `account ${path}  ; type: ${isOfPosition ? 'V' : typeLetters[type]}\n`;
}

/** What one unit of the base costs on a day and until the next price. */
export function priceDirective(
  day: string,
  { base, counter, mid }: { readonly base: string; readonly counter: string; readonly mid: string },
): string {
  return `P ${day} ${quoted(base)} ${mid} ${quoted(counter)}\n`;
}

/** The day that a transaction counts for, in UTC. */
export function dayOf({ body, recordedAt }: TransactionEntry): string {
  return (body.effectiveAt ?? recordedAt).slice(0, 10);
}

/**
 * A transaction as hledger reads it: debits are positive, credits negative. The status and a code always stand before
 * the description, so that nothing in it can be taken for them.
 */
export function transactionText(entry: TransactionEntry): string {
  const { body, seq } = entry;
  const code = withoutSyntax(body.reference ?? seq);
  const description = withoutSyntax(body.description ?? body.category ?? '');
  const lines = body.postings.map(
    ({ account, amount, currency, side }) =>
      `    ${account}  ${side === 'credit' && /[1-9]/.test(amount) ? '-' : ''}${amount} ${quoted(currency)}\n`,
  );
  return `${dayOf(entry)} * (${code}) ${description}\n    ; ${tagsOf(entry)}\n${lines.join('')}\n`;
}

/** Asserts the balance of every account in every currency that it has postings in, without moving anything. */
export function* closingText(day: string, accounts: Iterable<BookAccount>): Generator<string> {
  yield `${day} * (closing) Closing balances\n`;
  for (const { path, balances } of accounts) {
    for (const { currency, debits, credits } of balances) {
      const zero = formatUnits(0n, currency.decimals);
      const balance = formatUnits(debits - credits, currency.decimals);
      yield `    ${path}  ${zero} ${quoted(currency.code)} = ${balance} ${quoted(currency.code)}\n`;
    }
  }
}

/** Codes have digits, points and dashes, which hledger takes for a symbol only between quotes. */
function quoted(code: string): string {
  return `"${code}"`;
}

/** What a transaction says beside its postings, as tags: `name:value`, the value up to the next comma. */
function tagsOf({ id, seq, recordedAt, body }: TransactionEntry): string {
  const { captures, description: _, imported, metadata, postings: __, reverses, tags, ...rest } = body;
  const pairs: [name: string, value: string][] = [
    ['seq', seq],
    ['id', id],
    ['recordedAt', recordedAt],
    ...Object.entries(rest).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    ...pointer('reverses', reverses),
    ...pointer('captures', captures),
    ...(imported ? [['imported', 'true'] as [string, string]] : []),
    ...(tags ?? []).map((tag): [string, string] => ['tag', tag]),
    ...Object.entries(metadata ?? {}).map(([key, value]): [string, string] => [`metadata.${key}`, value]),
  ];
  return pairs.map(([name, value]) => `${name}:${withoutSyntax(value)}`).join(', ');
}

/** The entry that a transaction points to. */
function pointer(name: string, to: { readonly seq: string } | undefined): [string, string][] {
  return to ? [[name, to.seq]] : [];
}

/**
 * Text in which nothing is left that means something to hledger: what would end it, begin a comment or a date, as
 * percent-encoded UTF-8 (RFC 3986, 2.1), and so are spaces other than the plain one, which it would not keep.
 */
function withoutSyntax(text: string): string {
  return text.replace(/[%;,|()[\]]|[^\S ]|^ | (?= |$)/gu, (character) =>
    Buffer.from(character).toString('hex').toUpperCase().replace(/../g, '%$&'),
  );
}
