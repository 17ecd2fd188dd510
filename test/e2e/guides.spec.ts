import { mkdtempSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from '../support/api';
import type { Child } from '../support/child';
import { allPages } from '../support/pages';
import { Shell } from '../support/shell';
import { runStart, tidy, type StartLine } from '../support/started';
import { against, comparable, stepsOf, type ClaimedBalance } from '../support/walked-page';

interface Balances {
  readonly items: readonly {
    readonly currency: string;
    readonly posted: string;
    readonly available: string;
  }[];
}

const guides = allPages()
  .filter(({ path }) => path.startsWith('docs/guides/'))
  .map(({ path, text }) => ({ path, steps: stepsOf(text) }));

const dataDir = mkdtempSync(join(tmpdir(), 'ledger-guides-'));
let start: Child | undefined;
let api = '';

beforeAll(async () => {
  // As root, Postgres runs as another account and must pass through.
  chmodSync(dataDir, 0o711);
  start = runStart(dataDir);
  ({ api } = JSON.parse(await start.line()) as StartLine);
});

afterAll(() => tidy(dataDir, start ? [start] : []));

it('has a guide for each kind of product', () => {
  expect(guides.map(({ path }) => path)).toEqual([
    'docs/guides/card-programme.md',
    'docs/guides/crypto-custody.md',
    'docs/guides/marketplace.md',
    'docs/guides/wallet.md',
  ]);
});

describe.each(guides)('$path', ({ steps }) => {
  let shell: Shell;

  beforeAll(() => {
    shell = new Shell({ DATA_DIR: dataDir });
  });

  afterAll(() => shell.end());

  /** What the tables show once they hold everything that the guide has written so far. */
  async function balanceOf({ account, currency }: ClaimedBalance) {
    const ledger = (await shell.run('echo "$LEDGER"')).trim();
    const client = ApiClient.at(api, dataDir);
    const entries = (await client.get(`${ledger}/entries`)).text.trimEnd().split('\n').length;
    const path = `${ledger}/accounts/${account}/balances?wait=30s&after=${entries - 1}`;
    return (await client.get<Balances>(path)).body.items.find((item) => item.currency === currency);
  }

  it('has an answer below every command, and says what the balances are', () => {
    const unanswered = steps.filter((step) => 'command' in step && step.answer === undefined);
    expect(unanswered).toEqual([]);
    expect(steps.filter((step) => 'balances' in step).length).toBeGreaterThan(1);
  });

  // In order, each after those before: as a reader would.
  it.each(steps)('shows what comes of it: $title', async (step) => {
    if ('balances' in step) {
      for (const claim of step.balances) {
        const { posted, available } = claim;
        expect(await balanceOf(claim)).toMatchObject({ posted, ...(available && { available }) });
      }
    } else {
      const { language, text } = step.answer!;
      expect(comparable(language, await shell.run(against({ api, dataDir }, step.command)))).toEqual(
        comparable(language, text),
      );
    }
  });
});
