import type { Metadata } from '@ledger/accounts/account';
import { standingAfter } from '@ledger/accounts/account-status';
import type { PersonalCipher } from '@ledger/personal';
import { invariant } from '@ledger/refusal';
import type { AccountStep } from '../batch/batch';
import type { ReadModel, ReadRows } from '../batch/read-model';
import { plainArray, seconds } from '../schema/arrays';
import { accounts, type AccountTerms } from './accounts.table';

/** A row of `accounts`; times in seconds since 1970. */
interface Version extends AccountTerms {
  readonly ledger: number;
  readonly account: number;
  readonly from_seq: number;
  readonly personal_seq: number | null;
  readonly opened_seq: number;
  readonly opened_at: number;
  readonly changed_at: number;
}

/** A version of an account, and the seq at which the next one begins. */
interface AccountVersion {
  readonly version: Version;
  untilSeq?: number;
}

const ends = accounts.rows<AccountVersion>({
  ledger: ({ version }) => version.ledger,
  account: ({ version }) => version.account,
  from_seq: ({ version }) => version.from_seq,
  until_seq: ({ untilSeq }) => untilSeq,
});

const accountsEnded = `
    accounts_ended as (
      update accounts a set until_seq = x.until_seq
      from advanced, ${ends.sql}
      where a.ledger = x.ledger and a.account = x.account and a.from_seq = x.from_seq
    )`;

const written = accounts.insert<AccountVersion>({
  ledger: ({ version }) => version.ledger,
  account: ({ version }) => version.account,
  from_seq: ({ version }) => version.from_seq,
  until_seq: ({ untilSeq }) => untilSeq,
  path: ({ version }) => version.path,
  type: ({ version }) => version.type,
  status: ({ version }) => version.status,
  except_holds: ({ version }) => version.exceptHolds,
  currencies: ({ version }) => version.currencies,
  limits: ({ version }) => version.limits,
  tags: ({ version }) => version.tags,
  metadata: ({ version }) => version.metadata,
  personal: ({ version }) => version.personal,
  personal_seq: ({ version }) => version.personal_seq,
  pattern: ({ version }) => version.pattern,
  opened_seq: ({ version }) => version.opened_seq,
  opened_at: ({ version }) => version.opened_at,
  changed_at: ({ version }) => version.changed_at,
});

/** A new row for every change of an account; the one before it ends there. */
export const accountsProjector: ReadModel = {
  name: 'accounts',
  keyedTables: [accounts],
  addedTables: [],
  members: [accountsEnded, written.sql],
  async values({ accountSteps }, rows) {
    const { ended, begun } = await versions(accountSteps, rows);
    return [ends.parameters(ended), written.parameters(begun)];
  },
};

/** Rows that end in this batch though they began before it, and rows that begin in it. */
async function versions(
  steps: readonly AccountStep[],
  rows: ReadRows,
): Promise<{ ended: AccountVersion[]; begun: AccountVersion[] }> {
  const present = await presentVersions(steps, rows);
  const before = new Set(present.values());
  const begun: AccountVersion[] = [];
  for (const step of steps) {
    const key = keyOf(step.ledger, step.account);
    const last = present.get(key);
    const next: AccountVersion = { version: last ? changed(last.version, step) : opened(step) };
    if (last) last.untilSeq = step.seq;
    present.set(key, next);
    begun.push(next);
  }
  return { ended: [...before].filter(({ untilSeq }) => untilSeq !== undefined), begun };
}

async function presentVersions(
  steps: readonly AccountStep[],
  rows: ReadRows,
): Promise<Map<string, AccountVersion>> {
  const openedHere = new Set(
    steps
      .filter(({ event }) => event.type === 'AccountOpened')
      .map(({ ledger, account }) => keyOf(ledger, account)),
  );
  const wanted = steps.filter(({ ledger, account }) => !openedHere.has(keyOf(ledger, account)));
  if (wanted.length === 0) return new Map();
  const found = await rows<Version>(
    `select distinct a.ledger, a.account, a.from_seq::float8, a.path, a.type, a.status, a.except_holds as "exceptHolds",
       a.currencies, a.limits, a.tags,
       a.metadata, a.personal, a.personal_seq::float8, a.pattern, a.opened_seq::float8, extract(epoch from a.opened_at)::float8 as opened_at
     from accounts a join unnest($1::int[], $2::int[]) as x (ledger, account) using (ledger, account)
     where a.until_seq is null`,
    [plainArray(wanted.map(({ ledger }) => ledger)), plainArray(wanted.map(({ account }) => account))],
  );
  return new Map(found.map((version) => [keyOf(version.ledger, version.account), { version }]));
}

function keyOf(ledger: number, account: number): string {
  return `${ledger} ${account}`;
}

function opened({ ledger, account, seq, recordedAt, event }: AccountStep): Version {
  invariant(event.type === 'AccountOpened', 'an account begins with its opening');
  const { path, type, currencies, limits, tags, metadata, pattern, personal } = event.body;
  return {
    ledger,
    account,
    from_seq: seq,
    path,
    type,
    status: 'open',
    exceptHolds: [],
    currencies: currencies ?? null,
    limits: limits ?? [],
    tags: tags ?? [],
    metadata: metadata ?? {},
    pattern: pattern ?? null,
    ...textAfter(personal, seq),
    opened_seq: seq,
    opened_at: seconds(recordedAt),
    changed_at: seconds(recordedAt),
  };
}

function changed(before: Version, { seq, recordedAt, event }: AccountStep): Version {
  const next = { ...before, from_seq: seq, changed_at: seconds(recordedAt) };
  switch (event.type) {
    case 'AccountOpened':
      throw new Error(`${before.path} is opened twice`);
    case 'AccountChanged': {
      const { currencies, limits, tags, metadata, personal } = event.body;
      return {
        ...next,
        ...(personal !== undefined && textAfter(personal, seq)),
        currencies: currencies === undefined ? before.currencies : currencies,
        limits: limits ?? before.limits,
        tags: tags ?? before.tags,
        metadata: merged(before.metadata, metadata ?? {}),
      };
    }
    case 'AccountFrozen':
    case 'AccountUnfrozen':
      return { ...next, ...standingAfter(before, event) };
    case 'AccountClosed':
      return { ...next, status: 'closed', exceptHolds: [] };
  }
}

function textAfter(
  personal: readonly PersonalCipher[] | null | undefined,
  seq: number,
): Pick<Version, 'personal' | 'personal_seq'> {
  if (!personal) return { personal: null, personal_seq: null };
  return { personal: personal.map(({ key }) => key), personal_seq: seq };
}

function merged(before: Metadata, changes: Readonly<Record<string, string | null>>): Metadata {
  const both = Object.entries({ ...before, ...changes });
  return Object.fromEntries(both.filter((pair): pair is [string, string] => pair[1] !== null));
}
