import { formatUnits, unitsOf } from '@ledger/money/amount';
import type { Batch, HoldStep } from '../batch';
import { plainColumn, seconds, textColumn } from '../columns';
import type { ReadModel, ReadRows } from '../read-model';
import { decimalsOf, holdAfter, holdOf, stepKinds, type Version } from './hold-fold';

/** A new row for every step of a hold; the one before it ends there. And what is held of each account after it. */
export const holdsProjector: ReadModel = {
  name: 'holds',
  keyedTables: ['holds', 'held_sums'],
  addedTables: ['hold_steps', 'hold_accounts'],
  members: [
    `
    holds_ended as (
      update holds h set until_seq = x.until_seq
      from advanced, unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[]) as x (ledger, hold, from_seq, until_seq)
      where h.ledger = x.ledger and h.hold = x.hold and h.from_seq = x.from_seq
    )`,
    `
    holds_written as (
      insert into holds (ledger, hold, from_seq, until_seq, id, status, placed_at, changed_at, expires_at, category,
        reference, description, reason, tags, metadata, tolerance, lines)
      select x.ledger, x.hold, x.from_seq, x.until_seq, x.id, x.status, to_timestamp(x.placed_at),
        to_timestamp(x.changed_at), to_timestamp(x.expires_at), x.category, x.reference, x.description, x.reason,
        x.tags::text[], x.metadata::json, x.tolerance::json, x.lines::json
      from advanced, unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::uuid[], $6::text[], $7::float8[],
        $8::float8[], $9::float8[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
        $16::text[], $17::text[])
        as x (ledger, hold, from_seq, until_seq, id, status, placed_at, changed_at, expires_at, category, reference,
          description, reason, tags, metadata, tolerance, lines)
    )`,
    `
    hold_steps_written as (
      insert into hold_steps (ledger, hold, seq, step, id, recorded_at)
      select x.ledger, x.hold, x.seq, x.step, x.id, to_timestamp(x.recorded_at)
      from advanced, unnest($1::int[], $2::bigint[], $3::bigint[], $4::text[], $5::uuid[], $6::float8[])
        as x (ledger, hold, seq, step, id, recorded_at)
    )`,
    `
    hold_accounts_written as (
      insert into hold_accounts (ledger, account, hold)
      select x.* from advanced, unnest($1::int[], $2::int[], $3::bigint[]) as x
    )`,
    `
    held_sums_written as (
      insert into held_sums (ledger, account, currency, seq, debits, credits)
      select x.* from advanced,
        unnest($1::int[], $2::int[], $3::smallint[], $4::bigint[], $5::numeric[], $6::numeric[]) as x
    )`,
  ],
  async values({ holdSteps }: Batch, rows: ReadRows): Promise<string[][]> {
    const { ended, written } = await versions(holdSteps, rows);
    const sums = await sumsAfter(written, rows);
    const placed = written.filter(({ step }) => step.entry.type === 'HoldPlaced');
    const accounts = placed.flatMap(({ step, version }) =>
      [...new Set(version.lines.map(({ account }) => account))].map((path) => ({ step, path })),
    );
    return [
      [
        plainColumn(ended.map(({ version }) => version.ledger)),
        plainColumn(ended.map(({ version }) => version.hold)),
        plainColumn(ended.map(({ version }) => version.from_seq)),
        plainColumn(ended.map(({ untilSeq }) => untilSeq)),
      ],
      holdColumns(written),
      [
        plainColumn(holdSteps.map(({ ledger }) => ledger)),
        plainColumn(holdSteps.map(holdOf)),
        plainColumn(holdSteps.map(({ seq }) => seq)),
        textColumn(holdSteps.map(({ entry }) => stepKinds[entry.type])),
        plainColumn(holdSteps.map(({ entry }) => entry.id)),
        plainColumn(holdSteps.map(({ entry }) => seconds(entry.recordedAt))),
      ],
      [
        plainColumn(accounts.map(({ step }) => step.ledger)),
        plainColumn(accounts.map(({ step, path }) => step.names.node(path).number)),
        plainColumn(accounts.map(({ step }) => step.seq)),
      ],
      [
        plainColumn(sums.map(({ ledger }) => ledger)),
        plainColumn(sums.map(({ account }) => account)),
        plainColumn(sums.map(({ currency }) => currency)),
        plainColumn(sums.map(({ seq }) => seq)),
        plainColumn(sums.map(({ debits, decimals }) => formatUnits(debits, decimals))),
        plainColumn(sums.map(({ credits, decimals }) => formatUnits(credits, decimals))),
      ],
    ];
  },
};

interface Span {
  readonly version: Version;
  /** The hold before the step that made this version, and that step. */
  readonly before: Version | undefined;
  readonly step: HoldStep;
  untilSeq?: number;
}

