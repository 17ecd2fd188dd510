import type { Metadata } from '@ledger/accounts/account';
import { standingAfter } from '@ledger/accounts/account-status';
import { invariant } from '@ledger/refusal';
import type { AccountStep, Batch } from '../batch';
import { plainColumn, seconds, textColumn } from '../columns';
import type { ReadModel, ReadRows } from '../read-model';
import type { AccountTerms } from './accounts.table';

/** A row of `accounts`; times in seconds since 1970. */
interface Version extends AccountTerms {
  readonly ledger: number;
  readonly account: number;
  readonly from_seq: number;
  readonly opened_seq: number;
  readonly opened_at: number;
  readonly changed_at: number;
}

/** A new row for every change of an account; the one before it ends there. */
export const accountsProjector: ReadModel = {
  name: 'accounts',
  keyedTables: ['accounts'],
  addedTables: [],
  members: [
    `
    accounts_ended as (
      update accounts a set until_seq = x.until_seq
      from advanced, unnest($1::int[], $2::int[], $3::bigint[], $4::bigint[]) as x (ledger, account, from_seq, until_seq)
      where a.ledger = x.ledger and a.account = x.account and a.from_seq = x.from_seq
    )`,
    `
    accounts_written as (
      insert into accounts (ledger, account, from_seq, until_seq, path, type, status, except_holds, currencies, limits,
        tags, metadata, pattern, opened_seq, opened_at, changed_at)
      select x.ledger, x.account, x.from_seq, x.until_seq, x.path, x.type, x.status, x.except_holds::text[],
        x.currencies::text[], x.limits::jsonb, x.tags::text[], x.metadata::jsonb, x.pattern, x.opened_seq, to_timestamp(x.opened_at),
        to_timestamp(x.changed_at)
      from advanced, unnest($1::int[], $2::int[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[],
        $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::float8[],
        $16::float8[]) as x (ledger, account, from_seq, until_seq, path, type, status, except_holds, currencies, limits, tags, metadata, pattern,
          opened_seq, opened_at, changed_at)
    )`,
  ],
  async values({ accountSteps }: Batch, rows: ReadRows): Promise<string[][]> {
    const { ended, written } = await versions(accountSteps, rows);
    const column = <T>(pick: (version: Version) => T) => written.map(({ version }) => pick(version));
    return [
      [
        plainColumn(ended.map(({ version }) => version.ledger)),
        plainColumn(ended.map(({ version }) => version.account)),
        plainColumn(ended.map(({ version }) => version.from_seq)),
        plainColumn(ended.map(({ untilSeq }) => untilSeq)),
      ],
      [
        plainColumn(column((version) => version.ledger)),
        plainColumn(column((version) => version.account)),
        plainColumn(column((version) => version.from_seq)),
        plainColumn(written.map(({ untilSeq }) => untilSeq)),
        textColumn(column((version) => version.path)),
        textColumn(column((version) => version.type)),
        textColumn(column((version) => version.status)),
        textColumn(column((version) => textColumn(version.exceptHolds))),
        textColumn(column((version) => version.currencies && textColumn(version.currencies))),
        textColumn(column((version) => JSON.stringify(version.limits))),
        textColumn(column((version) => textColumn(version.tags))),
        textColumn(column((version) => JSON.stringify(version.metadata))),
        textColumn(column((version) => version.pattern)),
        plainColumn(column((version) => version.opened_seq)),
        plainColumn(column((version) => version.opened_at)),
        plainColumn(column((version) => version.changed_at)),
      ],
    ];
  },
};

interface Span {
  readonly version: Version;
  untilSeq?: number;
}

/** Rows that end in this batch though they began before it, and rows that begin in it. */
async function versions(
  steps: readonly AccountStep[],
  rows: ReadRows,
): Promise<{ ended: Span[]; written: Span[] }> {
  const present = await presentVersions(steps, rows);
  const before = new Set(present.values());
  const written: Span[] = [];
  for (const step of steps) {
    const key = keyOf(step.ledger, step.account);
    const last = present.get(key);
    const next: Span = { version: last ? changed(last.version, step) : opened(step) };
    if (last) last.untilSeq = step.seq;
    present.set(key, next);
    written.push(next);
  }
  return { ended: [...before].filter(({ untilSeq }) => untilSeq !== undefined), written };
}

async function presentVersions(steps: readonly AccountStep[], rows: ReadRows): Promise<Map<string, Span>> {
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
       a.metadata, a.pattern, a.opened_seq::float8, extract(epoch from a.opened_at)::float8 as opened_at
     from accounts a join unnest($1::int[], $2::int[]) as x (ledger, account) using (ledger, account)
     where a.until_seq is null`,
    [plainColumn(wanted.map(({ ledger }) => ledger)), plainColumn(wanted.map(({ account }) => account))],
  );
  return new Map(found.map((version) => [keyOf(version.ledger, version.account), { version }]));
}

function keyOf(ledger: number, account: number): string {
  return `${ledger} ${account}`;
}

function opened({ ledger, account, seq, recordedAt, event }: AccountStep): Version {
  invariant(event.type === 'AccountOpened', 'an account begins with its opening');
  const { path, type, currencies, limits, tags, metadata, pattern } = event.body;
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
      const { currencies, limits, tags, metadata } = event.body;
      return {
        ...next,
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

function merged(before: Metadata, changes: Readonly<Record<string, string | null>>): Metadata {
  const both = Object.entries({ ...before, ...changes });
  return Object.fromEntries(both.filter((member): member is [string, string] => member[1] !== null));
}
