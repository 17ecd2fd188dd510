import { createHash, verify } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { chartOf } from '@ledger/accounts/chart';
import { FingerprintTable, uuidFingerprint } from '@ledger/fingerprint-table';
import { currencyOf, emptyState, sharedTerms } from '@ledger/state';
import type { AccountStatus, Balance, ChartPattern, Hold, LedgerState, Terms } from '@ledger/state';
import { restoredVelocity, velocitySnapshot, type StoredVelocity } from '@ledger/velocity/velocity-state';
import type { Currency } from '@ledger/money/amount';
import { sha256Fingerprint } from '@entries/fingerprints';
import type { Head } from './group';
import { publicKeyOf, type Signer } from '@proof/note';

/** Raise it whenever the state or its meaning changes: older snapshots are then passed over. */
const snapshotVersion = 4;

const signatureBytes = 64;

interface Stored {
  readonly version: number;
  readonly ledger: string;
  readonly head: { readonly seq: number; readonly hash: Uint8Array; readonly recordedAt: string };
  readonly currencies: readonly Currency[];
  readonly chart: readonly ChartPattern[];
  readonly terms: readonly Terms[];
  readonly accounts: readonly StoredAccount[];
  readonly rest: Pick<LedgerState, PlainMember>;
  readonly velocity: StoredVelocity;
  readonly tables: Readonly<Record<TableName, readonly Uint32Array[]>>;
}

type StoredAccount = readonly [
  path: string,
  terms: number,
  status: AccountStatus,
  lines: number,
  balances: readonly (readonly [
    currency: string,
    debits: bigint,
    credits: bigint,
    version: number,
    held: Balance['held'],
  ])[],
];

/** Members of the state that are stored as they are. */
const plainMembers = [
  'root',
  'signingKeys',
  'takesFuture',
  'importedTo',
  'periods',
  'reversals',
  'holds',
  'statements',
] as const satisfies readonly (keyof LedgerState)[];
type PlainMember = (typeof plainMembers)[number];

const tableNames = ['typesBelow', 'keys', 'transactions', 'references', 'endedHolds'] as const;
type TableName = (typeof tableNames)[number];

/**
 * Writes what the rules remember at `head`, signed by the writer key so that nobody else's file is ever believed.
 * A snapshot is a cache: it can be deleted at any time, and the journal gives the same state.
 */
export async function writeSnapshot(
  folder: string,
  ledger: string,
  state: LedgerState,
  at: { head: Head; key: Signer },
): Promise<void> {
  const body = serialize(stored(ledger, state, at.head));
  const signature = await at.key.sign(createHash('sha256').update(body).digest());
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = fileOf(folder, ledger);
  await writeFile(`${file}.new`, Buffer.concat([signature, body]), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/**
 * The newest snapshot of a ledger, or undefined where there is none that this release and one of these keys would have
 * written. The caller still has to see that the journal has `head` at that seq.
 */
export async function readSnapshot(
  folder: string,
  ledger: string,
  keys: readonly Signer[],
): Promise<{ state: LedgerState; head: Head } | undefined> {
  const file = await readFile(fileOf(folder, ledger)).catch(() => undefined);
  if (!file) return undefined;
  const body = file.subarray(signatureBytes);
  const digest = createHash('sha256').update(body).digest();
  const signature = file.subarray(0, signatureBytes);
  if (!keys.some(({ publicKey }) => verify(null, digest, publicKeyOf(publicKey), signature)))
    return undefined;
  const content = deserialize(body) as Stored;
  if (content.version !== snapshotVersion || content.ledger !== ledger) return undefined;
  const { seq, hash, recordedAt } = content.head;
  return { state: restored(content), head: { seq, hash: Buffer.from(hash), recordedAt } };
}

function fileOf(folder: string, ledger: string): string {
  return join(folder, `${ledger}.snapshot`);
}

function stored(ledger: string, state: LedgerState, head: Head): Stored {
  const terms = [...state.terms.values()];
  const indexOf = new Map(terms.map((each, index) => [each, index]));
  return {
    version: snapshotVersion,
    ledger,
    head: { ...head },
    currencies: [...state.currencies.values()],
    chart: state.chart.patterns,
    terms,
    accounts: Array.from(state.accounts.values(), ({ path, terms: held, status, lines, balances }) => [
      path,
      indexOf.get(held)!,
      status,
      lines,
      balances.map(
        ({ currency, debits, credits, version, held }) =>
          [currency.code, debits, credits, version, held] as const,
      ),
    ]),
    rest: Object.fromEntries(plainMembers.map((name) => [name, state[name]])) as Stored['rest'],
    velocity: velocitySnapshot(state.velocity),
    tables: Object.fromEntries(
      tableNames.map((name) => [name, state[name].contents()]),
    ) as unknown as Stored['tables'],
  };
}

function restored(content: Stored): LedgerState {
  const { currencies, chart, terms, accounts, head, rest, tables, velocity } = content;
  const table = (name: TableName, fingerprint = sha256Fingerprint) =>
    new FingerprintTable(fingerprint, tables[name]);
  const state: LedgerState = {
    ...emptyState(sha256Fingerprint),
    ...rest,
    isOpened: true,
    seq: head.seq,
    chart: chartOf(chart),
    currencies: new Map(currencies.map((currency) => [currency.code, currency])),
    typesBelow: table('typesBelow'),
    keys: table('keys'),
    transactions: table('transactions', uuidFingerprint),
    endedHolds: table('endedHolds', uuidFingerprint),
    references: table('references'),
    signingKeys: new Map(rest.signingKeys),
    reversals: new Map(rest.reversals),
    holds: new Map(rest.holds),
    statements: new Map(rest.statements),
    velocity: restoredVelocity(velocity),
  };
  for (const [id, hold] of state.holds) state.holds.set(id, inCurrenciesOf(state, hold));
  state.expiries.keepOnly(state.holds.values());
  const shared = terms.map((each) => sharedTerms(state, each));
  for (const [path, index, status, lines, balances] of accounts) {
    state.accounts.set(path, {
      path,
      terms: shared[index]!,
      status,
      lines,
      balances: balances.map(([code, debits, credits, version, held]) => ({
        currency: currencyOf(state, code)!,
        debits,
        credits,
        version,
        held,
      })),
    });
  }
  return state;
}

/** A currency is one object, whoever names it. */
function inCurrenciesOf(state: LedgerState, hold: Hold): Hold {
  const lines = hold.lines.map((line) => ({ ...line, currency: currencyOf(state, line.currency.code)! }));
  return { ...hold, lines };
}