function holdColumns(written: readonly Span[]): string[] {
  const column = <T>(pick: (version: Version) => T) => written.map(({ version }) => pick(version));
  return [
    plainColumn(column(({ ledger }) => ledger)),
    plainColumn(column(({ hold }) => hold)),
    plainColumn(column((version) => version.from_seq)),
    plainColumn(written.map(({ untilSeq }) => untilSeq)),
    plainColumn(column(({ id }) => id)),
    textColumn(column(({ status }) => status)),
    plainColumn(column((version) => version.placed_at)),
    plainColumn(column((version) => version.changed_at)),
    plainColumn(column((version) => version.expires_at)),
    textColumn(column(({ category }) => category)),
    textColumn(column(({ reference }) => reference)),
    textColumn(column(({ description }) => description)),
    textColumn(column(({ reason }) => reason)),
    textColumn(column(({ tags }) => textColumn(tags))),
    textColumn(column(({ metadata }) => JSON.stringify(metadata))),
    textColumn(column(({ tolerance }) => tolerance && JSON.stringify(tolerance))),
    textColumn(column(({ lines }) => JSON.stringify(lines))),
  ];
}

/** Rows that end in this batch though they began before it, and rows that begin in it. */
async function versions(
  steps: readonly HoldStep[],
  rows: ReadRows,
): Promise<{ ended: { version: Version; untilSeq: number }[]; written: Span[] }> {
  const present = await presentVersions(steps, rows);
  const latest = new Map<string, Span>();
  const ended: { version: Version; untilSeq: number }[] = [];
  const written: Span[] = [];
  for (const step of steps) {
    const key = keyOf(step.ledger, holdOf(step));
    const last = latest.get(key);
    const before = last?.version ?? present.get(key);
    if (last) last.untilSeq = step.seq;
    else if (before) ended.push({ version: before, untilSeq: step.seq });
    const span = { version: holdAfter(before, step), before, step };
    latest.set(key, span);
    written.push(span);
  }
  return { ended, written };
}

async function presentVersions(steps: readonly HoldStep[], rows: ReadRows): Promise<Map<string, Version>> {
  const wanted = steps.filter(({ entry }) => entry.type !== 'HoldPlaced');
  if (wanted.length === 0) return new Map();
  const found = await rows<Version>(
    `select distinct on (h.ledger, h.hold) h.ledger, h.hold::float8, h.from_seq::float8, h.id, h.status,
       extract(epoch from h.placed_at)::float8 as placed_at, extract(epoch from h.changed_at)::float8 as changed_at,
       extract(epoch from h.expires_at)::float8 as expires_at, h.category, h.reference, h.description, h.reason, h.tags,
       h.metadata, h.tolerance, h.lines
     from unnest($1::int[], $2::bigint[]) as x (ledger, hold) join holds h using (ledger, hold)
     where h.until_seq is null`,
    [plainColumn(wanted.map(({ ledger }) => ledger)), plainColumn(wanted.map(holdOf))],
  );
  return new Map(found.map((version) => [keyOf(version.ledger, version.hold), version]));
}

/** In minor units. */
interface Held {
  readonly debits: bigint;
  readonly credits: bigint;
}

/** A row of `held_sums`. */
interface Sum extends Held {
  readonly ledger: number;
  readonly account: number;
  readonly currency: number;
  readonly decimals: number;
  readonly seq: number;
}

/** For every entry, each account and currency of which it changed what is held. */
async function sumsAfter(written: readonly Span[], rows: ReadRows): Promise<Sum[]> {
  const moved = written.flatMap(changesOf).filter(({ units }) => units !== 0n);
  const held = await presentSums(moved, rows);
  const sums = new Map<string, Sum>();
  for (const { isCredit, units, ...place } of moved) {
    const key = `${keyOf(place.ledger, place.account)} ${place.currency}`;
    const { debits, credits } = held.get(key) ?? { debits: 0n, credits: 0n };
    const after = isCredit ? { debits, credits: credits + units } : { debits: debits + units, credits };
    held.set(key, after);
    sums.set(`${key} ${place.seq}`, { ...place, ...after });
  }
  return [...sums.values()];
}

/** Line by line, how many minor units more than before are held. */
function changesOf({ step, version, before }: Span) {
  const { ledger, names, seq } = step;
  return version.lines.map(({ account, currency, remaining, side }, i) => ({
    ledger,
    account: names.node(account).number,
    currency: names.currency(currency)!.number,
    decimals: decimalsOf(remaining),
    seq,
    isCredit: side === 'credit',
    units: unitsOf(remaining) - unitsOf(before?.lines[i]?.remaining ?? '0'),
  }));
}

async function presentSums(
  wanted: readonly { ledger: number; account: number; currency: number }[],
  rows: ReadRows,
): Promise<Map<string, Held>> {
  if (wanted.length === 0) return new Map();
  const found = await rows<{
    ledger: number;
    account: number;
    currency: number;
    debits: string;
    credits: string;
  }>(
    `select x.ledger, x.account, x.currency, s.debits, s.credits
     from (select distinct * from unnest($1::int[], $2::int[], $3::smallint[])) as x (ledger, account, currency)
     join lateral (
       select debits, credits from held_sums s
       where s.ledger = x.ledger and s.account = x.account and s.currency = x.currency
       order by s.seq desc limit 1
     ) s on true`,
    [
      plainColumn(wanted.map(({ ledger }) => ledger)),
      plainColumn(wanted.map(({ account }) => account)),
      plainColumn(wanted.map(({ currency }) => currency)),
    ],
  );
  return new Map(
    found.map(({ ledger, account, currency, debits, credits }) => [
      `${keyOf(ledger, account)} ${currency}`,
      { debits: unitsOf(debits), credits: unitsOf(credits) },
    ]),
  );
}

function keyOf(ledger: number, place: number): string {
  return `${ledger} ${place}`;
}
