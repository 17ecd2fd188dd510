import { createHash } from 'node:crypto';
import type { FeedRate, FeedSet } from '@rate-feeds/rate-feed';
import type { ApiClient } from '../api-client';
import { Failure } from '../failure';
import type { FeedMetrics } from './feed-metrics';
import type { FeedReport, LeftOut } from './feed-report';

/** Where sets go, and what they are said to be. */
export interface Destination {
  readonly ledger: string;
  readonly source: string;
  readonly type: string;
}

type FeedRates = FeedSet['rates'];

/** Publishes sets of rates, each once: the idempotency key of a set is made of what it says. */
export class RatePublisher {
  /** Keys of sets that need not be sent again, however often the feed is read. */
  private readonly published = new Set<string>();
  /** Codes that the ledger has not registered. */
  private readonly unknown = new Set<string>();

  constructor(
    private readonly api: ApiClient,
    private readonly destination: Destination,
    private readonly metrics: FeedMetrics,
  ) {}

  /**
   * Publishes a set. A rate of a currency that the ledger does not know is left out; of a set that is refused, all are.
   * @throws Failure where the API does not answer, or refuses for a reason that holds for every set
   */
  async publish({ observedAt, rates }: FeedSet, report: FeedReport): Promise<void> {
    for (let rest = inOrder(rates); ;) {
      rest = this.ofKnownCurrencies(rest, report);
      if (rest.length === 0) return;
      const problem = await this.send(observedAt, rest, report);
      if (!problem) return;
      if (problem.code !== 'CurrencyNotRegistered') {
        report.leftOut.push(...refused(rest, problem));
        return;
      }
      this.unknown.add(String(problem.facts['currency']));
    }
  }

  /** @returns why the set is refused, unless it is in the ledger now */
  private async send(observedAt: string, sent: FeedRates, report: FeedReport): Promise<Problem | undefined> {
    const { ledger, source, type } = this.destination;
    const rates = sent.map(({ rate }) => rate);
    const key = `rates:${source}:${type}:${observedAt}:${printOf(rates)}`;
    if (this.published.has(key)) {
      report.setsBefore += 1;
      return undefined;
    }
    const body = { source, type, observedAt, rates };
    const answer = await this.api.post(`/v1/ledgers/${ledger}/rates`, key, body);
    if (answer.status !== 201) return problemIn(answer.status, answer.body);
    this.published.add(key);
    this.metrics.inLedger(observedAt);
    if (answer.isReplayed) report.setsBefore += 1;
    else {
      report.sets += 1;
      report.rates += sent.length;
    }
    return undefined;
  }

  private ofKnownCurrencies(rates: FeedRates, report: FeedReport): FeedRates {
    return rates.filter(({ line, rate: { base, counter } }) => {
      const code = [base, counter].find((each) => this.unknown.has(each));
      if (code !== undefined)
        report.leftOut.push({ line, reason: `${code} is not registered in the ledger.` });
      return code === undefined;
    });
  }
}

/** Two files that say the same in another order have the same set. */
function inOrder(rates: FeedRates): FeedRates {
  const pair = ({ rate: { base, counter } }: FeedRates[number]) => `${base}/${counter}`;
  return [...rates].sort((a, b) => (pair(a) < pair(b) ? -1 : 1));
}

function printOf(rates: readonly FeedRate[]): string {
  const text = rates.map(({ ask, base, bid, counter, mid }) => [base, counter, bid, mid, ask].join(' '));
  return createHash('sha256').update(text.join('\n')).digest('base64url').slice(0, 22);
}

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Refusals of one set; another one may be accepted. */
const ofOneSet = new Set([
  'CurrencyNotRegistered',
  'ObservedInFuture',
  'PairOfOneCurrency',
  'RatesContradict',
]);

/** @throws Failure where every set would be refused */
function problemIn(status: number, facts: Readonly<Record<string, unknown>>): Problem {
  const [code, detail] = [String(facts['code']), String(facts['detail'])];
  if (ofOneSet.has(code)) return { code, detail, facts };
  throw new Failure(`The API declines the rates (${status}): ${code}: ${detail}`);
}

/** Nothing of a refused set is in the ledger; the rate that the refusal names is at fault. */
function refused(sent: FeedRates, { code, detail, facts }: Problem): LeftOut[] {
  const at = facts['rate'];
  return sent.map(({ line }, index) => ({
    line,
    reason:
      at === undefined || at === index ? `${code}: ${detail}` : 'Another rate of the same set is refused.',
  }));
}
