import type { CaptureHold } from '@ledger/holds/capture';
import type { IncrementHold, PlaceHold } from '@ledger/holds/hold';
import type { VoidHold } from '@ledger/holds/hold-end';
import type { RefusalCode } from '@ledger/refusal';
import type { Side } from '@ledger/state';
import { lesser, total } from './naive-books';
import type { Line, NaiveBooks, NaiveHold, NaiveTransaction, NaiveUse, Rest } from './naive-books';
import { refer } from './naive-references';
import { balance, inShares, linesOf, partOf, stayWithinLimits, taken } from './naive-postings';
import { giveBack, use } from './naive-velocity';

/** The entry that it would be. */
export interface Moment {
  readonly id: string;
  readonly seq: number;
  readonly now: string;
}

export function place(books: NaiveBooks, command: PlaceHold, { id, seq, now }: Moment): void {
  const { category, expiresAt, reference, tolerance } = command;
  books.refuse('LedgerIsImporting', books.importedTo !== null);
  refer(books, reference);
  books.refuse('ExpiryInPast', (expiresAt ?? '9') <= now);
  const lines = linesOf(books, command.postings);
  if (!lines) return;
  books.refuse(
    'AmountIsZero',
    lines.every(({ units }) => units === 0n),
  );
  balance(books, lines);
  if (tolerance && 'amounts' in tolerance)
    for (const { amount, currency } of tolerance.amounts) {
      books.units(amount, currency);
      books.refuse(
        'PostingNotOfHold',
        lines.every(({ code }) => code !== currency),
      );
    }
  const rests = lines.map((line): Rest => ({ ...line, taken: 0n, remaining: line.units }));
  const details = { category, effectiveAt: now, expiresAt, reference, tolerance };
  const placed = { seq, units: lines.map(({ units }) => units) };
  books.holds.set(id, { ...details, lines: rests, isCaptured: false, placed });
  stayWithinLimits(books, lines);
  const uses = lines.map((line, i) => ({ ...line, count: 1n, category, at: now, seq, hold: id, line: i }));
  use(books, uses, now);
}

export function increment(books: NaiveBooks, command: IncrementHold, { seq, now }: Moment): void {
  const hold = openHold(books, command.hold);
  books.refuse('ExpiryInPast', (command.expiresAt ?? '9') <= now);
  if (!hold) return;
  const held = hold.lines.map((line) => ({ ...line, remaining: line.units }));
  const isPart = command.amount !== undefined || command.postings !== undefined;
  const postings = partOf(books, isPart ? command : { postings: [] }, held, heldOf(hold));
  const lines = postings && linesOf(books, postings);
  if (!lines) return;
  balance(books, lines);
  const added = taken(hold.lines, lines);
  books.refuse('PostingNotOfHold', !added);
  if (!added) return;
  const raised = hold.lines.map((line, i) => ({
    ...line,
    units: line.units + added[i]!,
    remaining: line.remaining + added[i]!,
  }));
  const expiresAt = command.expiresAt ?? hold.expiresAt;
  books.holds.set(command.hold, { ...hold, lines: raised, expiresAt });
  stayWithinLimits(books, lines);
  const { category } = hold;
  const uses = hold.lines.map((line, i) => {
    const counted = { units: added[i]!, count: 0n, category, at: now, seq };
    return { ...line, ...counted, hold: command.hold, line: i };
  });
  use(books, uses, now);
}

export function voidHold(books: NaiveBooks, command: VoidHold): void {
  const hold = openHold(books, command.hold);
  if (hold) release(books, command.hold, 'HoldIsVoided');
}

/** Ends those whose time is up; answers which, and when that was. */
export function expire(books: NaiveBooks, now: string): { id: string; at: string }[] {
  const due = [...books.holds].filter(([, { end, expiresAt }]) => !end && (expiresAt ?? '9') <= now);
  for (const [id] of due) release(books, id, 'HoldIsExpired');
  return due.map(([id, { expiresAt }]) => ({ id, at: expiresAt! }));
}

interface Captured {
  readonly lines: Line[];
  readonly isUse: NaiveTransaction['isUse'];
}

