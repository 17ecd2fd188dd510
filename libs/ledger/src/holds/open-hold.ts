import { formatUnits, unitsOf, type Currency } from '../money/amount';
import { changedBalance } from '../transactions/figures';
import { taken } from '../transactions/part';
import type { ParsedPosting, Posting } from '../transactions/posting';
import { Refusal, invariant } from '../refusal';
import { holdEnds } from '../state';
import type { Held, Hold, HoldEnd, HoldLine, LedgerState, Side } from '../state';

/** So many expiries of holds that are gone are kept before they are swept out. */
const staleMax = 1_000;

/** The hold that an entry is about, and the seq of the entry that placed it. */
export interface HoldPointer {
  readonly id: string;
  readonly seq: string;
}

/** @throws Refusal HoldNotFound, HoldAlreadyCaptured, HoldIsVoided, HoldIsExpired */
export function requireOpenHold(state: LedgerState, id: string, now: string): Hold {
  const hold = state.holds.get(id);
  if (hold && !isDue(hold, now)) return hold;
  if (hold) throw ended('expired', id, { expiresAt: hold.expiresAt! });
  const found = state.endedHolds.get(id);
  if (found === undefined) throw new Refusal('HoldNotFound', `No hold has the id ${id}.`, { hold: id });
  const end = holdEnds[found % holdEnds.length]!;
  throw ended(end, id, { seq: String(Math.floor(found / holdEnds.length)) });
}

function ended(end: HoldEnd, hold: string, facts: Readonly<Record<string, string>>): Refusal {
  const [code, what] = endings[end];
  return new Refusal(code, `${hold} ${what}: nothing is held any more.`, { hold, ...facts });
}

const endings = {
  captured: ['HoldAlreadyCaptured', 'was captured'],
  voided: ['HoldIsVoided', 'was voided'],
  expired: ['HoldIsExpired', 'has expired'],
} as const;

export function isDue({ expiresAt }: Hold, now: string): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

export function pointerTo({ id, seq }: Hold): HoldPointer {
  return { id, seq: String(seq) };
}

/** Line by line of the hold, what the postings take of it. @throws Refusal PostingNotOfHold */
export function takenOf(hold: Hold, parsed: readonly Pick<ParsedPosting, 'posting' | 'units'>[]): bigint[] {
  const room = hold.lines.map(({ remaining }) => remaining);
  const { units, strange } = taken(parsed, hold.lines, room);
  if (strange === -1) return units;
  const { account, side, currency } = parsed[strange]!.posting;
  throw new Refusal('PostingNotOfHold', `The hold has no ${side} of ${account} in ${currency}.`, {
    posting: strange,
    hold: hold.id,
    account,
    side,
    currency,
  });
}

export function openHold(state: LedgerState, id: string): Hold {
  const hold = state.holds.get(id);
  invariant(hold, `the hold ${id} is open`);
  return hold;
}

export function withUnits(postings: readonly Posting[]): { posting: Posting; units: bigint }[] {
  return postings.map((posting) => ({ posting, units: unitsOf(posting.amount) }));
}

/** Keeps a hold, or what became of it; undefined ends it. */
export function setHold({ holds, expiries }: LedgerState, id: string, hold: Hold | undefined): void {
  const before = holds.get(id);
  if (hold) holds.set(id, hold);
  else holds.delete(id);
  expiries.replace(before, hold);
  if (expiries.size > 2 * holds.size + staleMax) expiries.keepOnly(holds.values());
}

/** So many minor units of a line of a hold, as a posting that releases them. */
export function releasing(
  state: LedgerState,
  { account: path, side, currency }: HoldLine,
  units: bigint,
): ParsedPosting {
  const account = state.accounts.get(path);
  invariant(account, `${path} is open where a hold is on it`);
  const amount = formatUnits(units, currency.decimals);
  const posting = { account: path, amount, currency: currency.code, side };
  return { posting, account, currency, units };
}

/** A hold ends: keeps how and at which entry, for refusals that come later. */
export function endHold(state: LedgerState, hold: Hold, end: HoldEnd, seq: number): void {
  setHold(state, hold.id, undefined);
  state.endedHolds.set(hold.id, seq * holdEnds.length + holdEnds.indexOf(end));
}

/** Changes what the account of a line has held back, by so many minor units and lines. */
export function changeHeld(
  state: LedgerState,
  { account: path, side, currency }: Pick<HoldLine, 'account' | 'side' | 'currency'>,
  change: { readonly units: bigint; readonly lines: number },
): void {
  const account = state.accounts.get(path);
  invariant(account, `${path} is open where it was accepted`);
  const balance = changedBalance(state, account, currency);
  balance.held = changed(balance.held, side, change);
}

function changed(
  held: Held | null,
  side: Side,
  { units, lines }: { readonly units: bigint; readonly lines: number },
): Held | null {
  const { debits, credits, lines: count } = held ?? { debits: 0n, credits: 0n, lines: 0 };
  if (count + lines === 0) return null;
  return {
    debits: side === 'debit' ? debits + units : debits,
    credits: side === 'credit' ? credits + units : credits,
    lines: count + lines,
  };
}

/** By how many minor units the captures may exceed what was held in a currency. */
export function toleranceIn({ tolerance, lines }: Hold, { code }: Currency): bigint {
  if (!tolerance) return 0n;
  if ('amounts' in tolerance) {
    const given = tolerance.amounts.find(({ currency }) => currency === code);
    return given ? unitsOf(given.amount) : 0n;
  }
  const [whole, fraction = ''] = tolerance.percent.split('.');
  const held = lines
    .filter(({ side, currency }) => side === 'debit' && currency.code === code)
    .reduce((sum, line) => sum + line.held, 0n);
  return (held * BigInt(whole! + fraction)) / (100n * 10n ** BigInt(fraction.length));
}
