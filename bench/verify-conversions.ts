import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportedEvent } from '@export/until';
import type { LedgerCommand } from '@ledger/ledger';
import { fileKeys } from '@signers/open-keys';
import { JournalVerifier } from '@verifier/journal/journal-verifier';
import { benchJournal, type OpeningKeys } from './bench-journal';
import { figure, type Figure } from './figures';

const ledger = 'bench';
const entries = 60_000;
const rounds = 3;
/** Conversions between one set of rates and the next. */
const conversionsOfSet = 500;

/** Foreign currencies with their mids in euro. */
const mids: Readonly<Record<string, string>> = {
  USD: '0.9',
  GBP: '1.1537',
  JPY: '0.0061',
  KWD: '2.9989',
  BTC: '58123.456789',
  ETH: '2345.678901234567',
};
const codes = Object.keys(mids);

/** Verifying conversions over positions, with everything else that an entry needs: form, chain, seals and balances. */
export async function verifyConversions(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ledger-verify-conversions-'));
  try {
    const keys = fileKeys(join(folder, 'keys'), 'bench.local');
    const events: ExportedEvent[] = [];
    for await (const event of benchJournal(keys, { ledger, entries }, commandsOf)) events.push(event);
    const root = keys.root(ledger).vkey;
    const rates = Array.from({ length: rounds }, () => events.length / secondsFor(events, root));
    return [figure('verify.conversions', Math.max(...rates), 'entries/s')];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Seconds of processor time. */
function secondsFor(events: readonly ExportedEvent[], root: string): number {
  const verifier = new JournalVerifier({ ledger, root });
  const begin = process.cpuUsage();
  for (const { data, metadata } of events)
    if (!verifier.takeQuickly(Buffer.from(data), metadata)) verifier.takeBytes(data, metadata);
  verifier.end();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6;
}

/** Customers convert from and into euro, and between foreign currencies now and then. */
function* commandsOf(keys: OpeningKeys): Generator<LedgerCommand> {
  const chart = [{ pattern: 'customers:*:wallet', type: 'liability' as const }];
  yield { type: 'OpenLedger', name: 'Bench', chart, ...keys };
  yield { type: 'RegisterCurrency', code: 'BTC', decimals: 8, name: 'Bitcoin' };
  yield { type: 'RegisterCurrency', code: 'ETH', decimals: 18, name: 'Ether' };
  yield {
    type: 'DeclareExchange',
    mode: 'functional',
    functional: 'EUR',
    rateType: 'spot',
    sources: ['ecb'],
    maxAge: '999999999',
    positions: codes.map((currency) => ({
      currency,
      position: `equity:fx:${currency.toLowerCase()}:position`,
      equivalent: `equity:fx:${currency.toLowerCase()}:equivalent`,
      measurement: 'monetary' as const,
    })),
    results: {
      realised: 'income:fx:realised',
      spread: 'income:fx:spread',
      unrealised: 'income:fx:unrealised',
    },
  };
  for (let at = 0; ; at += 1) {
    if (at % conversionsOfSet === 0) yield published(at);
    yield conversion(at);
  }
}

function published(at: number): LedgerCommand {
  return {
    type: 'PublishRates',
    source: 'ecb',
    rateType: 'spot',
    observedAt: new Date(Date.UTC(2026, 0, 1) + at).toISOString(),
    rates: codes.map((base) => ({ base, counter: 'EUR', mid: mids[base]! })),
  };
}

function conversion(at: number): LedgerCommand {
  const account = `customers:c${at % 10_000}:wallet`;
  const code = codes[at % codes.length]!;
  const given = { account, amount: `${100 + (at % 900)}.50`, currency: 'EUR' };
  const spreadBps = String(25 + (at % 100));
  if (at % 3 === 0) return { type: 'Convert', debit: given, credit: { account, currency: code }, spreadBps };
  if (at % 3 === 1) return { type: 'Convert', debit: { account, currency: code }, credit: given, spreadBps };
  const dollars = { account, amount: `${100 + (at % 900)}.50`, currency: 'USD' };
  return { type: 'Convert', debit: dollars, credit: { account, currency: 'KWD' }, spreadBps };
}
