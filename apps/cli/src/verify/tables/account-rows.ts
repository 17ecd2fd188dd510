import type { Entry } from '@entries/entry';
import type { Numbers } from './numbers';
import type { Metadata } from '@ledger/accounts/account';
import type { AccountStatus, Side } from '@ledger/state';
import type { RowOf, TakeRow } from './table';
import { Versions } from './versions';

type AccountEntry = Extract<Entry, { readonly type: `Account${string}` }>;

/** The sides of an account, of which each is frozen alone. */
interface Terms {
  readonly debit: Freeze;
  readonly credit: Freeze;
}

/** Of one side of an account. */
interface Freeze {
  isFrozen: boolean;
  exceptsHolds: boolean;
}

/** The rows of accounts, one for each state that an account was ever in. */
export class AccountRows {
  private readonly versions: Versions<'accounts'>;
  private readonly terms = new Map<string, Terms>();

  constructor(
    private readonly numbers: Numbers,
    take: TakeRow,
  ) {
    this.versions = new Versions('accounts', take);
  }

  take(seq: number, entry: AccountEntry): void {
    if (entry.type === 'AccountOpened') return this.open(seq, entry);
    const { path } = entry.body;
    const terms = this.terms.get(path)!;
    this.versions.begin(path, seq, {
      ...this.versions.of(path)!,
      ...changesBy(entry, this.versions.of(path)!, terms),
      ...textBy(seq, entry),
      changed_at: entry.recordedAt,
    });
  }

  private open(seq: number, { body, recordedAt }: Extract<AccountEntry, { type: 'AccountOpened' }>): void {
    const { path, type, currencies, limits, tags, metadata, pattern, personal } = body;
    this.terms.set(path, { debit: { ...notFrozen }, credit: { ...notFrozen } });
    this.versions.begin(path, seq, {
      account: this.numbers.open(path).number,
      path,
      type,
      status: 'open',
      except_holds: none,
      currencies,
      limits: limits ?? none,
      tags: tags ?? none,
      metadata: metadata ?? noMetadata,
      personal: personal?.map(({ key }) => key),
      personal_seq: personal && seq,
      pattern,
      opened_seq: seq,
      opened_at: recordedAt,
      changed_at: recordedAt,
    });
  }

  /** To be called after the last entry. */
  end(): void {
    this.versions.settleAll();
  }
}

const none: readonly never[] = [];
const noMetadata: Metadata = {};
const notFrozen: Freeze = { isFrozen: false, exceptsHolds: false };

/** What of the row is different after the entry. */
function changesBy(
  entry: Exclude<AccountEntry, { type: 'AccountOpened' }>,
  before: RowOf<'accounts'>,
  terms: Terms,
): Partial<RowOf<'accounts'>> {
  switch (entry.type) {
    case 'AccountChanged': {
      const { currencies, limits, tags, metadata } = entry.body;
      return {
        ...(currencies !== undefined && { currencies }),
        ...(limits && { limits }),
        ...(tags && { tags }),
        ...(metadata && { metadata: withChanges(before.metadata, metadata) }),
      };
    }
    case 'AccountFrozen':
    case 'AccountUnfrozen': {
      const { body, type } = entry;
      const isFrozen = type === 'AccountFrozen';
      const exceptsHolds = type === 'AccountFrozen' && body.exceptHolds === true;
      if (body.side !== 'credit') Object.assign(terms.debit, { isFrozen, exceptsHolds });
      if (body.side !== 'debit') Object.assign(terms.credit, { isFrozen, exceptsHolds });
      return { status: statusOf(terms), except_holds: exceptedIn(terms) };
    }
    case 'AccountClosed':
      return { status: 'closed', except_holds: none };
  }
}

/** Where an entry says which personal text the account has from then on. */
function textBy(seq: number, entry: AccountEntry): Partial<RowOf<'accounts'>> {
  if (entry.type !== 'AccountChanged' || entry.body.personal === undefined) return {};
  const { personal } = entry.body;
  return { personal: personal?.map(({ key }) => key), personal_seq: personal ? seq : undefined };
}

function withChanges(before: Metadata, changes: Readonly<Record<string, string | null>>): Metadata {
  const both = Object.entries({ ...before, ...changes });
  return Object.fromEntries(both.filter((field): field is [string, string] => field[1] !== null));
}

function statusOf({ debit, credit }: Terms): AccountStatus {
  if (debit.isFrozen) return credit.isFrozen ? 'frozen' : 'debit-frozen';
  return credit.isFrozen ? 'credit-frozen' : 'open';
}

function exceptedIn({ debit, credit }: Terms): Side[] {
  return [
    ...(debit.exceptsHolds ? (['debit'] as const) : []),
    ...(credit.exceptsHolds ? (['credit'] as const) : []),
  ];
}
