import { formatUnits, unitsOf } from '@ledger/money/amount';
import type { HoldStep } from '../batch/batch';
import type { ReadModel, ReadRows } from '../batch/read-model';
import { plainArray } from '../schema/arrays';
import { decimalsOf, holdAfter, holdOf, stepKinds, type Version } from './hold-fold';
import { heldSums, holdAccounts, holds, holdSteps } from './holds.table';

/** A hold after a step, the hold before it, and the seq of the next step of it in the batch. */
interface HoldVersion {
  readonly version: Version;
  readonly before: Version | undefined;
  readonly step: HoldStep;
  untilSeq?: number;
}

const ends = holds.rows<Pick<HoldVersion, 'version' | 'untilSeq'>>({
  ledger: ({ version }) => version.ledger,
  hold: ({ version }) => version.hold,
  from_seq: ({ version }) => version.from_seq,
  until_seq: ({ untilSeq }) => untilSeq,
});

const holdsEnded = `
    holds_ended as (
      update holds h set until_seq = x.until_seq
      from advanced, ${ends.sql}
      where h.ledger = x.ledger and h.hold = x.hold and h.from_seq = x.from_seq
    )`;

const holdsWritten = holds.insert<HoldVersion>({
  ledger: ({ version }) => version.ledger,
  hold: ({ version }) => version.hold,
  from_seq: ({ version }) => version.from_seq,
  until_seq: ({ untilSeq }) => untilSeq,
  id: ({ version }) => version.id,
  status: ({ version }) => version.status,
  placed_at: ({ version }) => version.placed_at,
  changed_at: ({ version }) => version.changed_at,
  expires_at: ({ version }) => version.expires_at,
  category: ({ version }) => version.category,
  reference: ({ version }) => version.reference,
  description: ({ version }) => version.description,
  reason: ({ version }) => version.reason,
  tags: ({ version }) => version.tags,
  metadata: ({ version }) => version.metadata,
  personal: ({ version }) => version.personal,
  tolerance: ({ version }) => version.tolerance,
  lines: ({ version }) => version.lines,
});

const stepsWritten = holdSteps.insert<HoldStep>({
  ledger: ({ ledger }) => ledger,
  hold: holdOf,
  seq: ({ seq }) => seq,
  step: ({ entry }) => stepKinds[entry.type],
  id: ({ entry }) => entry.id,
  recorded_at: ({ entry }) => entry.recordedAt,
});

const accountsWritten = holdAccounts.insert<{ readonly step: HoldStep; readonly path: string }>({
  ledger: ({ step }) => step.ledger,
  account: ({ step, path }) => step.names.node(path).number,
  hold: ({ step }) => step.seq,
});

const sumsWritten = heldSums.insert<Sum>({
  ledger: ({ ledger }) => ledger,
  account: ({ account }) => account,
  currency: ({ currency }) => currency,
  seq: ({ seq }) => seq,
  debits: ({ debits, decimals }) => formatUnits(debits, decimals),
  credits: ({ credits, decimals }) => formatUnits(credits, decimals),
});

/** A new row for every step of a hold; the one before it ends there. And what is held of each account after it. */
export const holdsProjector: ReadModel = {
  name: 'holds',
  keyedTables: [holds, heldSums],
  addedTables: [holdSteps, holdAccounts],
  members: [holdsEnded, holdsWritten.sql, stepsWritten.sql, accountsWritten.sql, sumsWritten.sql],
  async values({ holdSteps: steps }, rows) {
    const { ended, begun } = await versions(steps, rows);
    const sums = await sumsAfter(begun, rows);
    const placed = begun.filter(({ step }) => step.entry.type === 'HoldPlaced');
    const accounts = placed.flatMap(({ step, version }) =>
      [...new Set(version.lines.map(({ account }) => account))].map((path) => ({ step, path })),
    );
    return [
      ends.parameters(ended),
      holdsWritten.parameters(begun),
      stepsWritten.parameters(steps),
      accountsWritten.parameters(accounts),
      sumsWritten.parameters(sums),
    ];
  },
};

/** Rows that end in this batch though they began before it, and rows that begin in it. */
async function versions(
  steps: readonly HoldStep[],
  rows: ReadRows,
): Promise<{ ended: { version: Version; untilSeq: number }[]; begun: HoldVersion[] }> {
  const present = await presentVersions(steps, rows);
  const latest = new Map<string, HoldVersion>();
  const ended: { version: Version; untilSeq: number }[] = [];
  const begun: HoldVersion[] = [];
  for (const step of steps) {
    const key = keyOf(step.ledger, holdOf(step));
    const last = latest.get(key);
    const before = last?.version ?? present.get(key);
    if (last) last.untilSeq = step.seq;
    else if (before) ended.push({ version: before, untilSeq: step.seq });
    const span = { version: holdAfter(before, step), before, step };
    latest.set(key, span);
    begun.push(span);
  }
  return { ended, begun };
}

async function presentVersions(steps: readonly HoldStep[], rows: ReadRows): Promise<Map<string, Version>> {
  const wanted = steps.filter(({ entry }) => entry.type !== 'HoldPlaced');
  if (wanted.length === 0) return new Map();
  const found = await rows<Version>(
    `select distinct on (h.ledger, h.hold) h.ledger, h.hold::float8, h.from_seq::float8, h.id, h.status,
       extract(epoch from h.placed_at)::float8 as placed_at, extract(epoch from h.changed_at)::float8 as changed_at,
       extract(epoch from h.expires_at)::float8 as expires_at, h.category, h.reference, h.description, h.reason, h.tags,
       h.metadata, h.personal, h.tolerance, h.lines
     from unnest($1::int[], $2::bigint[]) as x (ledger, hold) join holds h using (ledger, hold)
     where h.until_seq is null`,
    [plainArray(wanted.map(({ ledger }) => ledger)), plainArray(wanted.map(holdOf))],
  );
  return new Map(found.map((version) => [keyOf(version.ledger, version.hold), version]));
}

/** In minor units. */
interface HeldUnits {
  readonly debits: bigint;
  readonly credits: bigint;
}

/** A row of `held_sums`. */
interface Sum extends HeldUnits {
  readonly ledger: number;
  readonly account: number;
  readonly currency: number;
  readonly decimals: number;
  readonly seq: number;
}

/** For every entry, each account and currency of which it changed what is held. */
async function sumsAfter(begun: readonly HoldVersion[], rows: ReadRows): Promise<Sum[]> {
  const moved = begun.flatMap(changesOf).filter(({ units }) => units !== 0n);
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
function changesOf({ step, version, before }: HoldVersion) {
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
): Promise<Map<string, HeldUnits>> {
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
      plainArray(wanted.map(({ ledger }) => ledger)),
      plainArray(wanted.map(({ account }) => account)),
      plainArray(wanted.map(({ currency }) => currency)),
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
