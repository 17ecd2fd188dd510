import { execFileSync } from 'node:child_process';
import { ratesMax } from '@ledger/exchange/rates/kept-rates';
import { rateFor, type RatePolicy, type RateWanted } from '@ledger/exchange/rates/rate-lookup';
import { evolve, type LedgerEvent } from '@ledger/ledger';
import { emptyState, type LedgerState } from '@ledger/state';
import { system } from '@ledger/actor';
import { sha256Fingerprint } from '@entries/fingerprints';
import { figure, percentile, type Figure } from './figures';

/** As the ECB publishes them: thirty currencies against the euro, in one set a day. */
const currencies = Array.from(
  { length: 30 },
  (_, i) => `C${String.fromCharCode(65 + i / 26, 65 + (i % 26))}`,
);
const sets = Math.floor(ratesMax / currencies.length);
const rounds = 50;
const lookupsInRound = 20_000;
const dayMs = 86_400_000;
const firstDay = Date.UTC(2015, 0, 1, 13, 15);
const policy: RatePolicy = { maxAge: 86_400, pivots: ['EUR'], sources: ['ecb'] };

/** What the rates that a ledger keeps cost: finding one among all, and the memory for them. */
export function rates(): Figure[] {
  const grown = Number(execFileSync(process.execPath, ['--expose-gc', __filename, 'memory']).toString());
  const state = filled();
  return [
    figure('rates.lookup', lookedUp(state, 'EUR'), 'µs'),
    figure('rates.lookup.crossed', lookedUp(state, currencies[0]!), 'µs'),
    figure('rates.bytes_per_rate', grown / state.rates.size, 'bytes'),
  ];
}

/** A ledger that keeps as many rates as it may, as a replay makes it: every text comes out of parsed JSON. */
function filled(): LedgerState {
  const state = emptyState(sha256Fingerprint);
  for (let seq = 0; seq < sets; seq += 1) {
    const body = {
      observedAt: new Date(firstDay + seq * dayMs).toISOString(),
      rates: currencies.map((counter, i) => ({
        base: 'EUR',
        counter,
        mid: `${1 + i}.${String(1_000_001 + ((seq * 7_919 + i) % 1_000_000)).slice(1)}1`,
      })),
      source: 'ecb',
      type: 'reference',
    };
    const event = JSON.parse(JSON.stringify({ type: 'RatesPublished', body })) as LedgerEvent;
    evolve(state, event, { actor: system, seq, id: 'id', recordedAt: body.observedAt });
  }
  return state;
}

/** Microseconds of processor time for one lookup, on any of the days and for any of the currencies; the median. */
function lookedUp(state: LedgerState, base: string): number {
  const counters = currencies.slice(1);
  const wanted = Array.from({ length: lookupsInRound }, (_, i): RateWanted => {
    const at = new Date(firstDay + ((i * 7_919) % sets) * dayMs + dayMs / 2).toISOString();
    return { base, counter: counters[i % counters.length]!, type: 'reference', at };
  });
  const samples = Array.from({ length: rounds }, () => {
    const begin = processor();
    for (const each of wanted) rateFor(state.rates, policy, each);
    return (processor() - begin) / lookupsInRound;
  });
  return percentile(samples, 0.5);
}

function processor(): number {
  const { user, system: kernel } = process.cpuUsage();
  return user + kernel;
}

function bytesInUse(): number {
  for (let round = 0; round < 4; round += 1) globalThis.gc!();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

if (require.main === module) {
  const before = bytesInUse();
  const state = filled();
  const grown = bytesInUse() - before;
  if (state.rates.size > 0) console.log(grown);
}
