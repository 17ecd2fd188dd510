import type { Entry } from '@entries/entry';
import type { Numbers } from './numbers';
import { jsonbText, timeCell, type TakeRow } from './table';
import { Versions } from './versions';

type AccountEntry = Extract<Entry, { readonly type: `Account${string}` }>;
type Metadata = Readonly<Record<string, string | null>>;

/** What of an account is changed in part, so that its row alone does not say what comes of a change. */
interface Terms {
  metadata: Metadata;
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
      ...this.changesBy(entry, terms),
      changed_at: timeCell(entry.recordedAt),
    });
  }

  private open(seq: number, { body, recordedAt }: Extract<AccountEntry, { type: 'AccountOpened' }>): void {
    const { path, type, currencies, limits, tags, metadata, pattern } = body;
    this.terms.set(path, { metadata: metadata ?? none, debit: { ...notFrozen }, credit: { ...notFrozen } });
    this.versions.begin(path, seq, {
      account: this.numbers.open(path).number,
      path,
      type,
      status: 'open',
      except_holds: '[]',
      currencies: currencies ? JSON.stringify(currencies) : null,
      limits: limits ? jsonbText(limits) : '[]',
      tags: tags ? JSON.stringify(tags) : '[]',
      metadata: metadata ? jsonbText(metadata) : '{}',
      pattern: pattern ?? null,
      opened_seq: seq,
      opened_at: timeCell(recordedAt),
      changed_at: timeCell(recordedAt),
    });
  }

  private changesBy(entry: Exclude<AccountEntry, { type: 'AccountOpened' }>, terms: Terms) {
    switch (entry.type) {
      case 'AccountChanged': {
        const { currencies, limits, tags, metadata } = entry.body;
        terms.metadata = withChanges(terms.metadata, metadata ?? none);
        return {
          ...(currencies !== undefined && { currencies: currencies && JSON.stringify(currencies) }),
          ...(limits && { limits: jsonbText(limits) }),
          ...(tags && { tags: JSON.stringify(tags) }),
          metadata: jsonbText(terms.metadata),
        };
      }
      case 'AccountFrozen':
      case 'AccountUnfrozen': {
        const { body, type } = entry;
        const isFrozen = type === 'AccountFrozen';
        const exceptsHolds = type === 'AccountFrozen' && body.exceptHolds === true;
        if (body.side !== 'credit') Object.assign(terms.debit, { isFrozen, exceptsHolds });
        if (body.side !== 'debit') Object.assign(terms.credit, { isFrozen, exceptsHolds });
        return { status: statusOf(terms), except_holds: JSON.stringify(exceptedIn(terms)) };
      }
      case 'AccountClosed':
        return { status: 'closed', except_holds: '[]' };
    }
  }

  /** To be called after the last entry. */
  end(): void {
    this.versions.settleAll();
  }
}

const none: Metadata = {};
const notFrozen: Freeze = { isFrozen: false, exceptsHolds: false };

function withChanges(before: Metadata, changes: Metadata): Metadata {
  const both = Object.entries({ ...before, ...changes });
  return Object.fromEntries(both.filter(([, value]) => value !== null));
}

function statusOf({ debit, credit }: Terms): string {
  if (debit.isFrozen) return credit.isFrozen ? 'frozen' : 'debit-frozen';
  return credit.isFrozen ? 'credit-frozen' : 'open';
}

function exceptedIn({ debit, credit }: Terms): string[] {
  return [...(debit.exceptsHolds ? ['debit'] : []), ...(credit.exceptsHolds ? ['credit'] : [])];
}