/** What a capture turns into a transaction; undefined where it cannot. */
export function capture(books: NaiveBooks, command: CaptureHold, moment: Moment): Captured | undefined {
  const { id, seq, now } = moment;
  books.refuse('LedgerIsImporting', books.importedTo !== null);
  const hold = openHold(books, command.hold);
  if (!hold) return undefined;
  const isWhole = command.amount === undefined && command.postings === undefined;
  const rests = isWhole ? inBalance(books, hold) : hold.lines;
  const postings = partOf(books, command, rests, heldOf(hold));
  const lines = postings && linesOf(books, postings, { isCapture: true });
  if (!lines) return undefined;
  balance(books, lines);
  const units = taken(hold.lines, lines);
  books.refuse('PostingNotOfHold', !units);
  if (!units) return undefined;
  const after = hold.lines.map((line, i) => ({
    ...line,
    taken: line.taken + units[i]!,
    remaining: line.remaining - lesser(line.remaining, units[i]!),
  }));
  books.refuse('CaptureAboveHold', isAboveHold(books, { ...hold, lines: after }));
  books.holds.set(command.hold, { ...hold, lines: after, isCaptured: true });
  const { category } = hold;
  const uses = hold.lines.map((line, i) => {
    const beyond = units[i]! - lesser(line.remaining, units[i]!);
    return { ...line, units: beyond, count: 0n, category, at: now, seq };
  });
  use(books, uses, now);
  const isGivenBack = isOfPlacement(hold, units);
  const isUse = (each: NaiveUse) =>
    isGivenBack && (each.transaction === id || (each.hold === command.hold && each.seq === hold.placed.seq));
  if (command.category !== undefined && command.category !== category) {
    const plain = { count: 1n, category: command.category, countedAs: { category }, at: now, seq };
    const again = lines.map((line) => ({ ...line, ...plain, transaction: id }));
    use(books, again, now);
  }
  if (
    command.final === true ||
    inBalance(books, { ...hold, lines: after }).every(({ remaining }) => remaining === 0n)
  )
    release(books, command.hold, 'HoldAlreadyCaptured');
  return { lines, isUse };
}

/** The placement is captured before the increments; only where all of a capture comes from it is that given back. */
function isOfPlacement({ lines, placed }: NaiveHold, units: readonly bigint[]): boolean {
  return lines.every(
    ({ units: held, remaining }, i) =>
      units[i]! <= remaining && held - remaining + units[i]! <= placed.units[i]!,
  );
}

/** The lines with as much left as can still be captured: both sides alike, and no more than the currency allows. */
function inBalance(books: NaiveBooks, hold: NaiveHold): Rest[] {
  return hold.lines.map((line) => {
    const sum = (of: 'units' | 'taken' | 'remaining', side: Side) =>
      total(hold.lines.map((each) => (each.code === line.code && each.side === side ? each[of] : 0n)));
    const held = sum('units', 'debit');
    const allowed = held + toleranceIn(books, hold, line.code, held) - sum('taken', 'debit');
    const all = lesser(allowed, lesser(sum('remaining', 'debit'), sum('remaining', 'credit')));
    const like = hold.lines.filter(({ code, side }) => code === line.code && side === line.side);
    const shares = inShares(
      all,
      like.map(({ remaining }) => remaining),
    );
    return { ...line, remaining: shares[like.indexOf(line)]! };
  });
}

function isAboveHold(books: NaiveBooks, hold: NaiveHold): boolean {
  return hold.lines.some(({ code, units, taken: captured }) => {
    const debits = hold.lines.filter((line) => line.side === 'debit' && line.code === code);
    const held = total(debits.map((line) => line.units));
    const room = toleranceIn(books, hold, code, held);
    return captured > units + room || total(debits.map((line) => line.taken)) > held + room;
  });
}

function toleranceIn(books: NaiveBooks, { tolerance }: NaiveHold, code: string, held: bigint): bigint {
  if (!tolerance) return 0n;
  if ('percent' in tolerance) return (held * BigInt(Number(tolerance.percent) * 1000)) / 100_000n;
  const given = tolerance.amounts.find(({ currency }) => currency === code);
  return given ? books.units(given.amount, code)! : 0n;
}

function heldOf({ lines }: NaiveHold): bigint[] {
  return lines.map(({ units }) => units);
}

function openHold(books: NaiveBooks, id: string): NaiveHold | undefined {
  const hold = books.holds.get(id);
  books.refuse('HoldNotFound', !hold);
  if (hold?.end) books.refusals.add(hold.end);
  return hold?.end ? undefined : hold;
}

function release(books: NaiveBooks, id: string, end: RefusalCode): void {
  const hold = books.holds.get(id)!;
  const lines = hold.lines.map((line) => ({ ...line, remaining: 0n }));
  books.holds.set(id, { ...hold, lines, end });
  hold.lines.forEach((line, i) => giveBack(books, id, i, line));
}
